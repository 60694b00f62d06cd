//! The configuration as the rest of the program sees it: typed, checked, with every path absolute.

use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
    time::Duration,
};

use ipnet::IpNet;
use url::Url;
use vestibule_apps::AppRecord;
use vestibule_core::{
    forward_auth::Rule, origin::Origin, provider::ProviderRecord, public_url::PublicUrl, secret::Secret,
    webhook::Webhook,
};

use crate::listen::Listen;

/// Where the configuration is looked for. Keep it: loading again with the same sources is a reload.
#[derive(Clone, Default)]
pub struct Sources {
    /// The configuration file, from `--config` or `VESTIBULE_CONFIG`; it must exist. Without one, `config.toml` in the
    /// working folder is read if it is there.
    pub config_file: Option<PathBuf>,
    /// All environment variables. Of two with the same name the later one wins.
    pub environment: Vec<(String, String)>,
    /// The folder in which the program was started. Absolute.
    pub working_dir: PathBuf,
}

impl fmt::Debug for Sources {
    /// The environment holds secrets: only its size is shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sources")
            .field("config_file", &self.config_file)
            .field("environment", &self.environment.len())
            .field("working_dir", &self.working_dir)
            .finish()
    }
}

/// The configuration. Printing it shows no secret.
#[derive(Debug, Clone)]
pub struct Config {
    /// The one canonical origin.
    pub public_url: PublicUrl,
    /// Where to listen.
    pub listen: Listen,
    /// The folder for everything that the program writes. It need not exist yet.
    pub data_dir: PathBuf,
    /// Origins that `return_to` may name, each as a browser writes it.
    pub allowed_return_origins: Vec<String>,
    /// How long what a provider granted counts without being confirmed.
    pub grant_max_age: Duration,
    /// The database.
    pub storage: Storage,
    /// The drop-in folders.
    pub definitions: Definitions,
    /// How long sessions live.
    pub session: Session,
    /// For how long events of the audit log are kept. At least a second.
    pub audit_keep: Duration,
    /// How this node is called; `None`: as its host.
    pub node_name: Option<String>,
    /// How a server stops.
    pub shutdown: Shutdown,
    /// Which addresses are reached and trusted.
    pub network: Network,
    /// How many attempts one client address has.
    pub limits: Limits,
    /// Who may read the metrics, and where.
    pub metrics: Metrics,
    /// The OpenTelemetry collector that spans are sent to.
    pub otlp_endpoint: Option<Url>,
    /// How the pages present themselves.
    pub branding: Branding,
    /// Whether the start page shows the apps that somebody may open.
    pub home_apps: bool,
    /// Who may reach which application through forward-auth, in the operator's order.
    pub forward_auth: Vec<Rule>,
    /// Whether answers to proxies carry a signed token.
    pub identity_token: bool,
    /// The native plugins to load, by name; none unless they are switched on.
    pub plugins: Vec<Plugin>,
    /// The providers that the operator named, by id.
    pub providers: Vec<ProviderRecord>,
    /// The apps that the operator named, by id.
    pub apps: Vec<AppRecord>,
    /// Who is sent events of the audit log, by name.
    pub webhooks: Vec<Webhook>,
    /// The filter for the log (`VESTIBULE_LOG`), as `tracing` writes it. Not checked here.
    pub log_filter: Option<String>,
    /// Where the keys that encrypt stored secrets come from.
    pub secret_key: SecretKeySource,
    /// Where each value was written, by its name in the file, such as `session.idle`. Providers have their own.
    pub origins: BTreeMap<String, Origin>,
    /// The folder that relative paths start from: that of the configuration file, or the working folder.
    pub base_dir: PathBuf,
    /// The configuration files that were read, lowest layer first.
    pub files: Vec<PathBuf>,
    /// Those of `files` in which nothing is written, not even a comment.
    pub blank_files: Vec<PathBuf>,
    /// The files that a value of the configuration names and that were looked at for it: credentials, authorities, the
    /// logo. A change of one is a change of the configuration.
    pub named_files: Vec<PathBuf>,
    /// Those of `files` in which a secret is written: the text of a credential, a token, the password of a database.
    pub secret_files: Vec<PathBuf>,
}

impl Config {
    /// The part of it that says where the installation is.
    pub fn installation(&self) -> Installation {
        Installation {
            public_url: self.public_url.clone(),
            data_dir: self.data_dir.clone(),
            storage: self.storage.clone(),
            secret_key: self.secret_key.clone(),
            base_dir: self.base_dir.clone(),
            files: self.files.clone(),
        }
    }

