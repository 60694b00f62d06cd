//! Everything an application is built from, and how the configuration says it.

use std::{collections::BTreeMap, fs, path::PathBuf, sync::Arc, time::Duration};

use vestibule_config::Config;
use vestibule_core::{
    clock::{Clock, SystemClock},
    http::HttpFactory,
    protocol::Protocols,
    random::{OsRandom, Random},
    registration::Registrar,
    seal::Keyring,
    webhook::Webhook,
};
use vestibule_protocol::{
    factories,
    http::{HttpOptions, HttpSetupError, ReqwestHttp},
};
use vestibule_registry::{
    AllDefinitions, AppCatalogue, AppDefinitions, Catalogue, Definitions, RegistryContext, SettingsSource,
};
use vestibule_server::{
    Admission, Branding, FIRST_CONTACT, Limits, Logo, NodeIdentity, RenderMetrics, SESSION_FRESH, Settings,
};
use vestibule_store::{ConnectSettings, Store};

use crate::node;
use crate::plugins::{self, PluginHost};
use crate::signed_catalogue::SignedCatalogueFile;

/// First and longest delay before an unreachable upstream is tried again: it recovers within a minute.
const RETRY: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(45));

/// The parts of an [`Application`](crate::parts::Application). Each can be replaced: a test has its own clock, an embedding
/// program its own settings.
///
/// ```no_run
/// use std::sync::Arc;
/// use vestibule::parts::{AppBuilder, ConfigSource, installation_keys, place};
///
/// # async fn start() -> Result<(), Box<dyn std::error::Error>> {
/// let working_dir = std::env::current_dir()?;
/// let sources = vestibule_config::Sources { config_file: None, environment: Vec::new(), working_dir };
/// let config = vestibule_config::load(&sources)?;
/// let installation = config.installation();
/// let keys = installation_keys(&installation, &place(&installation)).await?;
/// let source = Arc::new(ConfigSource::new(sources, config.clone()));
/// let application = AppBuilder::from_config(&config, source, keys, None)?.build().await?;
/// # Ok(())
/// # }
/// ```
pub struct AppBuilder {
    /// The HTTP surface.
    pub settings: Settings,
    /// What the registry builds providers with.
    pub registry: RegistryContext,
    /// The definitions that providers and apps are instances of. Drop-in folders are watched.
    pub definitions: AllDefinitions,
    /// Where provider settings come from.
    pub source: Arc<dyn SettingsSource>,
    /// Where users and sessions are stored.
    pub storage: Storage,
    /// Which node this is.
    pub node: NodeIdentity,
    /// The keys that encrypt stored secrets and cookies.
    pub keys: Arc<Keyring>,
    /// Renders `/metrics`; `None` without a recorder.
    pub metrics: Option<RenderMetrics>,
    /// Who is sent events of the audit log.
    pub webhooks: Vec<Webhook>,
    /// The application that is asked about sign-ins; `None` for the program.
    pub admission: Option<Arc<dyn Admission>>,
    /// The native plugins; set by `AppBuilder::with_plugins`.
    pub plugins: Option<PluginHost>,
}

impl AppBuilder {
    /// The parts that the configuration describes, with the system's clock and random source.
    pub fn from_config(
        config: &Config,
        source: Arc<dyn SettingsSource>,
        keys: Keyring,
        metrics: Option<RenderMetrics>,
    ) -> Result<Self, SetupError> {
        Ok(Self {
            settings: settings(config)?,
            registry: RegistryContext {
                factories: factories(&config.network.allow_private, Some(&keys.made_keys())),
                ..registry_context(config)?
            },
            definitions: definitions(config),
            source,
            storage: Storage::Url {
                url: config.storage.url.expose().to_owned(),
                base: config.base_dir.clone(),
                connect: ConnectSettings { wait: config.storage.wait, connections: config.storage.connections },
            },
            node: node::identity(config, &SystemClock, &OsRandom),
            keys: Arc::new(keys),
            webhooks: config.webhooks.clone(),
            metrics,
            admission: None,
            plugins: None,
        })
    }
}

/// Where users and sessions are stored.
///
/// ```no_run
/// use vestibule::parts::{AppBuilder, Storage};
/// use vestibule_store::ConnectSettings;
///
/// # fn replace(builder: AppBuilder) -> AppBuilder {
/// let connect = ConnectSettings::default();
/// let storage = Storage::Url { url: "sqlite::memory:".to_owned(), base: ".".into(), connect };
/// AppBuilder { storage, ..builder }
/// # }
/// ```
pub enum Storage {
    /// A database that [`AppBuilder::build`] opens.
    Url {
        /// `sqlite:PATH`, `sqlite::memory:` or `postgres://…`.
        url: String,
        /// What a relative path in `url` is relative to.
        base: PathBuf,
        /// How it is reached.
        connect: ConnectSettings,
    },
    /// A store that is already open.
    Open(Arc<dyn Store>),
}

