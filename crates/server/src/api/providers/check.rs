//! `POST /api/admin/providers/{id}/check`: tries a saved provider as if it were enabled. Changes nothing.

use axum::{
    Json,
    extract::{Path, State},
};
use vestibule_registry::CheckReport;

use super::find;
use crate::{
    AppState,
    api::{Admin, query::Parameters},
    http::api_error::ApiError,
};

pub(crate) async fn check(
    State(app): State<AppState>,
    _admin: Admin,
    Path(id): Path<String>,
    parameters: Parameters,
) -> Result<Json<CheckReport>, ApiError> {
    parameters.only(&[])?;
    let found = find::get(&app, &app.registry.load(), &id).await?;
    Ok(Json(app.registry.check(&found.record).await))
}
