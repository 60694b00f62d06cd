//! What a bound provider is: everything that is known before the network is asked.

use std::{collections::BTreeMap, sync::Arc};

use url::Url;
use vestibule_core::{
    claims::Acceptance,
    definition::{ClientAuthentication, Definition, IssuerPattern, Par, SigningAlgorithm},
    http::NetworkScope,
    secret::Secret,
};

use super::issuer::ConfiguredIssuer;
use crate::{
    client_auth::ClientCredentials,
    dpop::Dpop,
    endpoint::EndpointRules,
    extra_calls::ExtraCall,
    http::AddressRules,
    logout::Logout,
    registration::{Registered, SelfRegistration},
    sending::Sending,
    token::TokenShape,
};

/// A provider whose parts fit together.
#[derive(Clone)]
pub(crate) struct Plan {
    pub(crate) definition: Arc<Definition>,
    pub(crate) issuer: ConfiguredIssuer,
    pub(crate) pattern: Option<IssuerPattern>,
    /// Empty until the client has registered itself.
    pub(crate) client_id: String,
    pub(crate) credentials: ClientCredentials,
    /// How the client registers itself; `None` where an administrator has done that.
    pub(crate) registration: Option<Arc<SelfRegistration>>,
    /// The client that has registered itself.
    pub(crate) registered: Option<Registered>,
    /// What tokens are bound to.
    pub(crate) dpop: Option<Arc<Dpop>>,
    /// Without `openid`, which is always sent.
    pub(crate) scopes: Vec<String>,
    /// Everything that is added to the authorization request in addition to the flow's own values.
    pub(crate) parameters: BTreeMap<String, String>,
    pub(crate) overrides: Overrides,
    /// Where the metadata is; `None` below the issuer.
    pub(crate) metadata_url: Option<Url>,
    /// Extra calls with the access token.
    pub(crate) requests: Vec<ExtraCall>,
    /// How userinfo is asked.
    pub(crate) userinfo: Sending,
    pub(crate) shape: TokenShape,
    pub(crate) logout: Option<Logout>,
    pub(crate) authentication: ClientAuthentication,
    pub(crate) par: Par,
    /// Signature algorithms that ID tokens and logout tokens may have, if the metadata lists them.
    pub(crate) algorithms: Vec<SigningAlgorithm>,
    /// What ID tokens are signed with (HS256) in place of published keys.
    pub(crate) id_token_secret: Option<Secret>,
    pub(crate) required_acr: Vec<String>,
    /// What the definition requires of claims of the ID token.
    pub(crate) required_claims: BTreeMap<String, String>,
    /// Whether addresses are taken whose domain has no dot.
    pub(crate) dotless_email_domains: bool,
    /// The `max_age` that is sent and checked, in seconds.
    pub(crate) max_age: Option<u32>,
    pub(crate) scope: NetworkScope,
    pub(crate) rules: Arc<AddressRules>,
}

/// Endpoints of the definition, which win over the metadata's.
#[derive(Clone, Default)]
pub(crate) struct Overrides {
    pub(crate) authorization: Option<Url>,
    pub(crate) token: Option<Url>,
    pub(crate) userinfo: Option<Url>,
    pub(crate) jwks: Option<Url>,
    pub(crate) end_session: Option<Url>,
    pub(crate) pushed_authorization_request: Option<Url>,
}

impl Plan {
    /// The same with the client that has registered itself.
    pub(super) fn with_client(&self, registered: Registered) -> Self {
        Self {
            client_id: registered.client_id.clone(),
            credentials: registered.credentials.clone(),
            authentication: registered.authentication,
            registered: Some(registered),
            ..self.clone()
        }
    }

    /// Whether the client proves who it is.
    pub(crate) fn is_confidential(&self) -> bool {
        let has_proof = self.credentials.secret.is_some() || self.credentials.key.is_some();
        self.authentication.is_by_certificate() || (has_proof && self.authentication != ClientAuthentication::None)
    }

    /// Where the metadata document is.
    pub(crate) fn metadata_url(&self) -> String {
        let below = || self.issuer.metadata_url(&self.definition.discovery.path);
        self.metadata_url.as_ref().map_or_else(below, Url::to_string)
    }

    /// Which values of claims are taken.
    pub(crate) fn accepts<'a>(&self, pictures_of: Option<&'a Url>) -> Acceptance<'a> {
        Acceptance { pictures_of, dotless_email_domains: self.dotless_email_domains }
    }

    /// The rules for URLs of this provider.
    pub(crate) fn endpoint_rules(&self) -> EndpointRules<'_> {
        EndpointRules { rules: &self.rules, scope: &self.scope }
    }
}
