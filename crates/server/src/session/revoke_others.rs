//! `DELETE /api/auth/sessions`: all sessions of the signed-in user but this one.

use std::sync::Arc;

use axum::{Json, extract::State};
use http::{HeaderMap, Method, StatusCode};
use vestibule_core::{
    code::ErrorCode,
    ids::{Ref, UserId},
    routes::pattern,
};
use vestibule_store::{Actor, AuditEvent, EventKind};

use super::{SessionsEnded, current::find, state::SessionState};
use crate::http::{api_error::ApiError, client::Client, openapi::OperationSpec, origin_check::same_origin};

pub(super) fn operation() -> OperationSpec {
    OperationSpec::new(Method::DELETE, pattern::Sessions, |operation| {
        operation
            .named("revokeOtherSessions", "Revoke all other own sessions")
            .tag("session")
            .session()
            .json::<SessionsEnded>(StatusCode::OK, "All sessions but this one are revoked.")
            .problem(ErrorCode::Csrf)
    })
}

/// The audit event for a user who revokes all their other sessions. The store fills in the user and how many.
pub(crate) fn others_ending(app: &SessionState, user: UserId, client: &Client) -> AuditEvent {
    AuditEvent::new(EventKind::SignOut, Ref::generate(&*app.random))
        .actor(Actor::User(user))
        .address(client.address.to_string())
        .detail("all other sessions".to_owned())
}

pub(super) async fn revoke_others(
    State(app): State<Arc<SessionState>>,
    client: Client,
    headers: HeaderMap,
) -> Result<Json<SessionsEnded>, ApiError> {
    same_origin(&headers, &app.settings.public_url)?;
    let current = find(&app, &headers).await?.ok_or(ErrorCode::Unauthenticated)?;
    let (user, event) = (current.user.id, others_ending(&app, current.user.id, &client));
    let sessions_ended = app.store.revoke_sessions(user, Some(current.session.id), &event).await?;
    Ok(Json(SessionsEnded { sessions_ended }))
}
