//! `DELETE /api/admin/users/{id}/sessions`: takes effect immediately on every node.

use axum::{
    Json,
    extract::{Path, State},
};
use http::StatusCode;
use vestibule_core::code::ErrorCode;
use vestibule_store::EventKind;

use super::outcome::parse_id;
use crate::{
    AppState,
    api::{Admin, query::QueryParameters},
    http::{api_error::ApiError, openapi::Endpoint},
    session::SessionsEnded,
};

pub(super) fn endpoint() -> Endpoint<AppState> {
    Endpoint::delete("/api/admin/users/{id}/sessions", revoke, |operation| {
        operation
            .named("revokeUserSessions", "Revoke all sessions of a user")
            .tag("users")
            .admin()
            .json::<SessionsEnded>(StatusCode::OK, "All sessions of the user are revoked.")
            .problem(ErrorCode::NotFound)
    })
}

async fn revoke(
    State(app): State<AppState>,
    admin: Admin,
    Path(id): Path<String>,
    parameters: QueryParameters,
) -> Result<Json<SessionsEnded>, ApiError> {
    parameters.deny_unknown(&[])?;
    let user = app.store.find_user(parse_id(&id)?).await?.ok_or(ErrorCode::NotFound)?;
    let event = admin.event(&app, EventKind::SessionRevoked).detail("all sessions".to_owned());
    let sessions_ended = app.store.revoke_sessions(user.id, None, &event).await?;
    Ok(Json(SessionsEnded { sessions_ended }))
}