/// Why the parts cannot be made from the configuration.
///
/// ```no_run
/// use vestibule::parts::{SetupError, http_factory};
///
/// # fn show(config: &vestibule_config::Config) {
/// match http_factory(config) {
///     Ok(_) => {}
///     Err(SetupError::Certificate { path, source }) => eprintln!("{}: {source}", path.display()),
///     Err(error) => eprintln!("{error}"),
/// }
/// # }
/// ```
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
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

/// The protocols that definitions can have.
pub fn protocols() -> Protocols {
    vestibule_protocol::protocols().chain(plugins::protocol()).collect()
}

/// The definitions inside the binary.
pub fn official_catalogue() -> Catalogue {
    Catalogue::official(&protocols())
}

/// Outgoing HTTP with the certificates and networks of the configuration.
pub fn http_factory(config: &Config) -> Result<Arc<dyn HttpFactory>, SetupError> {
    let read = |path: &PathBuf| fs::read(path).map_err(|source| SetupError::Certificate { path: path.clone(), source });
    let extra_ca = config.network.extra_ca.iter().map(read).collect::<Result<_, _>>()?;
    let allow_private = config.network.allow_private.clone();
    Ok(Arc::new(ReqwestHttp::new(HttpOptions { allow_private, extra_ca, resolver: None })?))
}

/// What the registry builds providers with, using the system's clock and random source. Without the installation's keys:
/// what is derived from them is made for this process alone.
pub fn registry_context(config: &Config) -> Result<RegistryContext, SetupError> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let random: Arc<dyn Random> = Arc::new(OsRandom);
    let http = http_factory(config)?;
    let factories = factories(&config.network.allow_private, None);
    let (public_url, registrar) = (config.public_url.clone(), Registrar::default());
    Ok(RegistryContext { factories, http, public_url, registrar, clock, random, retry: RETRY })
}

/// The official definitions, newer ones that were taken, and the drop-in folders of the configuration.
pub fn definitions(config: &Config) -> AllDefinitions {
    let folders = &config.definitions;
    AllDefinitions {
        providers: Definitions {
            newer: Some(Arc::new(SignedCatalogueFile::new(
                catalogue_file(config),
                folders.catalogue_key.clone(),
                protocols(),
            ))),
            folders: folders.dirs.clone(),
            ..Arc::new(official_catalogue()).into()
        },
        apps: AppDefinitions { folders: folders.app_dirs.clone(), ..Arc::new(AppCatalogue::official(&())).into() },
    }
}

/// Where a newer catalogue is kept.
pub fn catalogue_file(config: &Config) -> PathBuf {
    config.data_dir.join("catalogue.jws")
}

fn settings(config: &Config) -> Result<Settings, SetupError> {
    let lifetime = |duration| chrono::Duration::from_std(duration).unwrap_or(chrono::Duration::MAX);
    Ok(Settings {
        public_url: config.public_url.clone(),
        allowed_return_origins: config.allowed_return_origins.clone(),
        session_idle: lifetime(config.session.idle),
        session_absolute: lifetime(config.session.absolute),
        session_fresh: SESSION_FRESH,
        first_contact: FIRST_CONTACT,
        session_recheck: lifetime(config.session.recheck),
        audit_keep: lifetime(config.audit_keep),
        grant_max_age: lifetime(config.grant_max_age),
        cookie_domain: config.session.cookie_domain.clone(),
        identity_token: config.identity_token,
        trusted_proxies: config.network.trusted_proxies.clone(),
        limits: Limits {
            authorize: config.limits.authorize_per_minute,
            callback_failures: config.limits.callback_failures_per_minute,
            password: config.limits.password_per_minute,
        },
        metrics_token: config.metrics.token.clone(),
        home_apps: config.home_apps,
        branding: branding(&config.branding)?,
    })
}

fn branding(branding: &vestibule_config::Branding) -> Result<Branding, SetupError> {
    let read = |path: &PathBuf| -> Result<Logo, SetupError> {
        let bytes = fs::read(path).map_err(|source| SetupError::Logo { path: path.clone(), source })?;
        let ending = if path.extension().is_some_and(|ending| ending == "png") { "png" } else { "svg" };
        Ok(Logo { bytes: bytes.into(), ending })
    };
    let pairs = |values: &BTreeMap<String, String>| values.clone().into_iter().collect();
    Ok(Branding {
        name: branding.name.clone(),
        logo: branding.logo.as_ref().map(read).transpose()?,
        accent: branding.accent,
        favicon: branding.favicon.as_ref().map(read).transpose()?,
        text: branding.text.clone(),
        links: pairs(&branding.links),
        variables: branding.variables.each_ref().map(pairs),
    })
}
