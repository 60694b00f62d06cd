//! Why a request is not accepted, and what it is answered with.

use axum_core::response::{IntoResponse, Response};
use http::StatusCode;

/// A request or token that is not accepted. As a response it is 401, or 503 when the server's keys cannot be had.
///
/// ```
/// use axum::response::IntoResponse;
/// assert_eq!(vestibule_client::IdentityError::NotSignedIn.into_response().status(), 401);
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IdentityError {
    /// Nobody is signed in.
    #[error("not signed in")]
    NotSignedIn,
    /// The header is there more than once, or is no text.
    #[error("Remote-Identity is there more than once, or is no text")]
    Header,
    /// A token of another kind.
    #[error("the token is not of type {0}")]
    Type(&'static str),
    /// The token is not valid, not for this application, or not valid now.
    #[error("the token is not accepted")]
    Token(#[from] jsonwebtoken::errors::Error),
    /// The token is signed with a key that is none of the server's.
    #[error("the key of the token is not one of the server's")]
    UnknownKey,
    /// An ID token that answers another request.
    #[error("the nonce of the token is another one")]
    Nonce,
    /// The server's keys cannot be fetched, which says nothing about the token.
    #[error("the keys of the server cannot be fetched")]
    Keys(#[from] reqwest::Error),
}

impl IntoResponse for IdentityError {
    fn into_response(self) -> Response {
        match self {
            Self::Keys(_) => (StatusCode::SERVICE_UNAVAILABLE, "try again later\n").into_response(),
            _ => (StatusCode::UNAUTHORIZED, "not signed in\n").into_response(),
        }
    }
}
