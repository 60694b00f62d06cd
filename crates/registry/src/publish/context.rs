//! What the registry depends on, handed in by whoever starts it.

use std::{fmt, sync::Arc, time::Duration};

use vestibule_core::{
    clock::Clock, driver::DriverFactory, http::HttpFactory, public_url::PublicUrl, random::Random,
    registration::Registrar,
};

#[derive(Clone)]
pub struct RegistryContext {
    /// One factory per protocol.
    pub factories: Vec<Arc<dyn DriverFactory>>,
    /// Makes outgoing HTTP with a provider's limits.
    pub http: Arc<dyn HttpFactory>,
    pub public_url: PublicUrl,
    /// What clients that are not registered by hand are registered with.
    pub registrar: Registrar,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
    /// The delay before an unreachable upstream is tried again: the first one, doubled each time up to the second one.
    pub retry: (Duration, Duration),
}

impl RegistryContext {
    /// The same for a dry run: no client is registered.
    pub(crate) fn dry_run(&self) -> Self {
        Self { registrar: self.registrar.dry_run(), ..self.clone() }
    }
}

impl fmt::Debug for RegistryContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RegistryContext").field("public_url", &self.public_url).finish_non_exhaustive()
    }
}
