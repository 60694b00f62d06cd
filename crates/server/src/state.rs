//! What every handler shares. Built once; cloning it copies a pointer.

use std::{ops::Deref, sync::Arc};

use chrono::Duration;
use ipnet::IpNet;
use metrics_exporter_prometheus::PrometheusHandle;
use vestibule_core::{clock::Clock, forward_auth::Rule, public_url::PublicUrl, random::Random, seal::Keyring};
use vestibule_registry::RegistryHandle;
use vestibule_store::{Store, StoreError};

use crate::{
    http::{brand::Branding, limits::RateLimits},
    session::SessionCache,
    sign_in::{password::PasswordChecks, setup::SetupLink},
};

/// Settings of the HTTP surface.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Our own origin. Every URL is derived from it, none from a request.
    pub public_url: PublicUrl,
    /// Origins that `return_to` may name beside our own paths, as `Url::origin` spells them.
    pub allowed_return_origins: Vec<String>,
    /// How long a session lives without use.
    pub session_idle: Duration,
    /// How long a session lives at most.
    pub session_absolute: Duration,
    /// The domain whose hosts all receive the session cookie; `None`: our own host alone.
    pub cookie_domain: Option<String>,
    /// Whom forward-auth lets through where; the first rule that fits decides.
    pub forward_auth: Vec<Rule>,
    /// Whose `X-Forwarded-…` headers count.
    pub trusted_proxies: Vec<IpNet>,
    /// Requests per minute and client address.
    pub limits: Limits,
    /// How the pages present themselves.
    pub branding: Branding,
}

#[cfg(test)]
impl Settings {
    /// The defaults for a house at `public_url`, without limits.
    pub(crate) fn at(public_url: &str) -> Self {
        Self {
            public_url: PublicUrl::parse(public_url).unwrap(),
            allowed_return_origins: Vec::new(),
            session_idle: Duration::hours(12),
            session_absolute: Duration::days(30),
            cookie_domain: None,
            forward_auth: Vec::new(),
            trusted_proxies: Vec::new(),
            limits: Limits { authorize: 0, callback_failures: 0, password: 0 },
            branding: crate::Branding::default(),
        }
    }
}

/// Requests per minute and client address; 0 is off.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Sign-ins started.
    pub authorize: u32,
    /// Callbacks that belong to no sign-in.
    pub callback_failures: u32,
    /// Password attempts.
    pub password: u32,
}

/// What the surface is made of: handed in by whoever starts it.
pub struct AppDeps {
    /// Settings.
    pub settings: Settings,
    /// The providers.
    pub registry: RegistryHandle,
    /// The memory.
    pub store: Arc<dyn Store>,
    /// The keys that seal flows.
    pub keys: Arc<Keyring>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// Renders the metrics, when there is a recorder.
    pub metrics: Option<PrometheusHandle>,
}

/// What every handler shares.
#[derive(Clone)]
pub struct AppState(Arc<Inner>);

/// The inside of an [`AppState`].
pub struct Inner {
    pub(crate) settings: Settings,
    pub(crate) registry: RegistryHandle,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) keys: Arc<Keyring>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) metrics: Option<PrometheusHandle>,
    pub(crate) limits: RateLimits,
    pub(crate) sessions: SessionCache,
    pub(crate) test_sign_ins: crate::sign_in::test_sign_in::TestSignIns,
    pub(crate) passwords: PasswordChecks,
    pub(crate) headers: crate::middleware::PageHeaders,
    pub(crate) brand: crate::http::assets::BrandFiles,
}

impl AppState {
    /// Puts the deps together.
    pub fn new(deps: AppDeps) -> Self {
        Self(Arc::new(Inner {
            limits: RateLimits::new(deps.settings.limits),
            sessions: SessionCache::new(deps.settings.session_idle),
            test_sign_ins: crate::sign_in::test_sign_in::TestSignIns::new(),
            passwords: PasswordChecks::new(&*deps.random),
            headers: crate::middleware::PageHeaders::new(&deps.settings),
            brand: crate::http::assets::BrandFiles::new(&deps.settings.branding),
            settings: deps.settings,
            registry: deps.registry,
            store: deps.store,
            keys: deps.keys,
            clock: deps.clock,
            random: deps.random,
            metrics: deps.metrics,
        }))
    }
}

impl AppState {
    /// A new link that leads to the first administrator; `None` once somebody has administrator rights.
    pub async fn setup_link(&self) -> Result<Option<SetupLink>, StoreError> {
        let over = self.store.has_administrator().await?;
        Ok((!over).then(|| SetupLink::new(&self.settings.public_url, &self.keys, &*self.clock, &*self.random)))
    }
}

impl Deref for AppState {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}
