//! A definition as the admin API shows it.

use std::sync::Arc;

use serde::Serialize;
use vestibule_core::{
    definition::Protocol,
    ids::{DefinitionId, ProviderId},
    origin::Origin,
    public_url::PublicUrl,
    violation::Violation,
};
use vestibule_registry::{CatalogueEntry, CatalogueFault, Registry};

use crate::http::assets;

/// A definition in a list.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct DefinitionSummary {
    id: DefinitionId,
    name: String,
    protocol: Protocol,
    /// Whether it came inside the program.
    official: bool,
    /// Where it was written.
    origin: Origin,
    /// Where its icon is.
    icon_url: String,
    /// The vendor's own site.
    homepage: Option<String>,
    /// The providers that are instances of it.
    providers: Vec<ProviderId>,
    /// What is wrong with its file since it was last read well; the definition from before stays in force.
    faults: Vec<Violation>,
}

/// A file that gives no definition, or one that is older than the file.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct FaultyDocument {
    /// The file.
    pub(crate) path: String,
    /// Everything that is wrong with it, each with its place.
    pub(crate) faults: Vec<Violation>,
}

impl From<&CatalogueFault> for FaultyDocument {
    fn from(fault: &CatalogueFault) -> Self {
        Self { path: fault.path.display().to_string(), faults: fault.violations.0.clone() }
    }
}

impl DefinitionSummary {
    /// The definition of `entry` among what is published.
    pub(crate) fn new(entry: &CatalogueEntry, registry: &Registry, public_url: &PublicUrl) -> Self {
        let definition = &entry.definition;
        let is_instance = |found: &Arc<CatalogueEntry>| found.definition.id == definition.id;
        let slots = registry.slots.values().filter(|slot| slot.definition.as_ref().is_some_and(is_instance));
        let own_faults = registry.catalogue.faults().iter().filter(|fault| Some(&*fault.path) == entry.path());
        Self {
            id: definition.id.clone(),
            name: definition.name.clone(),
            protocol: definition.protocol,
            official: entry.official,
            origin: entry.origin.clone(),
            icon_url: public_url.at(&assets::icon_of_definition(entry)),
            homepage: definition.homepage.clone(),
            providers: slots.map(|slot| slot.id.clone()).collect(),
            faults: own_faults.flat_map(|fault| fault.violations.0.clone()).collect(),
        }
    }
}
