//! `GET /api/auth/session`: who is signed in.

use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, header};
use vestibule_core::code::ErrorCode;

use super::{cache::CachedSession, token::token_hash};
use crate::{http::api_error::ApiError, session::state::SessionState};

/// The session of a request, if it has a live one.
pub(crate) async fn find(app: &SessionState, headers: &HeaderMap) -> Result<Option<Arc<CachedSession>>, ApiError> {
    let Some(hash) = token_hash(app, headers) else { return Ok(None) };
    app.sessions.get(&hash).await.map_err(|error| {
        // Not 401: a database that does not answer must not look like a sign-out.
        ApiError::new(ErrorCode::StorageUnavailable).log(error.to_string()).retry_after(5)
    })
}

pub(crate) async fn current(State(app): State<Arc<SessionState>>, headers: HeaderMap) -> Result<Response, ApiError> {
    match find(&app, &headers).await? {
        Some(session) => {
            let json = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
            Ok((json, session.json.clone()).into_response())
        }
        None => Err(ErrorCode::Unauthenticated.into()),
    }
}
