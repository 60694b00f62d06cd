//! `GET /api/admin/definitions`.

use axum::{Json, extract::State};
use http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;

use super::definition::{DefinitionSummary, FaultyFile};
use crate::{
    AppState,
    api::{Admin, pagination::Page, query::QueryParameters},
    http::{api_error::ApiError, openapi::Endpoint},
};

pub(super) fn endpoint() -> Endpoint<AppState> {
    Endpoint::get("/api/admin/definitions", list, |operation| {
        operation
            .named("listDefinitions", "List definitions")
            .tag("definitions")
            .admin()
            .paged()
            .json::<Definitions>(StatusCode::OK, "By id, with the files that have faults.")
    })
}

/// A page of definitions, and every file with faults.
#[derive(Debug, Serialize, JsonSchema)]
struct Definitions {
    #[serde(flatten)]
    page: Page<DefinitionSummary>,
    /// Files whose current version is not a valid definition.
    faults: Vec<FaultyFile>,
}

async fn list(
    State(app): State<AppState>,
    _admin: Admin,
    parameters: QueryParameters,
) -> Result<Json<Definitions>, ApiError> {
    parameters.deny_unknown(&["limit", "cursor"])?;
    let registry = app.registry.load();
    let all: Vec<_> = registry.catalogue.iter().collect();
    let show = |entry: &_| DefinitionSummary::new(entry, &registry, &app.settings.public_url);
    let page = Page::of_slice(&all, &parameters, |entry| entry.definition.id.as_str(), |entry| show(entry))?;
    Ok(Json(Definitions { page, faults: registry.catalogue.faults().iter().map(FaultyFile::from).collect() }))
}
