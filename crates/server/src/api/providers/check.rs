//! `POST /api/admin/providers/{id}/check`: checks a stored provider as if it were enabled. Changes nothing.

use axum::{
    Json,
    extract::{Path, State},
};
use http::StatusCode;
use vestibule_core::code::ErrorCode;
use vestibule_registry::CheckReport;

use super::load::load;
use crate::{
    AppState,
    api::{Admin, query::QueryParameters},
    http::{api_error::ApiError, openapi::Endpoint},
};

pub(super) fn endpoint() -> Endpoint<AppState> {
    Endpoint::post("/api/admin/providers/{id}/check", check, |operation| {
        operation
            .named("checkProvider", "Check stored provider")
            .tag("providers")
            .admin()
            .json::<CheckReport>(StatusCode::OK, "The result of each step.")
            .problem(ErrorCode::NotFound)
    })
}

async fn check(
    State(app): State<AppState>,
    _admin: Admin,
    Path(id): Path<String>,
    parameters: QueryParameters,
) -> Result<Json<CheckReport>, ApiError> {
    parameters.deny_unknown(&[])?;
    let loaded = load(&app, &app.registry.load(), &id).await?;
    Ok(Json(app.registry.check(&loaded.record).await))
}
