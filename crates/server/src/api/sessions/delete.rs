//! `DELETE /api/admin/sessions/{id}`: signs a browser out; it is refused at once.

use axum::extract::{Path, State};
use http::StatusCode;
use vestibule_core::{code::ErrorCode, ids::SessionId};
use vestibule_store::EventKind;

use crate::{
    AppState,
    api::{Admin, query::Parameters},
    http::api_error::ApiError,
};

pub(crate) async fn delete(
    State(app): State<AppState>,
    admin: Admin,
    Path(id): Path<String>,
    parameters: Parameters,
) -> Result<StatusCode, ApiError> {
    parameters.only(&[])?;
    let session: SessionId = id.parse().map_err(|_| ApiError::new(ErrorCode::NotFound))?;
    let event = admin.event(&app, EventKind::SessionRevoked).detail(format!("session {session}"));
    if !app.store.revoke_session(session, None, &event).await? {
        return Err(ErrorCode::NotFound.into());
    }
    app.sessions.end([session]).await;
    Ok(StatusCode::NO_CONTENT)
}
