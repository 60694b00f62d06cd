//! What a reload did.

use vestibule_core::{
    fault::Fault,
    ids::{DefinitionId, ProviderId},
};

use super::snapshot::Registry;
use crate::{
    catalogue::index::{CatalogueFault, CatalogueOf},
    definition::kind::DefinitionKind,
};

#[derive(Debug, Clone, Default)]
pub struct ReloadReport {
    /// The generation that is published now.
    pub generation: u64,
    /// Providers that are new, changed or switched on or off.
    pub changed: Vec<ProviderId>,
    pub removed: Vec<ProviderId>,
    pub definitions: DefinitionChanges,
    /// The same of apps.
    pub app_definitions: DefinitionChanges,
    /// All faults, by provider.
    pub faults: Vec<(ProviderId, Vec<Fault>)>,
    /// Why settings stay as they were, if so: all of them, or those that could not be read. Definitions are reloaded anyway.
    pub error: Option<String>,
}

impl ReloadReport {
    /// True when nothing was published.
    pub fn is_empty(&self) -> bool {
        self.changed.is_empty()
            && self.removed.is_empty()
            && self.definitions.is_empty()
            && self.app_definitions.is_empty()
    }

    pub(crate) fn describe(mut self, registry: &Registry) -> Self {
        self.generation = registry.generation;
        let faulty = registry.slots.values().filter(|slot| !slot.faults.is_empty());
        self.faults = faulty.map(|slot| (slot.id.clone(), slot.faults.clone())).collect();
        self
    }
}

/// The difference between two catalogues.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DefinitionChanges {
    pub added: Vec<DefinitionId>,
    /// Those with a changed document, schema or icon.
    pub changed: Vec<DefinitionId>,
    pub removed: Vec<DefinitionId>,
    /// All documents that give no definition now, old faults and new ones.
    pub faulted: Vec<CatalogueFault>,
    /// True when `faulted` differs from before.
    pub faults_changed: bool,
}

impl DefinitionChanges {
    /// From `before` to `after`.
    pub(crate) fn between<K: DefinitionKind>(before: &CatalogueOf<K>, after: &CatalogueOf<K>) -> Self {
        let mut changes = Self {
            faulted: after.faults().to_vec(),
            faults_changed: before.faults() != after.faults(),
            ..Self::default()
        };
        for entry in after.iter() {
            let id = entry.definition.id().clone();
            match before.find(&id) {
                None => changes.added.push(id),
                Some(old) if old.digest != entry.digest || old.origin != entry.origin => changes.changed.push(id),
                Some(_) => {}
            }
        }
        let removed = before.iter().filter(|entry| after.find(entry.definition.id()).is_none());
        changes.removed = removed.map(|entry| entry.definition.id().clone()).collect();
        changes
    }

    /// True when the two catalogues are equal.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty() && !self.faults_changed
    }
}
