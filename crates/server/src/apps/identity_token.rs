//! `Remote-Identity`: a signed token by which an application behind a proxy knows who sends a request, whatever the other
//! headers say.
//!
//! A token is for one session and one origin, and is good for five minutes. The same one is sent for a minute, so that a page
//! with many requests costs one signature. What changes about the person is in the next one at once.

use std::sync::Arc;

use http::HeaderValue;
use serde_json::json;
use vestibule_core::{clock::Timestamp, code::ErrorCode};

use super::{
    identity_token_cache::{ALGORITHM, Made},
    state::AppsState,
};
use crate::{http::api_error::ApiError, session::CurrentSession};

/// For how long an application may believe a token.
const LIFETIME: chrono::Duration = chrono::Duration::minutes(5);
/// No ID token, no access token.
const TYPE: &str = "identity+jwt";
/// In bytes: proxies give the header of an answer a buffer of 4 or 8 KiB.
const LIMIT: usize = 4_096;

impl AppsState {
    /// The token of a session for an application at `origin`.
    pub(crate) async fn identity_token(&self, current: &CurrentSession, origin: &str) -> Result<HeaderValue, ApiError> {
        let (cache, key) = (&self.identity_tokens.0, (current.session.id, origin.to_owned()));
        let now = self.clock.now();
        match cache.get(&key).await {
            Some(made) if made.is_good(current, now) => return Ok(made.header.clone()),
            Some(_) => cache.invalidate(&key).await,
            None => {}
        }
        let made = cache.try_get_with(key, self.sign_identity(current, origin, now)).await;
        let made =
            made.map_err(|error| ApiError::new(error.code).log(error.log_text().unwrap_or_default().to_owned()))?;
        if made.is_good(current, now) {
            return Ok(made.header.clone());
        }
        // Somebody else has just made one of what the session was before.
        Ok(self.sign_identity(current, origin, now).await?.header.clone())
    }

    async fn sign_identity(
        &self,
        current: &CurrentSession,
        origin: &str,
        now: Timestamp,
    ) -> Result<Arc<Made>, ApiError> {
        let (user, access) = (&current.user, current.access());
        let key = self.signing_key(ALGORITHM).await?;
        let claims = json!({
            "iss": self.issuer(),
            "aud": origin,
            "sub": user.id,
            "preferred_username": user.username,
            "email": access.verified_email().map(|email| email.as_str()),
            "name": user.name,
            "groups": access.group_names().collect::<Vec<_>>(),
            "iat": now.timestamp(),
            "exp": (now + LIFETIME).timestamp(),
        });
        let header = json!({ "kid": key.kid(), "typ": TYPE });
        let token = key.sign_jwt_as(ALGORITHM, header, &claims).map_err(|error| ApiError::internal(&error))?;
        let length = token.expose().len();
        if length > LIMIT {
            return Err(ApiError::new(ErrorCode::Forbidden).detail(format!(
                "What is said about you takes {length} bytes, and an application can receive at most {LIMIT}. Ask the \
                 administrator for fewer groups."
            )));
        }
        let header = HeaderValue::try_from(token.expose()).map_err(|error| ApiError::internal(&error))?;
        Ok(Arc::new(Made { header, at: now, of: current.clone() }))
    }
}
