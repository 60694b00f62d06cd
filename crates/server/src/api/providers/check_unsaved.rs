//! `POST /api/admin/check`: checks a provider without storing it.
//!
//! With the id of a stored provider, `{"set": true}` is that provider's secret, unless it would be sent to another
//! address. An invalid request is rejected; what would not work fails a step of the report.

use axum::{Json, extract::State};
use http::StatusCode;
use vestibule_core::code::ErrorCode;
use vestibule_registry::CheckReport;

use super::provider_request::{BODY_LIMIT, ProviderRequest};
use crate::{
    AppState,
    api::{Admin, body::JsonBody, query::QueryParameters},
    http::{api_error::ApiError, openapi::Endpoint},
};

pub(super) fn endpoint() -> Endpoint<AppState> {
    let endpoint = Endpoint::post("/api/admin/check", check_unsaved, |operation| {
        operation
            .named("checkUnsavedProvider", "Check unsaved provider")
            .tag("providers")
            .admin()
            .body::<ProviderRequest>("application/json")
            .json::<CheckReport>(StatusCode::OK, "The result of each step. Nothing is stored.")
            .problem(ErrorCode::InvalidId)
            .problem(ErrorCode::UnknownField)
            .problem(ErrorCode::InvalidCredentials)
            .problem(ErrorCode::SecretRequired)
    });
    endpoint.body_limit(BODY_LIMIT)
}

async fn check_unsaved(
    State(app): State<AppState>,
    _admin: Admin,
    parameters: QueryParameters,
    body: JsonBody,
) -> Result<Json<CheckReport>, ApiError> {
    parameters.deny_unknown(&[])?;
    let catalogue = app.registry.load().catalogue.clone();
    let id = ProviderRequest::create(&body.0, &catalogue)?.record.id;
    let stored = app.store.find_provider(&id).await?;
    let request = ProviderRequest::check_of(&body.0, &catalogue, stored.as_ref())?;
    request.validate_itself()?;
    Ok(Json(app.registry.check(&request.record).await))
}
