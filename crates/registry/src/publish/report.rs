//! What a reload did.

use vestibule_core::{
    fault::Fault,
    ids::{DefinitionId, ProviderId},
};

use crate::{
    catalogue::{Catalogue, CatalogueFault},
    publish::snapshot::Registry,
};

/// What a reload did.
#[derive(Debug, Clone, Default)]
pub struct ReloadReport {
    /// The generation that is published now.
    pub generation: u64,
    /// Providers that are new, changed or switched on or off.
    pub changed: Vec<ProviderId>,
    /// Providers that are gone.
    pub removed: Vec<ProviderId>,
    /// What became of the definitions.
    pub definitions: DefinitionChanges,
    /// What is wrong with each provider that has a fault.
    pub faults: Vec<(ProviderId, Vec<Fault>)>,
    /// Why settings stay as they were, if so: all of them, or those that could not be read. Definitions are loaded all the
    /// same.
    pub error: Option<String>,
}

impl ReloadReport {
    /// True when nothing was published.
    pub fn is_empty(&self) -> bool {
        self.changed.is_empty() && self.removed.is_empty() && self.definitions.is_empty()
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
    /// New ones.
    pub added: Vec<DefinitionId>,
    /// Those whose document, schema or icon changed.
    pub changed: Vec<DefinitionId>,
    /// Those that are gone.
    pub removed: Vec<DefinitionId>,
    /// All documents that give no definition now, old faults and new ones.
    pub faulted: Vec<CatalogueFault>,
    /// True when `faulted` differs from before.
    pub faults_changed: bool,
}

impl DefinitionChanges {
    /// From `before` to `after`.
    pub(crate) fn between(before: &Catalogue, after: &Catalogue) -> Self {
        let mut changes = Self {
            faulted: after.faults().to_vec(),
            faults_changed: before.faults() != after.faults(),
            ..Self::default()
        };
        for entry in after.iter() {
            let id = entry.definition.id.clone();
            match before.find(&id) {
                None => changes.added.push(id),
                Some(old) if old.digest != entry.digest || old.origin != entry.origin => changes.changed.push(id),
                Some(_) => {}
            }
        }
        let gone = before.iter().filter(|entry| after.find(&entry.definition.id).is_none());
        changes.removed = gone.map(|entry| entry.definition.id.clone()).collect();
        changes
    }

    /// True when the two catalogues say the same.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty() && !self.faults_changed
    }
}

/// Says what is new about definitions: each fault once, until it changes.
pub(crate) fn log_definitions(before: &Catalogue, after: &Catalogue) {
    let changes = DefinitionChanges::between(before, after);
    for fault in after.faults().iter().filter(|fault| !before.faults().contains(fault)) {
        for violation in &fault.violations.0 {
            tracing::warn!(file = %fault.path.display(), fault = %violation, "definition");
        }
    }
    for fault in before.faults().iter().filter(|fault| !after.faults().iter().any(|now| now.path == fault.path)) {
        tracing::info!(file = %fault.path.display(), "definition: the fault is gone");
    }
    for (what, ids) in [("added", &changes.added), ("changed", &changes.changed)] {
        for entry in ids.iter().filter_map(|id| after.find(id)).filter(|entry| !entry.official) {
            tracing::info!(definition = %entry.definition.id, origin = %entry.origin, what, "definition");
        }
    }
    for definition in &changes.removed {
        tracing::info!(%definition, what = "removed", "definition");
    }
}
