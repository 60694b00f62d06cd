//! From a configuration to what the house is built of.

use std::{collections::HashMap, fs, path::PathBuf, sync::Arc, time::Duration};

use ipnet::IpNet;
use metrics_exporter_prometheus::PrometheusHandle;
use vestibule_config::Config;
use vestibule_core::{
    clock::{Clock, SystemClock},
    definition::Protocol,
    driver::DriverFactory,
    http::HttpFactory,
    random::{OsRandom, Random},
    seal::Keyring,
};
use vestibule_plugin_host::PluginHost;
use vestibule_protocol::{
    http::{HttpOptions, HttpSetupError, ReqwestHttp},
    oauth2::Oauth2Factory,
    oidc::OidcFactory,
};
use vestibule_registry::{Catalogue, Definitions, RegistryContext, SettingsSource};
use vestibule_server::{Branding, Limits, Logo, Settings};
use vestibule_store::Store;

use crate::plugins::{PluginDefinitions, ReadPins};

/// First and longest wait before an upstream that did not answer is asked again: it heals within a minute.
const RETRY: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(45));

/// Everything that a house is built of. Each part may be exchanged: a test has another clock, an application that embeds
/// the house its own settings.
pub struct Blueprint {
    /// The HTTP surface.
    pub settings: Settings,
    /// What providers stand on.
    pub ground: RegistryContext,
    /// The definitions that providers are instances of. Drop-in folders are watched while the house stands.
    pub definitions: Definitions,
    /// Where provider settings come from.
    pub source: Arc<dyn SettingsSource>,
    /// The memory.
    pub storage: Storage,
    /// The keys that seal what leaves our memory.
    pub keys: Arc<Keyring>,
    /// Renders the metrics, when there is a recorder.
    pub metrics: Option<PrometheusHandle>,
    /// The native plugins; none unless [`Blueprint::with_plugins`] was asked.
    pub plugins: Option<PluginHost>,
}

impl Blueprint {
    /// Lets providers be instances of what native plugins describe. `read` is asked at every reload.
    #[must_use]
    pub fn with_plugins(mut self, host: PluginHost, read: ReadPins) -> Self {
        self.ground.factories.insert(Protocol::Plugin, Arc::new(host.factory()));
        self.definitions.described = Some(Arc::new(PluginDefinitions::new(host.clone(), read)));
        Self { plugins: Some(host), ..self }
    }
}

/// Where users and sessions are remembered.
pub enum Storage {
    /// A database that is opened while building.
    Url {
        /// `sqlite:PATH`, `sqlite::memory:` or `postgres://…`.
        url: String,
        /// Where a relative path in `url` starts.
        base: PathBuf,
    },
    /// A store that is open already.
    Open(Arc<dyn Store>),
}

/// Why outgoing HTTP cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum OutgoingError {
    /// A certificate file cannot be read.
    #[error("network.extra_ca: cannot read {path}: {source}")]
    Certificate {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// The logo cannot be read.
    #[error("branding.logo: cannot read {path}: {source}")]
    Logo {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// A certificate or the TLS client.
    #[error(transparent)]
    Setup(#[from] HttpSetupError),
}

/// A driver factory for every protocol that this program speaks. `allow_private` are the private networks in which
/// upstreams may live.
pub fn factories(allow_private: Vec<IpNet>) -> HashMap<Protocol, Arc<dyn DriverFactory>> {
    let oidc: Arc<dyn DriverFactory> = Arc::new(OidcFactory::new(allow_private.clone()));
    let oauth2: Arc<dyn DriverFactory> = Arc::new(Oauth2Factory::new(allow_private));
    HashMap::from([(oidc.protocol(), oidc), (oauth2.protocol(), oauth2)])
}

/// Outgoing HTTP as the configuration says.
pub fn outgoing(config: &Config) -> Result<Arc<dyn HttpFactory>, OutgoingError> {
    let read =
        |path: &PathBuf| fs::read(path).map_err(|source| OutgoingError::Certificate { path: path.clone(), source });
    let extra_ca = config.network.extra_ca.iter().map(read).collect::<Result<_, _>>()?;
    let allow_private = config.network.allow_private.clone();
    Ok(Arc::new(ReqwestHttp::new(HttpOptions { allow_private, extra_ca, resolver: None })?))
}

/// What providers stand on, with the machine's clock and randomness.
pub fn ground(config: &Config) -> Result<RegistryContext, OutgoingError> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let random: Arc<dyn Random> = Arc::new(OsRandom);
    let http = outgoing(config)?;
    let factories = factories(config.network.allow_private.clone());
    Ok(RegistryContext { factories, http, public_url: config.public_url.clone(), clock, random, retry: RETRY })
}

/// The official definitions, and the drop-in folders of the configuration.
pub fn definitions(config: &Config) -> Definitions {
    Definitions { folders: config.definitions.dirs.clone(), ..Arc::new(Catalogue::official()).into() }
}

/// The usual house: configuration, system clock, everything from its files.
pub fn blueprint(
    config: &Config,
    source: Arc<dyn SettingsSource>,
    keys: Keyring,
    metrics: Option<PrometheusHandle>,
) -> Result<Blueprint, OutgoingError> {
    Ok(Blueprint {
        settings: settings(config)?,
        ground: ground(config)?,
        definitions: definitions(config),
        source,
        storage: Storage::Url { url: config.storage.url.expose().to_owned(), base: config.base_dir.clone() },
        keys: Arc::new(keys),
        metrics,
        plugins: None,
    })
}

fn settings(config: &Config) -> Result<Settings, OutgoingError> {
    let lifetime = |duration| chrono::Duration::from_std(duration).unwrap_or(chrono::Duration::MAX);
    Ok(Settings {
        public_url: config.public_url.clone(),
        allowed_return_origins: config.allowed_return_origins.clone(),
        session_idle: lifetime(config.session.idle),
        session_absolute: lifetime(config.session.absolute),
        cookie_domain: config.session.cookie_domain.clone(),
        forward_auth: config.forward_auth.clone(),
        trusted_proxies: config.network.trusted_proxies.clone(),
        limits: Limits {
            authorize: config.limits.authorize_per_minute,
            callback_failures: config.limits.callback_failures_per_minute,
            password: config.limits.password_per_minute,
        },
        branding: branding(&config.branding)?,
    })
}

fn branding(branding: &vestibule_config::Branding) -> Result<Branding, OutgoingError> {
    let read = |path: &PathBuf| -> Result<Logo, OutgoingError> {
        let bytes = fs::read(path).map_err(|source| OutgoingError::Logo { path: path.clone(), source })?;
        let ending = if path.extension().is_some_and(|ending| ending == "png") { "png" } else { "svg" };
        Ok(Logo { bytes: bytes.into(), ending })
    };
    let logo = branding.logo.as_ref().map(read).transpose()?;
    Ok(Branding { name: branding.name.clone(), logo, accent: branding.accent })
}
