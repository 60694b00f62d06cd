//! Representations of definitions.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;
use vestibule_core::{
    definition::{Category, Status},
    ids::{DefinitionId, ProviderId},
    origin::Origin,
    public_url::PublicUrl,
    violation::Violation,
};
use vestibule_registry::{CatalogueEntry, CatalogueFault, Registry};

use crate::http::assets;

/// A definition in a list.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DefinitionSummary {
    id: DefinitionId,
    name: String,
    /// Other words that people search it by.
    aliases: Vec<String>,
    /// Where it is in the catalogue; null among the others.
    category: Option<Category>,
    /// Whether what it says is confirmed for the upstream.
    status: Status,
    protocol: &'static str,
    /// Whether it is built in.
    official: bool,
    /// Its file.
    origin: Origin,
    /// The URL of its icon.
    icon_url: String,
    /// The vendor's website.
    homepage: Option<String>,
    /// The providers that are instances of it.
    providers: Vec<ProviderId>,
    /// Faults of the current version of its file; the last valid version stays in force.
    faults: Vec<Violation>,
}

/// A file whose current version is not a valid definition.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct FaultyFile {
    pub(crate) path: String,
    pub(crate) faults: Vec<Violation>,
}

impl From<&CatalogueFault> for FaultyFile {
    fn from(fault: &CatalogueFault) -> Self {
        Self { path: fault.path.display().to_string(), faults: fault.violations.0.clone() }
    }
}

impl DefinitionSummary {
    pub(crate) fn new(entry: &CatalogueEntry, registry: &Registry, public_url: &PublicUrl) -> Self {
        let definition = &entry.definition;
        let is_instance = |found: &Arc<CatalogueEntry>| found.definition.id == definition.id;
        let slots = registry.slots.values().filter(|slot| slot.definition.as_ref().is_some_and(is_instance));
        let own_faults = registry.catalogue.faults().iter().filter(|fault| Some(&*fault.path) == entry.path());
        Self {
            id: definition.id.clone(),
            name: definition.name.clone(),
            aliases: definition.aliases.clone(),
            category: definition.category,
            status: definition.status,
            protocol: entry.protocol.name,
            official: entry.official,
            origin: entry.origin.clone(),
            icon_url: public_url.at(assets::icon_of_definition(entry)),
            homepage: definition.homepage.clone(),
            providers: slots.map(|slot| slot.id.clone()).collect(),
            faults: own_faults.flat_map(|fault| fault.violations.0.clone()).collect(),
        }
    }
}
