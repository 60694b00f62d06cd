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
        let (added, changed) = after.changes_since(before);
        let removed = before.ids().filter(|id| !after.contains(id)).cloned().collect();
        let (faulted, faults_changed) = (after.faults().to_vec(), before.faults() != after.faults());
        Self { added, changed, removed, faulted, faults_changed }
    }

    /// True when the two catalogues are equal.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty() && !self.faults_changed
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, path::Path};

    use super::*;
    use crate::{
        catalogue::{
            index::Catalogue,
            newer::{NewerCatalogue, SERIAL},
        },
        definition::{document::Document, format::Format, protocols},
        publish::observe::log_definitions,
    };

    fn ids(ids: &[DefinitionId]) -> Vec<&str> {
        ids.iter().map(DefinitionId::as_str).collect()
    }

    /// Nobody has asked for one of them yet: to find out that nothing has changed, or that there was nothing before, takes none.
    #[test]
    fn no_official_definition_is_parsed_to_compare_it() {
        let (nothing, official) = (Catalogue::default(), Catalogue::official(&protocols()));
        let started = DefinitionChanges::between(&nothing, &official);
        assert_eq!(started.added.len(), official.ids().len());
        log_definitions(&nothing, &official, &started);
        let again = Catalogue::official(&protocols());
        assert!(DefinitionChanges::between(&official, &again).is_empty());
        let text = "id = \"pocketid\"\n";
        let newer = NewerCatalogue {
            serial: SERIAL + 1,
            definitions: BTreeMap::from([
                ("pocketid".parse().unwrap(), text.into()),
                ("later".parse().unwrap(), text.into()),
            ]),
        };
        let newer = again.with_newer(&newer);
        let changes = DefinitionChanges::between(&official, &newer);
        assert_eq!((ids(&changes.added), ids(&changes.changed)), (vec!["later"], vec!["pocketid"]));
        let back = DefinitionChanges::between(&newer, &official);
        assert_eq!((ids(&back.changed), ids(&back.removed)), (vec!["pocketid"], vec!["later"]));
        for catalogue in [&official, &newer] {
            assert!(catalogue.parsed_ids().is_empty(), "{:?}", catalogue.parsed_ids());
        }
    }

    /// A drop-in in the place of an official one is a change, and so is the way back.
    #[test]
    fn a_definition_that_gives_its_place_is_changed() {
        let official = Catalogue::official(&protocols());
        let text = "id = \"pocketid\"\nname = \"Ours\"\nprotocol = \"oidc\"\n[credentials]\nproperties = {}\n";
        let path = Path::new("ours.toml").to_owned();
        let own = |official| Document { path: path.clone(), format: Format::Toml, text: text.to_owned(), official };
        let [ours, same] = [false, false].map(|official| Catalogue::from_documents([own(official)], &protocols()));
        assert!(DefinitionChanges::between(&ours, &same).is_empty());
        let changes = DefinitionChanges::between(&official, &ours);
        assert_eq!(ids(&changes.changed), ["pocketid"]);
        assert_eq!(changes.removed.len() + 1, official.ids().len());
        assert_eq!(ids(&DefinitionChanges::between(&ours, &official).changed), ["pocketid"]);
    }
}
