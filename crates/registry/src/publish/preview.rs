//! A record as it would be in force, without publishing it.

use std::sync::Arc;

use vestibule_core::{
    access::Checked,
    cause::Cause,
    code::ErrorCode,
    driver::{Bound, ClientKey, Context, SignInError},
    ids::Issuer,
    provider::ProviderRecord,
    violation::Violations,
};

use super::{
    handle::RegistryHandle,
    plan::Candidate,
    routes::RouteTable,
    slot::{self, Ready},
    snapshot::Registry,
};
use crate::catalogue::entry::CatalogueEntry;

/// The outcome of the pure part of a reload for one record.
pub struct Preview {
    pub(crate) bound: Result<Arc<dyn Bound>, Violations>,
    /// Whether its paths are free.
    pub(crate) mounted: Result<(), Violations>,
    pub(crate) entry: Option<Arc<CatalogueEntry>>,
}

impl Preview {
    /// The public parts of the provider's keys, as far as it fits.
    pub fn client_keys(&self) -> Vec<ClientKey> {
        self.bound.as_ref().map(|bound| bound.client_keys()).unwrap_or_default()
    }

    /// Everything that a reload would find wrong with the record before it contacts the upstream.
    pub fn check(&self) -> Result<(), Violations> {
        let bound = self.bound.as_ref().err().into_iter().flat_map(|bad| bad.0.clone());
        let mounted = self.mounted.as_ref().err().into_iter().flat_map(|bad| bad.0.clone());
        Violations(bound.chain(mounted).collect()).check()
    }

    /// Digests of the rules that its identities are admitted by.
    pub fn checked(&self, record: &ProviderRecord) -> Checked {
        slot::checked(record, self.entry.as_deref())
    }

    /// The issuer of its identities, where exactly one is known.
    pub fn issuer(&self) -> Option<Issuer> {
        self.bound.as_ref().ok()?.issuer()
    }
}

impl RegistryHandle {
    /// Binds `record`, enabled or not. Pure; what comes of it registers no client.
    pub fn preview(&self, record: &ProviderRecord) -> Preview {
        let registry = self.load();
        let candidate = Candidate::new(record, &registry.catalogue);
        Preview {
            bound: candidate.bind(&registry.catalogue, &self.context.dry_run()),
            mounted: mount(&registry, record),
            entry: candidate.entry,
        }
    }

    /// Binds and resolves `record` as if it were enabled. Contacts the upstream, publishes nothing.
    pub async fn resolve_unpublished(&self, record: &ProviderRecord) -> Result<Ready, SignInError> {
        let bound = self.preview(record).bound.map_err(|bad| {
            let cause = bad.0.first().map_or(Cause::Settings, |violation| Cause::from_pointer(&violation.pointer));
            SignInError::new(ErrorCode::ProviderMisconfigured, cause, bad.to_string())
        })?;
        let http = self.context.http.client(&bound.network_scope());
        let context = Context { http: &*http, clock: &*self.context.clock, random: &*self.context.random };
        let driver = bound.resolve(&context).await;
        let driver = driver.map_err(|fault| SignInError::new(fault.code, fault.cause, fault.detail))?;
        if driver.registration().is_some_and(|registration| registration.client_id.is_empty()) {
            let detail =
                "the client registers itself when the provider is saved and enabled; nothing can be tried before";
            return Err(SignInError::new(ErrorCode::ProviderMisconfigured, Cause::Registration, detail));
        }
        Ok(Ready { driver, http })
    }
}

/// Whether the paths of a provider are free, given those of all others.
fn mount(registry: &Registry, record: &ProviderRecord) -> Result<(), Violations> {
    let mut routes = RouteTable::default();
    for other in registry.slots.values().filter(|slot| slot.id != record.id && slot.enabled()) {
        // One that cannot be mounted has a fault of its own.
        let _ = routes.mount(&other.id, other.settings.callback_path.as_deref(), None);
    }
    routes.mount(&record.id, record.settings.callback_path.as_deref(), record.origin("callback_path"))
}
