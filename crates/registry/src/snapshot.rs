//! What readers see: one immutable snapshot behind one atomic pointer.

use std::{collections::BTreeMap, sync::Arc};

use arc_swap::ArcSwap;
use tokio::sync::{mpsc, oneshot, watch};
use vestibule_core::ids::ProviderId;

use crate::{
    catalogue::Catalogue,
    plan::Ground,
    report::ReloadReport,
    routes::{RouteKind, RouteTable},
    slot::Slot,
    writer::Command,
};

/// The published set of providers. A request loads it once and passes it down.
#[derive(Debug)]
pub struct Registry {
    /// Counts publications; 0 is the empty registry before the first one.
    pub generation: u64,
    /// All providers by id, disabled and faulted ones too.
    pub slots: BTreeMap<ProviderId, Arc<Slot>>,
    /// Which path belongs to which enabled provider.
    pub routes: RouteTable,
    /// The providers that have a button, in order: enabled and ready.
    pub buttons: Vec<Arc<Slot>>,
    /// The definitions that the providers are instances of.
    pub catalogue: Arc<Catalogue>,
    /// Why the settings could not be read again, if so; those that were read last are in force.
    pub refusal: Option<Arc<str>>,
}

impl Registry {
    /// The provider to whom a path belongs, and what the path is for.
    pub fn route(&self, path: &str) -> Option<(&Arc<Slot>, RouteKind)> {
        let route = self.routes.find(path)?;
        Some((self.slots.get(&route.provider)?, route.kind))
    }

    /// The provider of that id, whatever its state.
    pub fn find(&self, id: &str) -> Option<&Arc<Slot>> {
        self.slots.get(id)
    }

    pub(crate) fn empty(catalogue: Arc<Catalogue>) -> Self {
        Self {
            generation: 0,
            slots: BTreeMap::new(),
            routes: RouteTable::default(),
            buttons: Vec::new(),
            catalogue,
            refusal: None,
        }
    }
}

/// Reads the registry, and asks its writer to reload.
#[derive(Clone, Debug)]
pub struct RegistryHandle {
    pub(crate) current: Arc<ArcSwap<Registry>>,
    pub(crate) commands: mpsc::Sender<Command>,
    pub(crate) generations: watch::Receiver<u64>,
    pub(crate) ground: Arc<Ground>,
}

impl RegistryHandle {
    /// The published snapshot. Costs an atomic read; hold it for one request, not longer.
    pub fn load(&self) -> Arc<Registry> {
        self.current.load_full()
    }

    /// Reads all settings and definitions again and publishes what changed; `None` when the writer is gone (shutting
    /// down).
    pub async fn reload(&self) -> Option<ReloadReport> {
        let (reply, report) = oneshot::channel();
        self.commands.send(Command::Reload(reply)).await.ok()?;
        report.await.ok()
    }

    /// Tells of every publication.
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.generations.clone()
    }

    /// Waits until the published registry is as `wanted` says, and returns it; `None` when the writer is gone.
    pub async fn wait_until(&self, wanted: impl Fn(&Registry) -> bool) -> Option<Arc<Registry>> {
        let mut generations = self.subscribe();
        loop {
            generations.borrow_and_update();
            let registry = self.load();
            if wanted(&registry) {
                return Some(registry);
            }
            generations.changed().await.ok()?;
        }
    }
}
