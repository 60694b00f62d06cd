//! `GET /api/admin/registry`: the generation, how many providers and definitions there are, and every fault.

use axum::{Json, extract::State};
use serde::Serialize;
use vestibule_registry::{Registry, SlotState};

use super::FaultyProvider;
use crate::{
    AppState,
    api::{Admin, definitions::FaultyDocument, query::Parameters},
    http::api_error::ApiError,
};

/// What is published.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct RegistryState {
    /// Counts publications.
    generation: u64,
    /// Why the settings could not be read again; those that were read last are in force. Null when all is well.
    error: Option<String>,
    providers: ProviderCounts,
    definitions: DefinitionCounts,
    /// Providers that have a fault, in service or not.
    faults: Vec<FaultyProvider>,
    /// Files that give no definition as they are now.
    definition_faults: Vec<FaultyDocument>,
}

/// How many providers are in which state.
#[derive(Debug, Default, Serialize, schemars::JsonSchema)]
pub(crate) struct ProviderCounts {
    ready: usize,
    resolving: usize,
    faulted: usize,
    disabled: usize,
}

/// How many definitions there are.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct DefinitionCounts {
    /// Inside the program.
    official: usize,
    /// From files.
    drop_ins: usize,
    /// Files that give none.
    faulted: usize,
}

pub(crate) async fn get(
    State(app): State<AppState>,
    _admin: Admin,
    parameters: Parameters,
) -> Result<Json<RegistryState>, ApiError> {
    parameters.only(&[])?;
    Ok(Json(RegistryState::of(&app.registry.load())))
}

impl RegistryState {
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
            definition_faults: registry.catalogue.faults().iter().map(FaultyDocument::from).collect(),
        }
    }
}
