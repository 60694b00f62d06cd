//! `GET /api/admin/definitions`: all definitions by id, and the files that give none.

use axum::{Json, extract::State};
use serde::Serialize;

use super::definition::{DefinitionSummary, FaultyDocument};
use crate::{
    AppState,
    api::{Admin, listing::Listing, query::Parameters},
    http::api_error::ApiError,
};

/// A page of definitions, and every file that could not be used.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct Definitions {
    #[serde(flatten)]
    page: Listing<DefinitionSummary>,
    /// Files that give no definition as they are now.
    faults: Vec<FaultyDocument>,
}

pub(crate) async fn list(
    State(app): State<AppState>,
    _admin: Admin,
    parameters: Parameters,
) -> Result<Json<Definitions>, ApiError> {
    parameters.only(&["limit", "cursor"])?;
    let registry = app.registry.load();
    let all: Vec<_> = registry.catalogue.iter().collect();
    let show = |entry: &_| DefinitionSummary::new(entry, &registry, &app.settings.public_url);
    let page = Listing::page(&all, &parameters, |entry| entry.definition.id.as_str(), |entry| show(entry))?;
    Ok(Json(Definitions { page, faults: registry.catalogue.faults().iter().map(FaultyDocument::from).collect() }))
}
