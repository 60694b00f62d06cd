//! `DELETE /api/admin/sessions/{id}`: takes effect immediately on every node.

use axum::extract::{Path, State};
use http::StatusCode;
use vestibule_core::{code::ErrorCode, ids::SessionId};
use vestibule_store::EventKind;

use crate::{
    AppState,
    api::{Admin, query::QueryParameters},
    http::{api_error::ApiError, openapi::Endpoint},
};

pub(super) fn endpoint() -> Endpoint<AppState> {
    Endpoint::delete("/api/admin/sessions/{id}", revoke, |operation| {
        operation
            .named("revokeSession", "Revoke session")
            .tag("users")
            .admin()
            .empty(StatusCode::NO_CONTENT, "Session revoked.")
            .problem(ErrorCode::NotFound)
    })
}

async fn revoke(
    State(app): State<AppState>,
    admin: Admin,
    Path(id): Path<String>,
    parameters: QueryParameters,
) -> Result<StatusCode, ApiError> {
    parameters.deny_unknown(&[])?;
    let session: SessionId = id.parse().map_err(|_| ErrorCode::NotFound)?;
    let event = admin.event(&app, EventKind::SessionRevoked).detail(format!("session {session}"));
    if !app.store.revoke_session(session, None, &event).await? {
        return Err(ErrorCode::NotFound.into());
    }
    Ok(StatusCode::NO_CONTENT)
}
