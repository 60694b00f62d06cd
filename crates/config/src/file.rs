//! What can be written in `config.toml`: the shape that the JSON Schema is generated from, with its defaults.
//!
//! Doc comments in here are user text: editors show them. Values that need more than a shape
//! (addresses, URLs, networks) are plain text here and become types in [`bind`](crate::bind).

mod app;
mod forward_auth;
mod pages;
mod plugins;
mod provider;
mod telemetry;
mod webhook;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use vestibule_core::ids::{AppId, ProviderId, WebhookName};

use crate::period::Period;

pub(crate) use app::{AppAllowSection, AppSection, TextEntry};
pub(crate) use forward_auth::{AllowEntry, AllowWord, ForwardAuthRule, ForwardAuthSection, PathCase};
pub(crate) use pages::{BrandingSection, HomeSection};
pub(crate) use plugins::{PluginSection, PluginsSection};
pub(crate) use provider::{CredentialEntry, ProviderSection};
pub(crate) use telemetry::TelemetrySection;
pub(crate) use webhook::WebhookSection;

/// Configuration of Vestibule: `config.toml`, the files of `config.d` next to it, and environment variables that begin
/// with `VESTIBULE_`. Relative paths start at the folder of `config.toml`.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(title = "Vestibule configuration")]
pub(crate) struct ConfigFile {
    /// The one address at which browsers reach this installation: scheme, host and port, nothing else. Every URL is
    /// derived from it, never from a request. Must be https unless the host is loopback.
    #[schemars(extend("format" = "uri"))]
    pub(crate) public_url: String,
    /// Where to listen: an address and a port; `:3000` for every address; `unix:/run/vestibule/http.sock` for a socket, whose
    /// owner and group may connect unless permissions follow (`|0600`); `fd` for the socket that systemd passes. Behind a
    /// proxy on the same machine, loopback or a socket is enough. Who connects to a socket counts as 127.0.0.1.
    #[schemars(extend("examples" = ["127.0.0.1:3000", ":3000", "[::]:3000", "unix:/run/vestibule/http.sock", "fd"]))]
    pub(crate) listen: String,
    /// The folder for everything that Vestibule writes: the embedded database and the generated key.
    #[schemars(length(min = 1))]
    pub(crate) data_dir: String,
    /// Exact origins (scheme, host and port) that `return_to` may name after a sign-in, in addition to our own paths.
    #[schemars(extend("examples" = [["https://app.example.com"]]))]
    pub(crate) allowed_return_origins: Vec<String>,
    /// What a provider granted (groups, administrator rights, an address) ends after this long without a sign-in by it or
    /// another confirmation: `12h` or `30d`.
    #[schemars(with = "Period")]
    pub(crate) grant_max_age: String,
    /// Where users, sessions and settings are stored.
    pub(crate) storage: StorageSection,
    /// Where definitions are dropped in.
    pub(crate) definitions: DefinitionsSection,
    /// How long people stay signed in.
    pub(crate) session: SessionSection,
    /// What has happened, and for how long that is kept.
    pub(crate) audit: AuditSection,
    /// Which of several nodes this is.
    pub(crate) node: NodeSection,
    /// How a server stops.
    pub(crate) shutdown: ShutdownSection,
    /// Which addresses are reached and trusted.
    pub(crate) network: NetworkSection,
    /// How many attempts one client address has in a minute. 0 switches a limit off.
    pub(crate) limits: LimitsSection,
    /// Who may read `/metrics`, and where.
    pub(crate) metrics: MetricsSection,
    /// What is sent to an OpenTelemetry collector.
    pub(crate) telemetry: TelemetrySection,
    /// How the pages present themselves.
    pub(crate) branding: BrandingSection,
    /// The start page.
    pub(crate) home: HomeSection,
    /// What proxies that ask `/api/auth/verify` let through.
    pub(crate) forward_auth: ForwardAuthSection,
    /// Native plugins: libraries that teach Vestibule an upstream which no definition can describe.
    pub(crate) plugins: PluginsSection,
    /// Sign-in providers by id. One that is named here cannot be changed in the browser.
    #[schemars(with = "BTreeMap<ProviderId, ProviderSection>")]
    pub(crate) providers: BTreeMap<String, Value>,
    /// Apps by id: what people sign in to.
    #[schemars(with = "BTreeMap<AppId, AppSection>")]
    pub(crate) apps: BTreeMap<String, Value>,
    /// Webhooks by name: who is sent events of the audit log.
    #[schemars(with = "BTreeMap<WebhookName, WebhookSection>")]
    pub(crate) webhooks: BTreeMap<String, Value>,
}

