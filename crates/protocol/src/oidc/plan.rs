//! What a bound provider is: everything that is known before the network is asked.

use std::{collections::BTreeMap, sync::Arc};

use url::Url;
use vestibule_core::{
    claims::Acceptance,
    clock::Clock,
    definition::{ClientAuthentication, Definition, Par, SigningAlgorithm},
    driver::SignInError,
    fault::Fault,
    http::NetworkScope,
};

use super::issuer::{ConfiguredIssuer, IssuerPattern};
use crate::{client_auth::ClientCredentials, endpoint::EndpointRules, http::AddressRules, resource::ExtraCall};

/// A provider whose parts fit together.
pub(crate) struct Plan {
    pub(crate) definition: Arc<Definition>,
    pub(crate) issuer: ConfiguredIssuer,
    pub(crate) pattern: Option<IssuerPattern>,
    pub(crate) client_id: String,
    pub(crate) credentials: ClientCredentials,
    /// Without `openid`, which is always sent.
    pub(crate) scopes: Vec<String>,
    /// Everything that is added to the authorization request in addition to the flow's own values.
    pub(crate) parameters: BTreeMap<String, String>,
    pub(crate) overrides: Overrides,
    /// Extra calls with the access token.
    pub(crate) requests: Vec<ExtraCall>,
    pub(crate) authentication: ClientAuthentication,
    pub(crate) par: Par,
    /// Signature algorithms that ID tokens and logout tokens may have, if the metadata lists them.
    pub(crate) algorithms: Vec<SigningAlgorithm>,
    pub(crate) required_acr: Vec<String>,
    /// Whether addresses are taken whose domain has no dot.
    pub(crate) dotless_email_domains: bool,
    /// The `max_age` that is sent and checked, in seconds.
    pub(crate) max_age: Option<u32>,
    pub(crate) scope: NetworkScope,
    pub(crate) rules: Arc<AddressRules>,
}

/// Endpoints of the definition, which win over the metadata's.
#[derive(Default)]
pub(crate) struct Overrides {
    pub(crate) authorization: Option<Url>,
    pub(crate) token: Option<Url>,
    pub(crate) userinfo: Option<Url>,
    pub(crate) jwks: Option<Url>,
    pub(crate) end_session: Option<Url>,
    pub(crate) pushed_authorization_request: Option<Url>,
}

impl Plan {
    /// Whether the client proves who it is.
    pub(crate) fn is_confidential(&self) -> bool {
        let has_proof = self.credentials.secret.is_some() || self.credentials.key.is_some();
        has_proof && self.authentication != ClientAuthentication::None
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

/// A failure of the way to a ready provider, as the registry keeps it.
pub(crate) fn fault(error: SignInError, clock: &dyn Clock) -> Fault {
    Fault {
        stage: vestibule_core::fault::Stage::Resolve,
        code: error.code,
        cause: error.cause,
        detail: error.detail,
        origin: None,
        at: clock.now(),
        next_retry_at: None,
    }
}
