//! What the configuration contributes to the lock-out guard: ids that it owns, and those of them that are enabled.

use vestibule_core::{ids::ProviderId, provider::Owner};
use vestibule_registry::Registry;
use vestibule_store::Configured;

/// The providers of the configuration, as the store wants to know them.
pub(crate) struct ConfiguredIds {
    owned: Vec<ProviderId>,
    enabled: Vec<ProviderId>,
}

impl ConfiguredIds {
    pub(crate) fn of(registry: &Registry) -> Self {
        let configured = || registry.slots.values().filter(|slot| slot.owner == Owner::Config);
        Self {
            owned: configured().map(|slot| slot.id.clone()).collect(),
            enabled: configured().filter(|slot| slot.enabled()).map(|slot| slot.id.clone()).collect(),
        }
    }

    pub(crate) fn borrowed(&self) -> Configured<'_> {
        Configured { owned: &self.owned, enabled: &self.enabled }
    }
}
