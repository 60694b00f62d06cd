//! An app that can be signed in to: definition and settings, bound together.

use std::{collections::BTreeMap, sync::Arc};

use chrono::Duration;
use serde_json::{Map, Value};
use vestibule_core::{
    access::Access,
    authentication::Authentication,
    claims::ClaimPaths,
    clock::Timestamp,
    code::ErrorCode,
    definition::SigningAlgorithm,
    ids::{AppId, DefinitionId, ProviderId},
    secret::Secret,
};

use crate::{
    definition::{ClientAuthentication, ClientPkce, ClientType, GrantType},
    logout_endpoint::LogoutEndpoint,
    oauth_error::OAuthError,
    redirect_uri::RedirectUri,
    scopes::Scopes,
    settings::{AccessTokenFormat, AppAllow, AppSecretHash, Consent},
};

/// An app that can be signed in to. Immutable.
#[derive(Debug, Clone, PartialEq)]
pub struct App {
    /// Its id.
    pub id: AppId,
    /// Which definition it is an instance of.
    pub definition: DefinitionId,
    /// What it calls itself in requests.
    pub client_id: String,
    /// The name that people see.
    pub name: String,
    /// The name of a bundled icon, where there is no picture.
    pub icon: Option<String>,
    /// Where the picture of its definition is, below `/assets/icons/`.
    pub picture: Option<String>,
    /// Where people open it.
    pub start_url: Option<String>,
    /// Whether it can keep a secret.
    pub client_type: ClientType,
    /// How it proves who it is.
    pub authentication: ClientAuthentication,
    /// Whether a secret is taken in the other of the two places, too.
    pub lenient_authentication: bool,
    /// The secrets that the operator wrote.
    pub secrets: Vec<Secret>,
    /// Those in the database, of which only hashes are known.
    pub secret_hashes: Arc<[AppSecretHash]>,
    /// The public keys that its assertions are signed with: a JWK set.
    pub keys: Option<Value>,
    /// Whether a request without PKCE is refused.
    pub pkce: ClientPkce,
    /// Where answers may be sent.
    pub redirect_uris: Vec<RedirectUri>,
    /// Where a browser may be sent after signing out.
    pub post_logout_redirect_uris: Vec<RedirectUri>,
    /// Where it is notified that a session has ended.
    pub logout_endpoint: Option<LogoutEndpoint>,
    /// What it may ask for.
    pub scopes: Scopes,
    /// How it gets tokens.
    pub grants: Vec<GrantType>,
    /// What its ID tokens are signed with.
    pub id_token_algorithm: SigningAlgorithm,
    /// Claims in addition to the standard ones.
    pub claims: BTreeMap<String, ClaimPaths>,
    /// Who may use it.
    pub allow: AppAllow,
    /// Whether people are asked.
    pub consent: Consent,
    /// How long ago a person may have signed in.
    pub max_age: Option<Duration>,
    /// How long an access token is good.
    pub access_token_lifetime: Duration,
    /// How long a refresh token is good, from its last use.
    pub refresh_token_lifetime: Duration,
    /// What an access token is.
    pub access_token: AccessTokenFormat,
    /// For whom pairwise subjects are made; `None`: it knows people by their id.
    pub sector: Option<String>,
    /// Whether people have to have signed in with more than one factor.
    pub require_mfa: bool,
    /// How long after the sign-in a session may be used for it.
    pub session_absolute: Option<Duration>,
}

impl App {
    /// Whether an answer may be sent to this address.
    pub fn may_answer_at(&self, redirect_uri: &str) -> bool {
        let any_port = self.client_type == ClientType::Public;
        self.redirect_uris.iter().any(|known| known.matches(redirect_uri, any_port))
    }

    /// Whether it lets this person in, who has signed in by this provider; `None`: with a password or a passkey.
    pub fn admits(&self, access: &Access, provider: Option<&ProviderId>) -> bool {
        self.allow.people.admits(access) && self.allow.admits_provider(provider)
    }

    /// Whether a session that began then, with this authentication, may be used for it now.
    pub fn accepts_session(&self, signed_in_at: Timestamp, authentication: &Authentication, now: Timestamp) -> bool {
        let is_over = self.session_absolute.is_some_and(|absolute| signed_in_at + absolute <= now);
        !is_over && (!self.require_mfa || authentication.is_multi_factor())
    }

    /// Whether it gets tokens in this way.
    pub fn has_grant(&self, grant: GrantType) -> bool {
        self.grants.contains(&grant)
    }

    /// The scopes of a request. What means nothing here is left out; what means something and is not for this app is
    /// refused.
    pub fn requested_scopes(&self, asked: Option<&str>) -> Result<Scopes, OAuthError> {
        let invalid = |description: String| OAuthError::new("invalid_scope", ErrorCode::AppRequestInvalid, description);
        let scopes = Scopes::parse(asked.unwrap_or_default());
        if !scopes.has("openid") {
            return Err(invalid("The 'scope' has to contain openid.".to_owned()));
        }
        if let Some(other) = scopes.iter().find(|scope| !self.scopes.has(scope)) {
            return Err(invalid(format!("This client may not ask for the scope {other}.")));
        }
        // Without the grant, a refresh token is not what was meant (OpenID Connect Core §11).
        let all_but = |scope: &&str| *scope != "offline_access" || self.has_grant(GrantType::RefreshToken);
        Ok(Scopes::parse(&scopes.iter().filter(all_but).collect::<Vec<_>>().join(" ")))
    }

    /// The value of each of its own claims. `scope` is what the expressions are about.
    pub(crate) fn own_claims(&self, scope: &Map<String, Value>) -> Map<String, Value> {
        let value = |(name, paths): (&String, &ClaimPaths)| Some((name.clone(), paths.value(scope)?));
        self.claims.iter().filter_map(value).collect()
    }
}
