//! Credentials of enabled providers that have a date.

use vestibule_core::{clock::Timestamp, expiry::Expiry};
use vestibule_registry::{Registry, Slot};

/// A credential of an enabled provider that has a date.
pub(crate) struct Expiring<'a> {
    pub(crate) slot: &'a Slot,
    pub(crate) expiry: Expiry,
}

/// The dates of all enabled providers.
pub(crate) fn all(registry: &Registry, now: Timestamp) -> impl Iterator<Item = Expiring<'_>> {
    let enabled = registry.slots.values().filter(|slot| slot.enabled());
    enabled.flat_map(move |slot| slot.expiries(now).into_iter().map(|expiry| Expiring { slot, expiry }))
}
