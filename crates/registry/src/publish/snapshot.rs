//! What readers see: one immutable snapshot.

use std::{collections::BTreeMap, sync::Arc};

use vestibule_core::ids::ProviderId;

use crate::{
    catalogue::Catalogue,
    publish::routes::{RouteKind, RouteTable},
    publish::slot::Slot,
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
    pub login_providers: Vec<Arc<Slot>>,
    /// The definitions that the providers are instances of.
    pub catalogue: Arc<Catalogue>,
    /// Why settings could not be read again, if so; instead of them those that were read last are in force.
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
            login_providers: Vec::new(),
            catalogue,
            refusal: None,
        }
    }
}
