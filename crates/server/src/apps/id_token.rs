//! The ID token (OpenID Connect Core §2 and §3.1.3.6).

use serde_json::{Value, json};
use vestibule_apps::{App, Scopes};
use vestibule_core::{access::Access, secret::Secret};
use vestibule_jose::token_hashes;
use vestibule_store::SessionWithUser;

use super::{made_tokens::authentication_claims, state::AppsState};
use crate::http::api_error::ApiError;

/// What an ID token is about.
pub(super) struct IdTokenFor<'a> {
    pub(super) app: &'a App,
    pub(super) session: &'a SessionWithUser,
    pub(super) access: &'a Access,
    pub(super) scopes: &'a Scopes,
    /// Of the authorization request. A refreshed ID token has none (§12.2).
    pub(super) nonce: Option<&'a str>,
    pub(super) access_token: &'a Secret,
}

/// Signs an ID token.
pub(super) async fn sign(app: &AppsState, about: &IdTokenFor<'_>) -> Result<Secret, ApiError> {
    let algorithm = about.app.id_token_algorithm;
    let key = app.signing_key(algorithm).await?;
    let now = app.clock.now();
    let mut claims = app.claims(about.app, about.session, about.access, about.scopes).await?;
    claims.extend(authentication_claims(about.session));
    let sid = app.session_name(about.app, about.session.session.id).await?;
    let mut set = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    set("iss", json!(app.issuer()));
    set("aud", json!(about.app.client_id));
    set("iat", json!(now.timestamp()));
    set("exp", json!((now + about.app.access_token_lifetime).timestamp()));
    set("sid", json!(sid));
    set("at_hash", json!(token_hashes(algorithm, about.access_token.expose()).first()));
    about.nonce.map(|nonce| set("nonce", json!(nonce)));
    key.sign_jwt(&Value::Object(claims)).map_err(|error| ApiError::internal(&error))
}
