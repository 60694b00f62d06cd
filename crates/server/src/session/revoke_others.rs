//! `DELETE /api/auth/sessions`: all sessions of the signed-in user but this one.

use std::sync::Arc;

use axum::{Json, extract::State};
use http::{Method, StatusCode};
use vestibule_core::{
    code::ErrorCode,
    ids::{Ref, UserId},
    routes::pattern,
};
use vestibule_store::{Actor, AuditEvent, EventKind};

use super::{SessionsEnded, signed_in_request::SignedInRequest, state::SessionState};
use crate::http::{api_error::ApiError, client::Client, openapi::OperationSpec};

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
    SignedInRequest { current, own }: SignedInRequest,
) -> Result<Json<SessionsEnded>, ApiError> {
    let (user, event) = (current.user.id, others_ending(&app, current.user.id, &own.client));
    let sessions_ended = app.store.revoke_sessions(user, Some(current.session.id), &event).await?;
    Ok(Json(SessionsEnded { sessions_ended }))
}
