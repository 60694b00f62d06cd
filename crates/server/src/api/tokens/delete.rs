//! `DELETE /api/admin/tokens/{id}`: whoever holds the token is out with the next request.

use axum::extract::{Path, State};
use http::StatusCode;
use vestibule_core::{code::ErrorCode, ids::TokenId};
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
    let token: TokenId = id.parse().map_err(|_| ApiError::new(ErrorCode::NotFound))?;
    let event = admin.event(&app, EventKind::TokenDeleted);
    if app.store.delete_token(token, &event).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(ErrorCode::NotFound.into())
    }
}
