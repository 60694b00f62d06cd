//! Errors in the shapes of RFC 6749: as JSON from the token endpoint and its relatives, as parameters of an answer.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

use vestibule_jose::KeyError;

use crate::call::Repeated;

/// An error code with its text for the developer, and the status it has when it is sent as JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OAuthError {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) description: String,
}

impl OAuthError {
    pub(crate) fn new(code: &'static str, description: impl Into<String>) -> Self {
        let status = match code {
            "invalid_client" => StatusCode::UNAUTHORIZED,
            // Pocket ID: the group restriction, and an ID token whose nonce could be guessed.
            "access_denied" | "insufficient_entropy" => StatusCode::FORBIDDEN,
            "server_error" => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        };
        Self { status, code, description: description.into() }
    }

    pub(crate) fn invalid_request(description: impl Into<String>) -> Self {
        Self::new("invalid_request", description)
    }

    /// One text for everything that can be wrong with a code or token, so that nothing can be probed.
    pub(crate) fn invalid_grant() -> Self {
        Self::new(
            "invalid_grant",
            "The code or refresh token is invalid, expired, used, revoked, or of another request.",
        )
    }

    /// One text for every failed client authentication.
    pub(crate) fn invalid_client() -> Self {
        Self::new("invalid_client", "Client authentication failed: unknown client, missing or wrong credentials.")
    }
}

impl From<Repeated> for OAuthError {
    fn from(Repeated(name): Repeated) -> Self {
        Self::invalid_request(format!("The parameter '{name}' appears more than once."))
    }
}

impl From<vestibule_apps::OAuthError> for OAuthError {
    fn from(error: vestibule_apps::OAuthError) -> Self {
        Self::new(error.code, error.description)
    }
}

impl From<KeyError> for OAuthError {
    fn from(error: KeyError) -> Self {
        Self::new("server_error", error.to_string())
    }
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        let body = Json(json!({ "error": self.code, "error_description": self.description }));
        let mut response = (self.status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
        if self.status == StatusCode::UNAUTHORIZED {
            // RFC 6749 §5.2 asks for it when the client tried Basic; it does no harm otherwise.
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"demonstration\""));
        }
        response
    }
}