impl Default for ConfigFile {
    fn default() -> Self {
        Self {
            public_url: "http://localhost:3000".to_owned(),
            listen: "127.0.0.1:3000".to_owned(),
            data_dir: "data".to_owned(),
            allowed_return_origins: Vec::new(),
            grant_max_age: "30d".to_owned(),
            storage: StorageSection::default(),
            definitions: DefinitionsSection::default(),
            session: SessionSection::default(),
            audit: AuditSection::default(),
            node: NodeSection::default(),
            shutdown: ShutdownSection::default(),
            network: NetworkSection::default(),
            limits: LimitsSection::default(),
            metrics: MetricsSection::default(),
            telemetry: TelemetrySection::default(),
            branding: BrandingSection::default(),
            home: HomeSection::default(),
            forward_auth: ForwardAuthSection::default(),
            plugins: PluginsSection::default(),
            providers: BTreeMap::new(),
            apps: BTreeMap::new(),
            webhooks: BTreeMap::new(),
        }
    }
}

/// Where users, sessions and settings are stored.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct StorageSection {
    /// `sqlite:PATH` for the embedded database, or `postgres://USER:PASSWORD@HOST:PORT/DATABASE` for a server, which several
    /// nodes may share, or several as `HOST:PORT,HOST:PORT`, of which the one that takes writes is used. A password is better
    /// in the environment: `VESTIBULE_STORAGE__URL`. Default: `vestibule.db` in the data folder.
    #[schemars(length(min = 1), extend("examples" = ["sqlite:data/vestibule.db", "postgres://vestibule@db.example.com/vestibule?sslmode=verify-full"]))]
    pub(crate) url: Option<String>,
    /// How long a start waits for a database that cannot be used now: it is not reachable, is starting, is locked or accepts
    /// no more connections. Then the program ends with exit code 75, and its supervisor starts it again.
    #[schemars(with = "Period")]
    pub(crate) wait: String,
    /// How many connections a node has to PostgreSQL, in addition to the one by which nodes hear of each other. The server's
    /// `max_connections` has to be enough for all nodes. SQLite does not use it.
    #[schemars(range(min = 2, max = 1000))]
    pub(crate) connections: u32,
}

impl Default for StorageSection {
    fn default() -> Self {
        Self { url: None, wait: "60s".to_owned(), connections: 10 }
    }
}

/// Where definitions are dropped in.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct DefinitionsSection {
    /// Folders whose `*.toml` and `*.json` files are provider definitions. They are watched: a change needs no restart.
    #[schemars(inner(length(min = 1)))]
    pub(crate) dirs: Vec<String>,
    /// Folders whose `*.toml` and `*.json` files are definitions of apps. They are watched, too.
    #[schemars(inner(length(min = 1)))]
    pub(crate) app_dirs: Vec<String>,
    /// The public key of whoever signs newer catalogues of official definitions (Ed25519, 32 bytes in base64url):
    /// `vestibule catalogue update` takes those, and no others.
    #[schemars(regex(pattern = "^[A-Za-z0-9_-]{43}$"))]
    pub(crate) catalogue_key: Option<String>,
}

impl Default for DefinitionsSection {
    fn default() -> Self {
        Self { dirs: vec!["providers".to_owned()], app_dirs: vec!["apps".to_owned()], catalogue_key: None }
    }
}

