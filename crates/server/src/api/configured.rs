//! What the lock-out guard needs from the registry: the providers of the configuration, which of them are enabled, and the
//! issuer of each available provider.

use vestibule_core::{
    ids::{Issuer, ProviderId},
    provider::Owner,
};
use vestibule_registry::{Registry, Slot};
use vestibule_store::ConfiguredProviders;

/// The owned form of [`ConfiguredProviders`].
pub(crate) struct ConfiguredIds {
    owned: Vec<ProviderId>,
    enabled: Vec<ProviderId>,
    issuers: Vec<(ProviderId, Issuer)>,
}

impl ConfiguredIds {
    pub(crate) fn of(registry: &Registry) -> Self {
        let configured = || registry.slots.values().filter(|slot| slot.owner == Owner::Config);
        Self {
            owned: configured().map(|slot| slot.id.clone()).collect(),
            enabled: configured().filter(|slot| slot.enabled()).map(|slot| slot.id.clone()).collect(),
            issuers: registry.slots.values().filter_map(|slot| Some((slot.id.clone(), issuer(slot)?))).collect(),
        }
    }

    pub(crate) fn borrowed(&self) -> ConfiguredProviders<'_> {
        ConfiguredProviders { owned: &self.owned, enabled: &self.enabled, issuers: &self.issuers }
    }
}

/// The issuer of an available provider; `None` with an issuer template, which accepts many.
fn issuer(slot: &Slot) -> Option<Issuer> {
    let one = slot.definition.as_ref()?.definition.discovery.issuer_template.is_none();
    slot.ready().filter(|_| one).map(|ready| ready.driver.issuer().clone())
}
