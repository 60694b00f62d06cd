//! From the start of a node to its end: when it can answer, and when it should get no more requests.
//!
//! A start waits for no upstream. A request that needs one which has not answered since then does, for a limited time, and
//! so does whoever asks whether the node is ready.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::{sync::watch, time::timeout};
use vestibule_core::ids::ProviderId;
use vestibule_registry::{Registry, RegistryHandle, Slot, SlotState};

pub(crate) struct Lifecycle {
    /// How long the first contact with an upstream is waited for.
    first_contact: Duration,
    /// Whether each enabled provider has been contacted since the start, or the time for that is over.
    contacted: watch::Sender<bool>,
    stopping: AtomicBool,
}

impl Lifecycle {
    pub(crate) fn new(first_contact: Duration) -> Self {
        Self { first_contact, contacted: watch::Sender::new(false), stopping: AtomicBool::new(false) }
    }

    /// Watches the first contact with the upstreams, until it is over.
    pub(crate) async fn watch_start(&self, registry: &RegistryHandle) {
        let over = registry.wait_until(|registry| first_contacts(registry).next().is_none());
        let _ = timeout(self.first_contact, over).await;
        self.contacted.send_replace(true);
    }

    /// Waits until the first contact with the upstreams is over.
    pub(crate) async fn started(&self) {
        // The sender is here.
        let _ = self.contacted.subscribe().wait_for(|contacted| *contacted).await;
    }

    /// The providers that a node which has just started has not contacted yet.
    pub(crate) fn not_contacted(&self, registry: &Registry) -> Vec<ProviderId> {
        let waits = !*self.contacted.borrow();
        first_contacts(registry).filter(|_| waits).map(|slot| slot.id.clone()).collect()
    }

    /// The published providers, once the upstream of this one has been contacted, or has had its time.
    pub(crate) async fn contacted(&self, registry: &RegistryHandle, provider: &str) -> Arc<Registry> {
        let waits = |registry: &Registry| registry.find(provider).is_some_and(|slot| is_first_contact(slot));
        let published = registry.load();
        if !waits(&published) {
            return published;
        }
        let contacted = timeout(self.first_contact, registry.wait_until(|registry| !waits(registry))).await;
        contacted.ok().flatten().unwrap_or_else(|| registry.load())
    }

    /// From now on requests are answered, and whoever sends them is asked to go elsewhere.
    pub(crate) fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }
}

/// The providers whose upstream is being contacted for the first time.
fn first_contacts(registry: &Registry) -> impl Iterator<Item = &Arc<Slot>> {
    registry.slots.values().filter(|slot| is_first_contact(slot))
}

fn is_first_contact(slot: &Slot) -> bool {
    matches!(slot.state, SlotState::Resolving)
}
