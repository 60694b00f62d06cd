//! `POST /api/admin/reload`: reads settings and definitions again and says what came of it.
//!
//! A configuration that cannot be read is no failure of the request: the report says so in `error`, and the definitions
//! were read all the same.

use axum::{Json, extract::State};
use serde::Serialize;
use vestibule_core::{
    code::ErrorCode,
    ids::{DefinitionId, ProviderId},
};
use vestibule_registry::ReloadReport;

use super::FaultyProvider;
use crate::{
    AppState,
    api::{Admin, definitions::FaultyDocument, query::Parameters},
    http::api_error::ApiError,
};

/// What a reload did.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct Reloaded {
    /// The generation that is published now.
    generation: u64,
    /// Providers that are new, changed or switched on or off.
    changed: Vec<ProviderId>,
    /// Providers that are gone.
    removed: Vec<ProviderId>,
    definitions: ReloadedDefinitions,
    /// Providers that have a fault now, in service or not.
    faults: Vec<FaultyProvider>,
    /// Why the settings stay as they were; null when they were read.
    error: Option<String>,
}

/// What became of the definitions.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct ReloadedDefinitions {
    added: Vec<DefinitionId>,
    changed: Vec<DefinitionId>,
    removed: Vec<DefinitionId>,
    /// Files that give no definition as they are now.
    faulted: Vec<FaultyDocument>,
}

impl From<ReloadReport> for Reloaded {
    fn from(report: ReloadReport) -> Self {
        let definitions = report.definitions;
        Self {
            generation: report.generation,
            changed: report.changed,
            removed: report.removed,
            definitions: ReloadedDefinitions {
                added: definitions.added,
                changed: definitions.changed,
                removed: definitions.removed,
                faulted: definitions.faulted.iter().map(FaultyDocument::from).collect(),
            },
            faults: report.faults.into_iter().map(|(provider, faults)| FaultyProvider { provider, faults }).collect(),
            error: report.error,
        }
    }
}

pub(crate) async fn reload(
    State(app): State<AppState>,
    _admin: Admin,
    parameters: Parameters,
) -> Result<Json<Reloaded>, ApiError> {
    parameters.only(&[])?;
    let report = app.registry.reload().await;
    let stopping = || ApiError::new(ErrorCode::StorageUnavailable).log("the registry's writer is gone").retry_after(5);
    Ok(Json(report.ok_or_else(stopping)?.into()))
}
