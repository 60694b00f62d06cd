//! `DELETE /api/admin/users/{id}`: deletes an account with its links and sessions. Its audit events are kept.

use axum::{
    Json,
    extract::{Path, State},
};
use http::StatusCode;
use vestibule_core::code::ErrorCode;
use vestibule_store::EventKind;

use super::outcome::{changed, parse_id};
use crate::{
    AppState,
    api::{Admin, query::QueryParameters},
    http::{api_error::ApiError, openapi::Endpoint},
    session::SessionsEnded,
};

pub(super) fn endpoint() -> Endpoint<AppState> {
    Endpoint::delete("/api/admin/users/{id}", delete, |operation| {
        operation
            .named("deleteUser", "Delete user")
            .tag("users")
            .admin()
            .json::<SessionsEnded>(StatusCode::OK, "Deleted, with all links and sessions.")
            .problem(ErrorCode::NotFound)
            .problem(ErrorCode::LastWayIn)
    })
}

async fn delete(
    State(app): State<AppState>,
    admin: Admin,
    Path(id): Path<String>,
    parameters: QueryParameters,
) -> Result<Json<SessionsEnded>, ApiError> {
    parameters.deny_unknown(&[])?;
    let user = parse_id(&id)?;
    let event = admin.event(&app, EventKind::UserDeleted);
    let registry = app.registry.load();
    let sessions_ended = changed(app.store.delete_user(user, app.rules(&registry), &event).await?)?;
    Ok(Json(SessionsEnded { sessions_ended }))
}
