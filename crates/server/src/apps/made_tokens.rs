//! New tokens, and what is stored of them.

use serde_json::{Map, Value, json};
use vestibule_apps::{AccessTokenFormat, App, Scopes};
use vestibule_core::{
    access::Access,
    random::token_256,
    secret::{Secret, sha256},
};
use vestibule_store::{NewAppToken, NewAppTokens, SessionWithUser};

use super::state::AppsState;
use crate::http::api_error::ApiError;

/// The type of a signed access token (RFC 9068 §2.1): nobody takes it for an ID token.
const TYPE: &str = "at+jwt";

/// What tokens are about.
pub(super) struct TokensFor<'a> {
    pub(super) app: &'a App,
    pub(super) session: &'a SessionWithUser,
    pub(super) access: &'a Access,
    pub(super) scopes: &'a Scopes,
    /// Whether there is a refresh token.
    pub(super) offline: bool,
}

/// New tokens, before they are stored.
pub(super) struct MadeTokens {
    pub(super) access: Secret,
    pub(super) refresh: Option<Secret>,
}

impl MadeTokens {
    /// Tokens, and what is stored of them: of a signed access token the same as of an opaque one, so that it ends as that does.
    pub(super) async fn make(app: &AppsState, about: &TokensFor<'_>) -> Result<(Self, NewAppTokens), ApiError> {
        let of = about.app;
        let token = || Secret::new(token_256(&*app.random));
        let access = match of.access_token {
            AccessTokenFormat::Opaque => token(),
            AccessTokenFormat::Jwt => sign(app, about, token()).await?,
        };
        let made = Self { access, refresh: about.offline.then(token) };
        let now = app.clock.now();
        let stored =
            |token: &Secret, lifetime| NewAppToken { hash: sha256(token.expose()), expires_at: now + lifetime };
        let new = NewAppTokens {
            access: stored(&made.access, of.access_token_lifetime),
            refresh: made.refresh.as_ref().map(|token| stored(token, of.refresh_token_lifetime)),
            scopes: about.scopes.to_string(),
        };
        Ok((made, new))
    }
}

/// An access token that a resource server reads by itself (RFC 9068 §2.2).
async fn sign(app: &AppsState, about: &TokensFor<'_>, name: Secret) -> Result<Secret, ApiError> {
    let of = about.app;
    let key = app.signing_key(of.id_token_algorithm).await?;
    let now = app.clock.now();
    let mut claims = json!({
        "iss": app.issuer(),
        // The resource of an app is its own: no request names another one (§3).
        "aud": of.client_id,
        "client_id": of.client_id,
        "sub": app.subject(of, about.session.user.id).await?,
        "iat": now.timestamp(),
        "exp": (now + of.access_token_lifetime).timestamp(),
        "jti": name.expose(),
        "scope": about.scopes.to_string(),
    });
    if let Some(claims) = claims.as_object_mut() {
        claims.extend(authentication_claims(about.session));
        if about.scopes.has("groups") {
            claims.insert("groups".to_owned(), about.access.group_names().collect());
        }
    }
    let header = json!({ "kid": key.kid(), "typ": TYPE });
    key.sign_jwt_as(of.id_token_algorithm, header, &claims).map_err(|error| ApiError::internal(&error))
}

/// `auth_time`, `acr` and `amr`.
pub(super) fn authentication_claims(session: &SessionWithUser) -> Map<String, Value> {
    let (session, authentication) = (&session.session, &session.session.authentication);
    let mut claims = Map::new();
    claims.insert("auth_time".to_owned(), session.auth_time().timestamp().into());
    claims.extend(authentication.class.as_ref().map(|class| ("acr".to_owned(), json!(class))));
    if !authentication.methods.is_empty() {
        claims.insert("amr".to_owned(), json!(authentication.methods));
    }
    claims
}
