//! `GET /api/admin/users/{id}`: one account.

use axum::{
    Json,
    extract::{Path, State},
};
use vestibule_core::code::ErrorCode;

use super::{parse_id, user::ShownUser};
use crate::{
    AppState,
    api::{Admin, query::Parameters},
    http::api_error::ApiError,
};

pub(crate) async fn get(
    State(app): State<AppState>,
    _admin: Admin,
    Path(id): Path<String>,
    parameters: Parameters,
) -> Result<Json<ShownUser>, ApiError> {
    parameters.only(&[])?;
    match app.store.find_user(parse_id(&id)?).await? {
        Some(user) => Ok(Json(ShownUser::load(&app, user).await?)),
        None => Err(ErrorCode::NotFound.into()),
    }
}
