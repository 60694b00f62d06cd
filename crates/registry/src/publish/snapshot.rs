//! What readers see: one immutable snapshot.

use std::{collections::BTreeMap, sync::Arc};

use vestibule_apps::Apps;
use vestibule_core::{access::Providers, clock::Clock, forward_auth::Rule, ids::ProviderId};

use super::{
    plan::mount,
    routes::{RouteKind, RouteTable},
    slot::{Slot, SlotState},
};
use crate::catalogue::index::{AppCatalogue, Catalogue};

/// The published set of providers. A request loads it once and passes it down.
#[derive(Debug)]
pub struct Registry {
    /// Counts publications; 0 is the empty registry before the first one.
    pub generation: u64,
    /// All providers by id, disabled and faulted ones too.
    pub slots: BTreeMap<ProviderId, Arc<Slot>>,
    /// What each provider is now, for what people may do by it: already by settings whose version still resolves.
    pub access: Providers,
    /// The paths of enabled providers.
    pub routes: RouteTable,
    /// The providers on the sign-in page, in order: enabled and ready.
    pub login_providers: Vec<Arc<Slot>>,
    pub catalogue: Arc<Catalogue>,
    /// The definitions that apps can be instances of.
    pub app_catalogue: Arc<AppCatalogue>,
    /// What people sign in to.
    pub apps: Arc<Apps>,
    /// Forward-auth rules; the first one that matches decides.
    pub forward_auth: Arc<[Rule]>,
    /// Why settings could not be read again, if so; the ones that were read last stay in force.
    pub refusal: Option<Arc<str>>,
}

impl Registry {
    /// The provider that a path belongs to, and the purpose of the path.
    pub fn route(&self, path: &str) -> Option<(&Arc<Slot>, RouteKind)> {
        let route = self.routes.find(path)?;
        Some((self.slots.get(&route.provider)?, route.kind))
    }

    /// The provider of that id, whatever its state.
    pub fn find(&self, id: &str) -> Option<&Arc<Slot>> {
        self.slots.get(id)
    }

    pub(crate) fn empty(catalogue: Arc<Catalogue>, app_catalogue: Arc<AppCatalogue>) -> Self {
        Self {
            generation: 0,
            slots: BTreeMap::new(),
            access: Providers::default(),
            routes: RouteTable::default(),
            login_providers: Vec::new(),
            catalogue,
            app_catalogue,
            apps: Arc::default(),
            forward_auth: Arc::default(),
            refusal: None,
        }
    }

    /// Adds providers in the order of their buttons and mounts their paths.
    pub(crate) fn add(&mut self, mut slots: Vec<Arc<Slot>>, clock: &dyn Clock) {
        slots.sort_by_cached_key(|slot| slot.position());
        for mut slot in slots {
            // Without its definition it cannot be used, and says so at its paths: it may be at another node only.
            if slot.enabled() {
                if let Err(faults) = mount(&mut self.routes, &slot, clock) {
                    slot = Arc::new(Slot { state: SlotState::Faulted, faults, ..Slot::clone(&slot) });
                }
                if slot.ready().is_some_and(|ready| ready.driver.back_channel_logout().is_some()) {
                    self.routes.mount_back_channel_logout(&slot.id);
                }
                if slot.ready().is_some() {
                    self.login_providers.push(slot.clone());
                }
            }
            self.slots.insert(slot.id.clone(), slot);
        }
    }
}
