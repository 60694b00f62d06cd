//! One provider in the published set.

use std::{fmt, sync::Arc};

use vestibule_core::{
    access::{Checked, Provider},
    clock::Timestamp,
    driver::Driver,
    expiry::{Expiry, all_expiries},
    fault::Fault,
    http::Http,
    ids::{Issuer, ProviderId},
    natural_order::natural_key,
    provider::{Owner, ProviderRecord},
    settings::ProviderSettings,
};

use crate::catalogue::entry::CatalogueEntry;

/// A resolved provider: its driver, and outgoing HTTP with its limits.
#[derive(Clone)]
pub struct Ready {
    pub driver: Arc<dyn Driver>,
    pub http: Arc<dyn Http>,
}

#[derive(Clone)]
pub enum SlotState {
    /// It has no routes.
    Disabled,
    /// Bound; the upstream is being contacted for the first time.
    Resolving,
    Ready(Ready),
    /// The slot's faults say why.
    Faulted,
}

impl SlotState {
    /// The name in answers and logs.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Disabled => "disabled",
            Self::Resolving => "resolving",
            Self::Ready(_) => "ready",
            Self::Faulted => "faulted",
        }
    }
}

impl fmt::Debug for SlotState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One provider in the published set. Immutable: a change publishes another one.
#[derive(Clone)]
pub struct Slot {
    pub id: ProviderId,
    /// `None` when the settings name a definition that does not exist.
    pub definition: Option<Arc<CatalogueEntry>>,
    pub settings: Arc<ProviderSettings>,
    /// Who may change it.
    pub owner: Owner,
    /// What its owner wrote, secrets included, and what `state` is the state of.
    pub record: Arc<ProviderRecord>,
    /// What its owner has written since, while the version of `record` serves in its place: it does not fit, or does not
    /// resolve yet.
    pub newer: Option<Arc<ProviderRecord>>,
    /// The name on its sign-in button.
    pub display_name: Arc<str>,
    pub state: SlotState,
    /// A ready provider may have faults too: those of a newer version that does not resolve.
    pub faults: Vec<Fault>,
}

impl fmt::Debug for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slot").field("id", &self.id).field("state", &self.state).finish_non_exhaustive()
    }
}

impl Slot {
    /// What decides whether that counts which it granted; `issuer` is who vouches for its identities.
    pub(super) fn access(&self, issuer: Option<Issuer>) -> Provider {
        let (settings, checked) = (self.settings.clone(), self.checked());
        Provider { enabled: self.enabled(), owner: self.owner, issuer, settings, checked }
    }

    /// Digests of the rules that its identities are admitted by.
    pub fn checked(&self) -> Checked {
        checked(&self.record, self.definition.as_deref())
    }

    /// When its credentials end, the earliest first.
    pub fn expiries(&self, now: Timestamp) -> Vec<Expiry> {
        let registered = self.ready().and_then(|ready| ready.driver.registration());
        all_expiries(&self.record.settings, registered.and_then(|client| client.secret_expires_at), now)
    }

    /// What its owner wrote last, whether or not it is what serves.
    pub fn written(&self) -> &Arc<ProviderRecord> {
        self.newer.as_ref().unwrap_or(&self.record)
    }

    pub fn ready(&self) -> Option<&Ready> {
        match &self.state {
            SlotState::Ready(ready) => Some(ready),
            _ => None,
        }
    }

    /// True when people may sign in with it, whether or not it is ready now.
    pub fn enabled(&self) -> bool {
        !matches!(self.state, SlotState::Disabled)
    }

    /// The sort key of its sign-in button: sort order, then name, then id.
    pub fn position(&self) -> (i64, String, ProviderId) {
        (self.settings.sort_order.unwrap_or(i64::MAX), natural_key(&self.display_name), self.id.clone())
    }
}

/// Digests of the rules that the identities of a provider are admitted by.
pub(super) fn checked(record: &ProviderRecord, entry: Option<&CatalogueEntry>) -> Checked {
    Checked::new(&record.settings, entry.map(|entry| (&*entry.definition, &*record.credentials)))
}
