//! What every layer works with. Each layer's state holds that of the layer below and derefs to it.

use std::{ops::Deref, sync::Arc};

use metrics_exporter_prometheus::PrometheusHandle;
use vestibule_core::{clock::Clock, random::Random, seal::Keyring};
use vestibule_registry::RegistryHandle;
use vestibule_store::Store;

use super::{assets::BrandFiles, limits::RateLimits, security_headers::PageHeaders, settings::Settings};

/// What the surface is made of: handed in by whoever starts it.
pub struct AppDeps {
    /// Settings.
    pub settings: Settings,
    /// The published providers.
    pub registry: RegistryHandle,
    /// The store.
    pub store: Arc<dyn Store>,
    /// The keys that seal cookies.
    pub keys: Arc<Keyring>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// Renders the metrics, when there is a recorder.
    pub metrics: Option<PrometheusHandle>,
}

/// The state of the HTTP layer.
pub struct HttpState {
    deps: AppDeps,
    pub(crate) limits: RateLimits,
    pub(crate) headers: PageHeaders,
    pub(crate) brand: BrandFiles,
}

impl HttpState {
    pub(crate) fn new(deps: AppDeps) -> Self {
        Self {
            limits: RateLimits::new(deps.settings.limits),
            headers: PageHeaders::new(&deps.settings),
            brand: BrandFiles::new(&deps.settings.branding),
            deps,
        }
    }
}

impl Deref for HttpState {
    type Target = AppDeps;
    fn deref(&self) -> &AppDeps {
        &self.deps
    }
}
