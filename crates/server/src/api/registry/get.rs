//! `GET /api/admin/registry`.

use axum::{Json, extract::State};
use http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;
use vestibule_core::clock::Timestamp;
use vestibule_registry::{Registry, SlotState};

use super::faulty_provider::FaultyProvider;
use crate::{
    AppState,
    api::{Admin, definitions::FaultyFile, query::QueryParameters},
    http::{
        api_error::ApiError,
        nodes::{self, NodeView},
        openapi::Endpoint,
    },
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
    /// The servers that share the database, by name.
    nodes: Vec<NodeStatus>,
}

/// A server of this installation, as it described itself at most three minutes ago.
#[derive(Debug, Serialize, JsonSchema)]
struct NodeStatus {
    /// `node.name`, or the host name.
    name: String,
    /// Random, new at each start.
    id: String,
    /// Whether it is the one that answers.
    this: bool,
    version: String,
    started_at: Timestamp,
    /// By the clock of the database.
    seen_at: Timestamp,
    /// By how many milliseconds its clock is ahead of the database's.
    clock_offset_ms: i64,
    /// What must not differ from the one that answers, and does: sentences that begin with the name of the node.
    differences: Vec<String>,
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
    let nodes = nodes::list(&app).await?.into_iter().map(NodeStatus::from).collect();
    Ok(Json(RegistryStatus::of(&app.registry.load(), nodes)))
}

impl From<NodeView> for NodeStatus {
    fn from(view: NodeView) -> Self {
        let (name, seen_at) = (view.node.report.name, view.node.seen_at);
        Self {
            differences: view.differences.iter().map(|difference| format!("{name} {difference}")).collect(),
            name,
            id: view.node.report.id,
            this: view.is_this,
            version: view.node.report.version,
            started_at: view.node.report.started_at,
            seen_at,
            clock_offset_ms: view.node.report.clock_offset,
        }
    }
}

impl RegistryStatus {
    fn of(registry: &Registry, nodes: Vec<NodeStatus>) -> Self {
        let mut providers = ProviderCounts::default();
        for slot in registry.slots.values() {
            *match slot.state {
                SlotState::Ready(_) => &mut providers.ready,
                SlotState::Resolving => &mut providers.resolving,
                SlotState::Faulted => &mut providers.faulted,
                SlotState::Disabled => &mut providers.disabled,
            } += 1;
        }
        let drop_ins = registry.catalogue.custom().count();
        let faulty = registry.slots.values().filter(|slot| !slot.faults.is_empty());
        Self {
            generation: registry.generation,
            error: registry.refusal.as_deref().map(str::to_owned),
            providers,
            definitions: DefinitionCounts {
                official: registry.catalogue.ids().len() - drop_ins,
                drop_ins,
                faulted: registry.catalogue.faults().len(),
            },
            faults: faulty
                .map(|slot| FaultyProvider { provider: slot.id.clone(), faults: slot.faults.clone() })
                .collect(),
            definition_faults: (registry.catalogue.faults().iter())
                .chain(registry.app_catalogue.faults())
                .map(FaultyFile::from)
                .collect(),
            nodes,
        }
    }
}
