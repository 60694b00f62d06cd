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
    access::Access,
    clock::Timestamp,
    code::ErrorCode,
    ids::{ProviderId, UserId},
    routes::pattern,
};
use vestibule_store::{StoreError, User};

use super::{cache::CurrentSession, recheck, state::SessionState, token::token_hash};
use crate::http::{api_error::ApiError, openapi::OperationSpec};

pub(super) fn operation() -> OperationSpec {
    OperationSpec::new(Method::GET, pattern::Session, |operation| {
        operation
            .named("currentSession", "Get current session")
            .tag("session")
            .session()
            .json::<SessionAnswer>(StatusCode::OK, "The session and its user.")
    })
}

/// The session of the request.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "CurrentSession")]
struct SessionAnswer {
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
    /// Whether an administrator or an enabled provider says that the address is verified.
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

impl From<&CurrentSession> for SessionAnswer {
    fn from(current: &CurrentSession) -> Self {
        Self {
            user: SessionUser::new(&current.user, current.access()),
            provider: current.session.provider.clone(),
            signed_in_at: current.session.signed_in_at,
            expires_at: current.session.ends_at(),
        }
    }
}

impl SessionUser {
    fn new(user: &User, access: &Access) -> Self {
        let email = access.email.as_ref();
        Self {
            id: user.id,
            email: email.map(|email| email.address.as_str().to_owned()),
            email_verified: email.is_some_and(|email| email.verified),
            username: user.username.clone(),
            name: user.name.clone(),
            first_name: user.first_name.clone(),
            last_name: user.last_name.clone(),
            avatar_url: user.avatar_url.clone(),
            groups: access.group_names().map(str::to_owned).collect(),
            is_admin: access.is_admin(),
            created_at: user.created_at,
            last_sign_in_at: user.last_sign_in_at,
        }
    }
}

/// The live session of a request, if it has one.
pub(crate) async fn find(app: &SessionState, headers: &HeaderMap) -> Result<Option<CurrentSession>, ApiError> {
    let Some(hash) = token_hash(app, headers) else { return Ok(None) };
    let found = app.sessions.get(&hash).await.map_err(unavailable)?;
    let (now, interval) = (app.clock.now(), app.settings.session_recheck);
    if let Some(due) = found.as_ref().filter(|found| found.recheck_is_due(now, interval)) {
        recheck::start(app.http.clone(), due.session.id);
    }
    Ok(found)
}

/// Not 401: an unavailable database must not look like a sign-out.
pub(crate) fn unavailable(error: Arc<StoreError>) -> ApiError {
    ApiError::new(ErrorCode::StorageUnavailable).log(error.to_string()).retry_after(5)
}

pub(super) async fn current(State(app): State<Arc<SessionState>>, headers: HeaderMap) -> Result<Response, ApiError> {
    let session = find(&app, &headers).await?.ok_or(ErrorCode::Unauthenticated)?;
    let content_type = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    Ok((content_type, session.json(|session| SessionAnswer::from(session))).into_response())
}