/// How long people stay signed in.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SessionSection {
    /// A session ends after this long without a request: `90s`, `15m`, `12h` or `30d`.
    #[schemars(with = "Period")]
    pub(crate) idle: String,
    /// A session ends after this long in any case. Not shorter than `idle`.
    #[schemars(with = "Period")]
    pub(crate) absolute: String,
    /// How often the upstream is asked again about a person who is signed in, where it gave a refresh token: who is disabled
    /// there is signed out here, changed groups are taken over. An upstream that does not answer changes nothing for 24
    /// hours.
    #[schemars(with = "Period")]
    pub(crate) recheck: String,
    /// A domain whose hosts all receive the session cookie, such as `example.com`: for forward-auth in front of
    /// applications on other hosts than `public_url`. People may come back to all of these hosts without
    /// `allowed_return_origins`. Left out, the cookie stays with the host of `public_url`.
    #[schemars(extend("examples" = ["example.com"]))]
    pub(crate) cookie_domain: Option<String>,
}

impl Default for SessionSection {
    fn default() -> Self {
        Self { idle: "12h".to_owned(), absolute: "30d".to_owned(), recheck: "15m".to_owned(), cookie_domain: None }
    }
}

/// What has happened, and for how long that is kept.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct AuditSection {
    /// Events of the audit log are deleted after this long.
    #[schemars(with = "Period")]
    pub(crate) keep: String,
}

impl Default for AuditSection {
    fn default() -> Self {
        Self { keep: "400d".to_owned() }
    }
}

/// Which of several nodes this is.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct NodeSection {
    /// How this node is called in the log, on the page of the configuration and by `vestibule check`. Left out: the name of
    /// the host.
    #[schemars(length(min = 1, max = 100))]
    pub(crate) name: Option<String>,
}

/// How a server stops.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ShutdownSection {
    /// How long after SIGTERM requests are still taken, while `/readyz` says 503: as long as the proxy in front of several
    /// nodes needs to notice that. At most `5m`; `0s` stops at once.
    #[schemars(with = "Period")]
    pub(crate) grace: String,
}

impl Default for ShutdownSection {
    fn default() -> Self {
        Self { grace: "5s".to_owned() }
    }
}

/// Which addresses are reached and trusted.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct NetworkSection {
    /// Private networks in which sign-in providers may live, in CIDR notation. A host that is typed in this
    /// configuration needs no entry.
    #[schemars(extend("examples" = [["10.0.0.0/8", "fd00::/8"]]))]
    pub(crate) allow_private: Vec<String>,
    /// Proxies whose `X-Forwarded-For` is trusted, and in forward-auth `X-Forwarded-Proto`, `-Host` and `-Uri` too, in CIDR
    /// notation.
    #[schemars(extend("examples" = [["127.0.0.1/32", "172.16.0.0/12"]]))]
    pub(crate) trusted_proxies: Vec<String>,
    /// PEM files with certificate authorities that are trusted in addition to the public ones. There is no switch that skips
    /// the check of certificates.
    #[schemars(inner(length(min = 1)))]
    pub(crate) extra_ca: Vec<String>,
}

/// How many attempts one client address has in a minute. 0 switches a limit off.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct LimitsSection {
    /// Sign-ins that are started.
    pub(crate) authorize_per_minute: u32,
    /// Answers of providers that fit no sign-in.
    pub(crate) callback_failures_per_minute: u32,
    /// Passwords that are tried, and openings of the setup link. One account has as many attempts from all addresses
    /// together, and then one a minute; a browser in which it has signed in before has its own.
    pub(crate) password_per_minute: u32,
}

impl Default for LimitsSection {
    fn default() -> Self {
        Self { authorize_per_minute: 120, callback_failures_per_minute: 60, password_per_minute: 10 }
    }
}

/// Who may read `/metrics`, and where. API tokens are accepted as well.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct MetricsSection {
    /// What a program that reads `/metrics` sends as `Authorization: Bearer`: at least 16 printable ASCII characters without
    /// spaces. Better in the environment: `VESTIBULE_METRICS__TOKEN`.
    pub(crate) token: Option<String>,
    /// Where `/metrics` alone is served, written as `listen`, but not `fd`. Whoever reaches it reads them without a token,
    /// unless `token` is set.
    #[schemars(extend("examples" = ["127.0.0.1:9100"]))]
    pub(crate) listen: Option<String>,
}