    /// Where a value was written, by its name in the file.
    pub fn origin(&self, setting: &str) -> Option<&Origin> {
        self.origins.get(setting)
    }
}

/// What a command needs that works on an installation without its server.
#[derive(Debug, Clone)]
pub struct Installation {
    /// The one canonical origin.
    pub public_url: PublicUrl,
    /// The folder for everything that the program writes.
    pub data_dir: PathBuf,
    /// The database.
    pub storage: Storage,
    /// Where the keys that encrypt stored secrets come from.
    pub secret_key: SecretKeySource,
    /// The folder that relative paths start from: that of the configuration file, or the working folder.
    pub base_dir: PathBuf,
    /// The configuration files that were read, lowest layer first.
    pub files: Vec<PathBuf>,
}

/// The database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Storage {
    /// `sqlite:` and an absolute path, `sqlite::memory:`, `postgres://…`, or `host=…` and other keys of PostgreSQL.
    pub url: Secret,
    /// How long a start waits for a database that cannot be used now.
    pub wait: Duration,
    /// Connections of a node to PostgreSQL, 2 to 1000.
    pub connections: u32,
}

/// The drop-in folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definitions {
    /// Those of providers. Absolute; they need not exist.
    pub dirs: Vec<PathBuf>,
    /// Those of apps, likewise.
    pub app_dirs: Vec<PathBuf>,
    /// The Ed25519 key that newer catalogues of official definitions are signed with, in base64url.
    pub catalogue_key: Option<String>,
}

/// How long sessions live, and which hosts see their cookie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Without a request. At least a second, never longer than `absolute`.
    pub idle: Duration,
    /// In any case.
    pub absolute: Duration,
    /// How often the upstream is asked again. At least a second.
    pub recheck: Duration,
    /// The domain of the session cookie, lower case; `None`: the host of the public URL alone.
    pub cookie_domain: Option<String>,
}

/// How a server stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shutdown {
    /// How long requests are taken after SIGTERM. At most five minutes; may be zero.
    pub grace: Duration,
}

/// Which addresses are reached and trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network {
    /// Private networks in which upstreams may live.
    pub allow_private: Vec<IpNet>,
    /// Proxies whose `X-Forwarded-For` is trusted.
    pub trusted_proxies: Vec<IpNet>,
    /// PEM files with certificate authorities. Absolute; they existed when the configuration was loaded.
    pub extra_ca: Vec<PathBuf>,
}

/// How many attempts one client address has in a minute. 0 = no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Sign-ins that are started.
    pub authorize_per_minute: u32,
    /// Callbacks that fit no sign-in.
    pub callback_failures_per_minute: u32,
    /// Passwords that are tried, and openings of the setup link.
    pub password_per_minute: u32,
}

/// Who may read the metrics, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metrics {
    /// A bearer token that is accepted next to API tokens.
    pub token: Option<Secret>,
    /// An address for the metrics alone.
    pub listen: Option<Listen>,
}

/// How the pages present themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branding {
    /// The name of the installation.
    pub name: String,
    /// The picture above it. Absolute; `.svg` or `.png`. It existed when the configuration was loaded.
    pub logo: Option<PathBuf>,
    /// Red, green and blue.
    pub accent: Option<[u8; 3]>,
    /// The picture in the tabs of browsers; as the logo.
    pub favicon: Option<PathBuf>,
    /// Below the heading of the login page.
    pub text: Option<String>,
    /// Links below its buttons, by name.
    pub links: BTreeMap<String, String>,
    /// Variables of the style sheet with another value, and those for dark pages.
    pub variables: [BTreeMap<String, String>; 2],
}

/// A native plugin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plugin {
    /// Its name in the configuration: 1 to 63 of a-z, 0-9 and -.
    pub name: String,
    /// The library. Absolute.
    pub path: PathBuf,
    /// SHA-256 of the library.
    pub sha256: [u8; 32],
    /// Where its hash was written.
    pub origin: Origin,
}

/// Where the keys that encrypt stored secrets come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretKeySource {
    /// `VESTIBULE_SECRET_KEY`: the keys themselves, which [`Keyring::parse`](vestibule_core::seal::Keyring::parse) reads.
    Value(Secret),
    /// `VESTIBULE_SECRET_KEY_FILE`: a file that must exist. Absolute.
    File(PathBuf),
    /// Neither: a file in the data folder, which is generated at the first start. Absolute.
    Generated(PathBuf),
}

/// The name of the generated key file in the data folder.
const GENERATED_KEY: &str = "secret.key";

impl SecretKeySource {
    pub(crate) fn generated(data_dir: &Path) -> Self {
        Self::Generated(data_dir.join(GENERATED_KEY))
    }
}
