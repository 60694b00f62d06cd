//! `POST /api/admin/reload`: reloads settings and definitions.
//!
//! An invalid configuration is not an error of the request: the report has it in `error`. Definitions are reloaded anyway.

use axum::{Json, extract::State};
use http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;
use vestibule_core::{
    code::ErrorCode,
    ids::{DefinitionId, ProviderId},
};
use vestibule_registry as registry;

use super::faulty_provider::FaultyProvider;
use crate::{
    AppState,
    api::{Admin, definitions::FaultyFile, query::QueryParameters},
    http::{api_error::ApiError, openapi::Endpoint},
};

pub(super) fn endpoint() -> Endpoint<AppState> {
    Endpoint::post("/api/admin/reload", reload, |operation| {
        operation
            .named("reload", "Reload settings and definitions")
            .tag("registry")
            .admin()
            .json::<ReloadReport>(StatusCode::OK, "What changed. With `error`, the previous settings stay in force.")
    })
}

/// The result of a reload.
#[derive(Debug, Serialize, JsonSchema)]
struct ReloadReport {
    /// The generation that is now published.
    generation: u64,
    /// Providers that were added or changed.
    changed: Vec<ProviderId>,
    /// Providers that were removed.
    removed: Vec<ProviderId>,
    definitions: DefinitionChanges,
    /// Providers with faults, available or not.
    faults: Vec<FaultyProvider>,
    /// Why the previous settings stay in force; null without an error.
    error: Option<String>,
}

/// The changes of definitions.
#[derive(Debug, Serialize, JsonSchema)]
struct DefinitionChanges {
    added: Vec<DefinitionId>,
    changed: Vec<DefinitionId>,
    removed: Vec<DefinitionId>,
    /// Files whose current version is not a valid definition.
    faulted: Vec<FaultyFile>,
}

impl From<registry::ReloadReport> for ReloadReport {
    fn from(report: registry::ReloadReport) -> Self {
        let definitions = report.definitions;
        Self {
            generation: report.generation,
            changed: report.changed,
            removed: report.removed,
            definitions: DefinitionChanges {
                added: definitions.added,
                changed: definitions.changed,
                removed: definitions.removed,
                faulted: (definitions.faulted.iter())
                    .chain(&report.app_definitions.faulted)
                    .map(FaultyFile::from)
                    .collect(),
            },
            faults: report.faults.into_iter().map(|(provider, faults)| FaultyProvider { provider, faults }).collect(),
            error: report.error,
        }
    }
}

async fn reload(
    State(app): State<AppState>,
    _admin: Admin,
    parameters: QueryParameters,
) -> Result<Json<ReloadReport>, ApiError> {
    parameters.deny_unknown(&[])?;
    let report = app.registry.reload().await;
    let stopping =
        || ApiError::new(ErrorCode::StorageUnavailable).log("the registry writer has stopped").retry_after(5);
    Ok(Json(report.ok_or_else(stopping)?.into()))
}
