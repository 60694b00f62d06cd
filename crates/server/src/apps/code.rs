//! An authorization code: everything about it is sealed inside of it, so that nothing is written until it is used.

use chrono::Duration;
use serde::{Deserialize, Serialize};
use vestibule_apps::pkce::Challenge;
use vestibule_core::{
    clock::{Timestamp, from_millis},
    ids::{AppId, SessionId, UserId},
    random::token_128,
    secret::sha256,
};

use super::state::AppsState;
use crate::http::{
    api_error::ApiError,
    sealed_cookie::{open, seal},
};

/// For how long a code can be exchanged.
const LIFETIME: Duration = Duration::seconds(60);
/// What it is sealed for.
const PLACE: &str = "app code";

/// An authorization code, opened.
#[derive(Serialize, Deserialize)]
pub(super) struct AuthorizationCode {
    #[serde(rename = "i")]
    id: String,
    #[serde(rename = "t")]
    issued_at: i64,
    #[serde(rename = "a")]
    pub(super) app: AppId,
    #[serde(rename = "r")]
    pub(super) redirect_uri: String,
    #[serde(rename = "s")]
    pub(super) scopes: String,
    #[serde(rename = "n", default, skip_serializing_if = "Option::is_none")]
    pub(super) nonce: Option<String>,
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub(super) challenge: Option<Challenge>,
    #[serde(rename = "u")]
    pub(super) user: UserId,
    #[serde(rename = "e")]
    pub(super) session: SessionId,
    /// Whether it is of a test, and no token endpoint takes it.
    #[serde(rename = "x", default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) is_test: bool,
}

/// What a code is about.
pub(super) struct CodeFor<'a> {
    pub(super) request: &'a vestibule_apps::AuthorizationRequest,
    pub(super) user: UserId,
    pub(super) session: SessionId,
    pub(super) is_test: bool,
}

impl AuthorizationCode {
    /// A new code, as the app gets it.
    pub(super) fn issue(app: &AppsState, of: &CodeFor<'_>) -> Result<String, ApiError> {
        let request = of.request;
        let code = Self {
            id: token_128(&*app.random),
            issued_at: app.clock.now().timestamp_millis(),
            app: request.target.app.id.clone(),
            redirect_uri: request.target.redirect_uri.clone(),
            scopes: request.scopes.to_string(),
            nonce: request.nonce.clone(),
            challenge: request.challenge.clone(),
            user: of.user,
            session: of.session,
            is_test: of.is_test,
        };
        seal(app, PLACE, &code).map_err(|error| ApiError::internal(&error))
    }

    /// A code of ours, however old; `None` for everything else.
    pub(super) fn open(app: &AppsState, text: &str) -> Option<Self> {
        open(app, PLACE, text)
    }

    /// From then on nobody accepts it.
    pub(super) fn expires_at(&self) -> Timestamp {
        from_millis(self.issued_at) + LIFETIME
    }

    /// Names it among those that are used up.
    pub(super) fn fingerprint(&self) -> [u8; 32] {
        sha256(["app code\0", &self.id].concat())
    }
}
