//! `GET /api/auth/session`.

use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use schemars::JsonSchema;
use serde::Serialize;
use vestibule_core::{
    clock::Timestamp,
    code::ErrorCode,
    ids::{ProviderId, UserId},
    routes::pattern,
};
use vestibule_store::{StoreError, User};

use super::{cache::CachedSession, recheck, state::SessionState, token::token_hash};
use crate::http::{api_error::ApiError, openapi::OperationSpec};

pub(super) fn operation() -> OperationSpec {
    OperationSpec::new(Method::GET, pattern::Session, |operation| {
        operation
            .named("currentSession", "Get current session")
            .tag("session")
            .session()
            .json::<CurrentSession>(StatusCode::OK, "The session and its user.")
    })
}

/// The session of the request.
#[derive(Debug, Serialize, JsonSchema)]
struct CurrentSession {
    user: SessionUser,
    /// The provider of the sign-in; null for a password.
    provider: Option<ProviderId>,
    signed_in_at: Timestamp,
    /// When it expires without further use.
    expires_at: Timestamp,
}

/// The signed-in user.
#[derive(Debug, Serialize, JsonSchema)]
struct SessionUser {
    /// Never changed and never given to anybody else: key accounts on it.
    id: UserId,
    email: Option<String>,
    email_verified: bool,
    /// Unique, and never given to anybody else. An administrator may change it.
    username: String,
    name: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    avatar_url: Option<String>,
    groups: Vec<String>,
    is_admin: bool,
    created_at: Timestamp,
    last_sign_in_at: Option<Timestamp>,
}

impl From<&CachedSession> for CurrentSession {
    fn from(cached: &CachedSession) -> Self {
        Self {
            user: SessionUser::from(&cached.user),
            provider: cached.session.provider.clone(),
            signed_in_at: cached.session.signed_in_at,
            expires_at: cached.session.ends_at(),
        }
    }
}

impl From<&User> for SessionUser {
    fn from(user: &User) -> Self {
        Self {
            id: user.id,
            email: user.email.as_ref().map(|email| email.as_str().to_owned()),
            email_verified: user.email_verified,
            username: user.username.clone(),
            name: user.name.clone(),
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            avatar_url: user.avatar_url.clone(),
            groups: user.groups.clone(),
            is_admin: user.is_admin,
            created_at: user.created_at,
            last_sign_in_at: user.last_sign_in_at,
        }
    }
}

/// The live session of a request, if it has one.
pub(crate) async fn find(app: &SessionState, headers: &HeaderMap) -> Result<Option<Arc<CachedSession>>, ApiError> {
    let Some(hash) = token_hash(app, headers) else { return Ok(None) };
    let found = app.sessions.get(&hash).await.map_err(unavailable)?;
    let (now, interval) = (app.clock.now(), app.settings.session_recheck);
    if let Some(due) = found.as_ref().filter(|found| found.recheck_is_due(now, interval)) {
        recheck::start(app.http.clone(), due.session.id);
    }
    Ok(found)
}

/// Not 401: an unavailable database must not look like a sign-out.
pub(super) fn unavailable(error: Arc<StoreError>) -> ApiError {
    ApiError::new(ErrorCode::StorageUnavailable).log(error.to_string()).retry_after(5)
}

pub(super) async fn current(State(app): State<Arc<SessionState>>, headers: HeaderMap) -> Result<Response, ApiError> {
    let session = find(&app, &headers).await?.ok_or(ErrorCode::Unauthenticated)?;
    let content_type = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    Ok((content_type, session.json(|session| CurrentSession::from(session))).into_response())
}
