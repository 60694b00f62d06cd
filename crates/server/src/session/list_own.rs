//! `GET /api/auth/sessions`.

use std::sync::Arc;

use axum::{Json, extract::State};
use http::{HeaderMap, Method, StatusCode};
use schemars::JsonSchema;
use serde::Serialize;
use vestibule_core::{
    clock::Timestamp,
    code::ErrorCode,
    ids::{ProviderId, SessionId},
    routes::pattern,
};
use vestibule_store::Session;

use super::{current::find, state::SessionState};
use crate::http::{api_error::ApiError, openapi::OperationSpec};

pub(super) fn operation() -> OperationSpec {
    OperationSpec::new(Method::GET, pattern::Sessions, |operation| {
        operation
            .named("listOwnSessions", "List own sessions")
            .tag("session")
            .session()
            .json::<OwnSessions>(StatusCode::OK, "Newest first.")
    })
}

/// The sessions of a user, newest first, in one page: a user has at most 100.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct OwnSessions {
    items: Vec<OwnSession>,
    /// Always null: there is one page.
    next: Option<String>,
}

/// A session of the signed-in user.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct OwnSession {
    id: SessionId,
    /// The provider of the sign-in; null for a password.
    provider: Option<ProviderId>,
    /// When the user signed in.
    created_at: Timestamp,
    /// When it was last used, to within a few minutes.
    last_used_at: Timestamp,
    /// When it expires without further use.
    expires_at: Timestamp,
    /// The client's address at sign-in.
    address: Option<String>,
    /// The browser's `User-Agent` at sign-in.
    user_agent: Option<String>,
    /// Whether it is the session of this request.
    current: bool,
}

impl OwnSession {
    fn new(session: Session, current: SessionId) -> Self {
        Self {
            expires_at: session.ends_at(),
            id: session.id,
            provider: session.provider,
            created_at: session.signed_in_at,
            last_used_at: session.last_seen_at,
            address: session.address,
            user_agent: session.user_agent,
            current: session.id == current,
        }
    }
}

pub(super) async fn list_own(
    State(app): State<Arc<SessionState>>,
    headers: HeaderMap,
) -> Result<Json<OwnSessions>, ApiError> {
    let current = find(&app, &headers).await?.ok_or(ErrorCode::Unauthenticated)?;
    let sessions = app.store.list_sessions(current.user.id).await?;
    let items = sessions.into_iter().map(|session| OwnSession::new(session, current.session.id)).collect();
    Ok(Json(OwnSessions { items, next: None }))
}
