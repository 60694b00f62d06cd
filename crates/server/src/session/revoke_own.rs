//! `DELETE /api/auth/sessions/{id}`.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{Method, StatusCode, header};
use vestibule_core::{
    code::ErrorCode,
    ids::{Ref, SessionId, UserId},
    routes::pattern,
};
use vestibule_store::{Actor, AuditEvent, EventKind};

use super::{signed_in_request::SignedInRequest, state::SessionState};
use crate::http::{api_error::ApiError, client::Client, cookies, openapi::OperationSpec};

pub(super) fn operation() -> OperationSpec {
    OperationSpec::new(Method::DELETE, pattern::OwnSession, |operation| {
        operation
            .named("revokeOwnSession", "Revoke own session")
            .tag("session")
            .session()
            .empty(StatusCode::NO_CONTENT, "Session revoked.")
            .problem(ErrorCode::Csrf)
            .problem(ErrorCode::NotFound)
    })
}

/// The audit event for a user who revokes one of their sessions. The store fills in the user.
pub(crate) fn ending(app: &SessionState, user: UserId, client: &Client, session: SessionId) -> AuditEvent {
    AuditEvent::new(EventKind::SignOut, Ref::generate(&*app.random))
        .actor(Actor::User(user))
        .address(client.address.to_string())
        .detail(format!("session {session}"))
}

/// Revokes a session of the signed-in user. A session of another user is not found.
pub(super) async fn revoke_own(
    State(app): State<Arc<SessionState>>,
    Path(id): Path<String>,
    SignedInRequest { current, own }: SignedInRequest,
) -> Result<Response, ApiError> {
    let session: SessionId = id.parse().map_err(|_| ApiError::new(ErrorCode::NotFound))?;
    let event = ending(&app, current.user.id, &own.client, session);
    if !app.store.revoke_session(session, Some(current.user.id), &event).await? {
        return Err(ErrorCode::NotFound.into());
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    if session == current.session.id {
        for line in cookies::remove_session(&app.settings) {
            response.headers_mut().append(header::SET_COOKIE, line);
        }
    }
    Ok(response)
}
