//! `DELETE /api/admin/users/{id}`: deletes an account with its links and sessions. What the audit log says of it stays.

use axum::extract::{Path, State};
use http::StatusCode;
use vestibule_store::EventKind;

use super::{finished, parse_id};
use crate::{
    AppState,
    api::{Admin, configured::ConfiguredIds, query::Parameters},
    http::api_error::ApiError,
};

pub(crate) async fn delete(
    State(app): State<AppState>,
    admin: Admin,
    Path(id): Path<String>,
    parameters: Parameters,
) -> Result<StatusCode, ApiError> {
    parameters.only(&[])?;
    let user = parse_id(&id)?;
    let sessions = app.store.list_sessions(user).await?;
    let event = admin.event(&app, EventKind::UserDeleted);
    let configured = ConfiguredIds::of(&app.registry.load());
    finished(app.store.delete_user(user, configured.borrowed(), &event).await?)?;
    app.sessions.end(sessions.into_iter().map(|session| session.id)).await;
    Ok(StatusCode::NO_CONTENT)
}
