//! `GET /api/auth/sessions`, `DELETE /api/auth/sessions/{id}`: where a person is signed in, and the end of it.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, header};
use serde::Serialize;
use vestibule_core::{
    clock::Timestamp,
    code::ErrorCode,
    ids::{ProviderId, Ref, SessionId, UserId},
};
use vestibule_store::{Actor, AuditEvent, EventKind, Session};

use super::current::find;
use crate::{
    http::{api_error::ApiError, client::Client, cookies, origin_check::same_origin},
    session::state::SessionState,
};

/// Where a person is signed in, newest first. One page: nobody has more than 200.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct OwnSessions {
    items: Vec<OwnSession>,
    /// Always null: there is no other page.
    next: Option<String>,
}

/// One signed-in browser of the person who asks.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct OwnSession {
    id: SessionId,
    /// By which provider; null for a password.
    provider: Option<ProviderId>,
    /// When the person signed in.
    created_at: Timestamp,
    /// When it was last used, to within a few minutes.
    last_used_at: Timestamp,
    /// When it ends if nothing more happens.
    expires_at: Timestamp,
    /// The client's address at sign-in.
    address: Option<String>,
    /// How the browser named itself at sign-in.
    user_agent: Option<String>,
    /// Whether it is the session of this very request.
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

pub(crate) async fn list_own(
    State(app): State<Arc<SessionState>>,
    headers: HeaderMap,
) -> Result<Json<OwnSessions>, ApiError> {
    let Some(current) = find(&app, &headers).await? else { return Err(ErrorCode::Unauthenticated.into()) };
    let sessions = app.store.list_sessions(current.user.id).await?;
    let items = sessions.into_iter().map(|session| OwnSession::new(session, current.session.id)).collect();
    Ok(Json(OwnSessions { items, next: None }))
}

/// What the audit log says of a session that its owner ends from another one. The store fills in whose it is.
pub(crate) fn ending(app: &SessionState, user: UserId, client: &Client, session: SessionId) -> AuditEvent {
    AuditEvent::new(EventKind::SignOut, Ref::generate(&*app.random))
        .actor(Actor::User(user))
        .address(client.address.to_string())
        .detail(format!("session {session}"))
}

/// Ends one session of the person who asks. Somebody else's is as absent as one that never was.
pub(crate) async fn end_own(
    State(app): State<Arc<SessionState>>,
    Path(id): Path<String>,
    client: Client,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    same_origin(&headers, &app.settings.public_url)?;
    let Some(current) = find(&app, &headers).await? else { return Err(ErrorCode::Unauthenticated.into()) };
    let session: SessionId = id.parse().map_err(|_| ApiError::new(ErrorCode::NotFound))?;
    let event = ending(&app, current.user.id, &client, session);
    if !app.store.revoke_session(session, Some(current.user.id), &event).await? {
        return Err(ErrorCode::NotFound.into());
    }
    app.sessions.end([session]).await;
    let mut response = StatusCode::NO_CONTENT.into_response();
    if session == current.session.id {
        response.headers_mut().append(header::SET_COOKIE, cookies::remove_session(&app.settings));
    }
    Ok(response)
}
