//! One provider in the published set.

use std::{fmt, sync::Arc};

use vestibule_core::{
    driver::Driver,
    fault::Fault,
    http::Http,
    ids::ProviderId,
    provider::{Owner, ProviderRecord},
    settings::ProviderSettings,
};

use crate::catalogue::CatalogueEntry;

/// A provider in service: its driver, and outgoing HTTP with its limits.
#[derive(Clone)]
pub struct Ready {
    /// Speaks to the upstream.
    pub driver: Arc<dyn Driver>,
    /// What it speaks through.
    pub http: Arc<dyn Http>,
}

/// Whether a provider can be used.
#[derive(Clone)]
pub enum State {
    /// Switched off: it has no routes.
    Disabled,
    /// Everything fits; the upstream is being asked for the first time.
    Resolving,
    /// In service.
    Ready(Ready),
    /// Out of service; the slot's faults say why.
    Faulted,
}

impl State {
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

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One provider in the published set. Immutable: a change publishes another one.
#[derive(Clone)]
pub struct Slot {
    /// Its id.
    pub id: ProviderId,
    /// What it is an instance of; `None` when its settings name a definition that does not exist.
    pub definition: Option<Arc<CatalogueEntry>>,
    /// Its settings.
    pub settings: Arc<ProviderSettings>,
    /// Who may change it.
    pub owner: Owner,
    /// What its owner wrote, secrets included: for administrators, who are shown which ones there are.
    pub record: Arc<ProviderRecord>,
    /// The name on its button.
    pub display_name: Arc<str>,
    /// Whether it can be used.
    pub state: State,
    /// What is wrong. A ready provider may have faults too: a newer version of it that does not come up.
    pub faults: Vec<Fault>,
}

impl fmt::Debug for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slot").field("id", &self.id).field("state", &self.state).finish_non_exhaustive()
    }
}

impl Slot {
    /// What serves, when the provider is in service.
    pub fn ready(&self) -> Option<&Ready> {
        match &self.state {
            State::Ready(ready) => Some(ready),
            _ => None,
        }
    }

    /// True when people may sign in with it, whether or not it is ready now.
    pub fn enabled(&self) -> bool {
        !matches!(self.state, State::Disabled)
    }

    /// Where its button stands: by sort order, then by name, then by id.
    pub fn position(&self) -> (i64, String, ProviderId) {
        (self.settings.sort_order.unwrap_or(i64::MAX), self.display_name.to_lowercase(), self.id.clone())
    }
}
