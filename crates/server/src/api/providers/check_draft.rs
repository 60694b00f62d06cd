//! `POST /api/admin/check`: tries a provider that is not saved, written as it would be created. Changes nothing.
//!
//! Where it names a stored provider, `{"set": true}` is that provider's secret, as long as it goes where it was meant to
//! go. What cannot be a draft at all is refused; what would not work is a step of the report.

use axum::{Json, extract::State};
use vestibule_registry::CheckReport;

use super::draft::Draft;
use crate::{
    AppState,
    api::{Admin, body::JsonBody, query::Parameters},
    http::api_error::ApiError,
};

pub(crate) async fn check_draft(
    State(app): State<AppState>,
    _admin: Admin,
    parameters: Parameters,
    body: JsonBody,
) -> Result<Json<CheckReport>, ApiError> {
    parameters.only(&[])?;
    let catalogue = app.registry.load().catalogue.clone();
    let id = Draft::create(&body.0, &catalogue)?.record.id;
    let stored = app.store.find_provider(&id).await?;
    let draft = Draft::trial(&body.0, &catalogue, stored.as_ref())?;
    draft.check_request()?;
    Ok(Json(app.registry.check(&draft.record).await))
}
