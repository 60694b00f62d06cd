//! `GET /api/admin/registry`.

use axum::{Json, extract::State};
use http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;
use vestibule_registry::{Registry, SlotState};

use super::faulty_provider::FaultyProvider;
use crate::{
    AppState,
    api::{Admin, definitions::FaultyFile, query::QueryParameters},
    http::{api_error::ApiError, openapi::Endpoint},
};

pub(super) fn endpoint() -> Endpoint<AppState> {
    Endpoint::get("/api/admin/registry", get, |operation| {
        operation
            .named("getRegistry", "Get configuration status")
            .tag("registry")
            .admin()
            .json::<RegistryStatus>(StatusCode::OK, "The published configuration.")
    })
}

/// The published configuration.
#[derive(Debug, Serialize, JsonSchema)]
struct RegistryStatus {
    /// Increases with each publication.
    generation: u64,
    /// Why the settings could not be reloaded; the last valid ones stay in force. Null without an error.
    error: Option<String>,
    providers: ProviderCounts,
    definitions: DefinitionCounts,
    /// Providers with faults, available or not.
    faults: Vec<FaultyProvider>,
    /// Files whose current version is not a valid definition.
    definition_faults: Vec<FaultyFile>,
}

/// The number of providers by state.
#[derive(Debug, Default, Serialize, JsonSchema)]
struct ProviderCounts {
    ready: usize,
    resolving: usize,
    faulted: usize,
    disabled: usize,
}

/// The number of definitions by source.
#[derive(Debug, Serialize, JsonSchema)]
struct DefinitionCounts {
    /// Built in.
    official: usize,
    /// From the drop-in directory.
    drop_ins: usize,
    /// Files without a valid definition.
    faulted: usize,
}

async fn get(
    State(app): State<AppState>,
    _admin: Admin,
    parameters: QueryParameters,
) -> Result<Json<RegistryStatus>, ApiError> {
    parameters.deny_unknown(&[])?;
    Ok(Json(RegistryStatus::of(&app.registry.load())))
}

impl RegistryStatus {
    fn of(registry: &Registry) -> Self {
        let mut providers = ProviderCounts::default();
        for slot in registry.slots.values() {
            *match slot.state {
                SlotState::Ready(_) => &mut providers.ready,
                SlotState::Resolving => &mut providers.resolving,
                SlotState::Faulted => &mut providers.faulted,
                SlotState::Disabled => &mut providers.disabled,
            } += 1;
        }
        let official = registry.catalogue.iter().filter(|entry| entry.official).count();
        let faulty = registry.slots.values().filter(|slot| !slot.faults.is_empty());
        Self {
            generation: registry.generation,
            error: registry.refusal.as_deref().map(str::to_owned),
            providers,
            definitions: DefinitionCounts {
                official,
                drop_ins: registry.catalogue.iter().count() - official,
                faulted: registry.catalogue.faults().len(),
            },
            faults: faulty
                .map(|slot| FaultyProvider { provider: slot.id.clone(), faults: slot.faults.clone() })
                .collect(),
            definition_faults: registry.catalogue.faults().iter().map(FaultyFile::from).collect(),
        }
    }
}
