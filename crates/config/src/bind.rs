//! From values of the right shape to the typed configuration: the rules that a schema cannot say.
//!
//! Each rule looks at its own value and reports every violation at its place. What was wrong in shape has been taken out
//! before and has its default here.

use std::{collections::BTreeMap, net::IpAddr, path::Path, time::Duration};

use ipnet::IpNet;
use serde_json::Value;
use url::Url;
use vestibule_core::{
    origin::Origin,
    postgres_url::is_postgres,
    provider::ProviderRecord,
    public_url::{InvalidPublicUrl, PublicUrl},
    schema_error::SchemaNode,
    seal::Keyring,
    secret::Secret,
};

use crate::{
    binder::Binder,
    config::{
        Config, Definitions, Installation, Limits, Metrics, Network, SecretKeySource, Session, Shutdown, Storage,
    },
    environment,
    error::ConfigError,
    file::{ConfigFile, LimitsSection, MetricsSection, NetworkSection, SessionSection, ShutdownSection},
    forward_auth,
    key_path::KeyPath,
    listen::{InvalidListen, Listen},
    period::Period,
    storage, webhook,
};

fn limits(section: &LimitsSection) -> Limits {
    Limits {
        authorize_per_minute: section.authorize_per_minute,
        callback_failures_per_minute: section.callback_failures_per_minute,
        password_per_minute: section.password_per_minute,
    }
}

/// What could be made of the values.
#[derive(Default)]
pub(crate) struct Typed {
    /// Where the installation is.
    pub(crate) installation: Option<Installation>,
    /// Where the server listens.
    pub(crate) listen: Option<Listen>,
    /// All of it.
    pub(crate) config: Option<Config>,
}

impl Binder<'_> {
    /// The typed configuration, and the parts of it that are of use while others are wrong. `None` means that at least one
    /// error has been reported.
    pub(crate) fn bind(&mut self, instance: Value, schema: &Value) -> Typed {
        let origins = self.origins(&SchemaNode::root(schema), &KeyPath::default());
        let Ok(file) = serde_json::from_value::<ConfigFile>(instance) else {
            // Its own text would show the value. Every shape that gets here has passed the schema of the same type.
            let detail = "the values do not fit together; compare them with `vestibule schema config`";
            self.errors.push(ConfigError::everywhere(detail));
            return Typed::default();
        };
        let installation = self.installation(&file);
        let listen = self.listen(&file.listen);
        let config = self.whole(file, installation.as_ref(), listen.clone(), origins);
        Typed { installation, listen, config }
    }

    fn installation(&mut self, file: &ConfigFile) -> Option<Installation> {
        let data_dir = self.base_dir.join(&file.data_dir);
        let public_url = self.public_url(&file.public_url);
        let storage = self.storage(file.storage.url.as_deref(), &data_dir.join("vestibule.db"));
        let wait = self.period("storage.wait", &file.storage.wait);
        let secret_key = self.secret_key(SecretKeySource::generated(&data_dir));
        Some(Installation {
            public_url: public_url?,
            storage: Storage { url: storage?, wait: wait?, connections: file.storage.connections },
            secret_key: secret_key?,
            base_dir: self.base_dir.clone(),
            files: self.layers.files().map(Into::into).collect(),
            data_dir,
        })
    }

    fn whole(
        &mut self,
        file: ConfigFile,
        installation: Option<&Installation>,
        listen: Option<Listen>,
        origins: BTreeMap<String, Origin>,
    ) -> Option<Config> {
        let allowed_return_origins = self.list("allowed_return_origins", &file.allowed_return_origins, return_origin);
        let session = self.session(&file.session, installation.map(|installation| &installation.public_url));
        let audit_keep = self.period("audit.keep", &file.audit.keep);
        let shutdown = self.shutdown(&file.shutdown);
        let grant_max_age = self.period("grant_max_age", &file.grant_max_age);
        let network = self.network(&file.network);
        let metrics = self.metrics(&file.metrics);
        let collector = file.telemetry.otlp_endpoint.as_deref().map(webhook::collector);
        let otlp_endpoint = collector.and_then(|url| self.one("telemetry.otlp_endpoint", url));
        let branding = self.branding(&file.branding);
        let forward_auth = self.forward_auth(&file.forward_auth.rules);
        let plugins = self.plugins(file.plugins);
        let providers = self.providers(file.providers);
        for (key, is_secret) in [
            (["metrics", "token"], file.metrics.token.is_some()),
            (["storage", "url"], file.storage.url.as_deref().is_some_and(is_postgres)),
        ] {
            if is_secret {
                self.note_secret(&self.layers.origin(&KeyPath::new(key)));
            }
        }
        let apps = file.apps.into_iter().filter_map(|(id, section)| self.app(&id, section)).collect();
        let known_url = installation.map(|installation| &installation.public_url);
        let each = file.webhooks.into_iter();
        let webhooks = each.filter_map(|(name, section)| self.webhook(&name, section, known_url)).collect();
        let Installation { public_url, data_dir, storage, secret_key, base_dir, files } = installation?.clone();
        Some(Config {
            public_url,
            listen: listen?,
            data_dir,
            allowed_return_origins,
            grant_max_age: grant_max_age?,
            storage,
            definitions: Definitions {
                dirs: file.definitions.dirs.iter().map(|dir| self.base_dir.join(dir)).collect(),
                app_dirs: file.definitions.app_dirs.iter().map(|dir| self.base_dir.join(dir)).collect(),
                catalogue_key: file.definitions.catalogue_key,
            },
            session: session?,
            audit_keep: audit_keep?,
            node_name: file.node.name,
            shutdown: shutdown?,
            network,
            limits: limits(&file.limits),
            metrics,
            otlp_endpoint,
            branding: branding?,
            home_apps: file.home.apps,
            forward_auth,
            identity_token: file.forward_auth.identity_token,
            plugins,
            providers,
            apps,
            webhooks,
            log_filter: self.variable(environment::LOG).filter(|filter| !filter.is_empty()).map(str::to_owned),
            secret_key,
            origins,
            base_dir,
            files,
            blank_files: self.layers.blank_files().map(Into::into).collect(),
            named_files: self.named_files.iter().cloned().collect(),
            secret_files: self.secret_files.iter().cloned().collect(),
        })
    }

    fn origins(&self, shape: &SchemaNode<'_>, path: &KeyPath) -> BTreeMap<String, Origin> {
        let mut origins = BTreeMap::new();
        for key in shape.keys() {
            let path = path.child(key);
            match shape.child(key) {
                Some(section) if section.takes("object") => origins.extend(self.origins(&section, &path)),
                _ => {
                    origins.insert(path.dotted(), self.layers.origin(&path));
                }
            }
        }
        origins
    }

    fn public_url(&mut self, text: &str) -> Option<PublicUrl> {
        // The parser of URLs drops white space without a word.
        let parsed = if has_space(text) { Err(InvalidPublicUrl::NotAUrl) } else { PublicUrl::parse(text) };
        let parsed = parsed.map_err(|error| format!("is not usable: {error}"));
        self.one("public_url", parsed)
    }

    fn listen(&mut self, text: &str) -> Option<Listen> {
        self.one("listen", place_to_listen(text))
    }

    /// What is wrong has been reported and is left out.
    fn metrics(&mut self, section: &MetricsSection) -> Metrics {
        let token = section.token.as_deref().map(metrics_token);
        let listen = section.listen.as_deref().map(metrics_place);
        Metrics {
            token: token.and_then(|token| self.one("metrics.token", token)),
            listen: listen.and_then(|listen| self.one("metrics.listen", listen)),
        }
    }

    fn storage(&mut self, url: Option<&str>, default: &Path) -> Option<Secret> {
        let parsed = match url {
            None => storage::sqlite(default),
            Some(url) => storage::parse(url, &self.base_dir),
        };
        self.one("storage.url", parsed)
    }

    fn session(&mut self, section: &SessionSection, public_url: Option<&PublicUrl>) -> Option<Session> {
        let idle = self.period("session.idle", &section.idle);
        let absolute = self.period("session.absolute", &section.absolute);
        let recheck = self.period("session.recheck", &section.recheck);
        let cookie_domain = section.cookie_domain.as_deref().zip(public_url);
        let cookie_domain = cookie_domain
            .and_then(|(domain, url)| self.one("session.cookie_domain", forward_auth::cookie_domain(domain, url)));
        let (idle, absolute, recheck) = (idle?, absolute?, recheck?);
        let known = !self.errors.mentions(&KeyPath::new(["session"]));
        if known && idle > absolute {
            let idle_path = KeyPath::new(["session", "idle"]);
            let written = self.layers.origin(&idle_path) != Origin::BuiltIn;
            if written {
                self.refuse(&idle_path, "is longer than `session.absolute`; lower it, or raise the other");
            } else {
                let path = KeyPath::new(["session", "absolute"]);
                self.refuse(&path, "is shorter than `session.idle`; raise it, or lower the other");
            }
        }
        Some(Session { idle, absolute, recheck, cookie_domain })
    }

    fn shutdown(&mut self, section: &ShutdownSection) -> Option<Shutdown> {
        const LONGEST: Duration = Duration::from_secs(300);
        let grace = match section.grace.parse::<Period>() {
            _ if section.grace == "0s" => Ok(Duration::ZERO),
            Ok(period) if period.as_duration() <= LONGEST => Ok(period.as_duration()),
            _ => Err("must be a duration from 0s to 5m, such as `5s`".to_owned()),
        };
        Some(Shutdown { grace: self.one("shutdown.grace", grace)? })
    }

    fn network(&mut self, section: &NetworkSection) -> Network {
        let path = KeyPath::new(["network", "extra_ca"]);
        let mut extra_ca = Vec::new();
        for (index, text) in section.extra_ca.iter().enumerate() {
            let file = self.base_dir.join(text);
            self.named_files.insert(file.clone());
            if !file.is_file() {
                let detail = format!("names {}, which is not a file; correct the path", file.display());
                self.refuse(&path.item(index), detail);
            }
            extra_ca.push(file);
        }
        Network {
            allow_private: self.list("network.allow_private", &section.allow_private, network),
            trusted_proxies: self.list("network.trusted_proxies", &section.trusted_proxies, network),
            extra_ca,
        }
    }

    fn providers(&mut self, sections: BTreeMap<String, Value>) -> Vec<ProviderRecord> {
        sections.into_iter().filter_map(|(id, section)| self.provider(&id, section)).collect()
    }

    fn secret_key(&mut self, otherwise: SecretKeySource) -> Option<SecretKeySource> {
        let (value, file) = (self.variable(environment::SECRET_KEY), self.variable(environment::SECRET_KEY_FILE));
        let (variable, detail) = match (value.map(Secret::new), file) {
            (None, None) => return Some(otherwise),
            (None, Some("")) => (environment::SECRET_KEY_FILE, "is empty; name a file, or unset it".to_owned()),
            (None, Some(file)) => return Some(SecretKeySource::File(self.working_dir.join(file))),
            (Some(_), Some(_)) => {
                let detail = format!("is set, and so is {}; keep one of the two", environment::SECRET_KEY_FILE);
                (environment::SECRET_KEY, detail)
            }
            (Some(keys), None) => match Keyring::parse(&keys) {
                Ok(_) => return Some(SecretKeySource::Value(keys)),
                Err(error) => (environment::SECRET_KEY, format!("is not usable: {error}")),
            },
        };
        self.errors.push(ConfigError::in_variable(variable, detail));
        None
    }
}

/// An origin as browsers write it: lower case, no default port, nothing after it.
fn return_origin(text: &str) -> Result<String, String> {
    let exact = |url: &Url| {
        matches!(url.scheme(), "http" | "https")
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none()
    };
    match Url::parse(text) {
        Ok(url) if !text.contains('*') && !has_space(text) && exact(&url) => Ok(url.origin().ascii_serialization()),
        _ => Err("must be an exact origin such as `https://app.example.com`: no path, no wildcard".to_owned()),
    }
}

fn place_to_listen(text: &str) -> Result<Listen, String> {
    text.parse().map_err(|error: InvalidListen| error.to_string())
}

/// systemd passes one socket, which is the other one.
fn metrics_place(text: &str) -> Result<Listen, String> {
    match place_to_listen(text)? {
        Listen::Passed => {
            Err("cannot be `fd`: the socket that is passed is for `listen`; write an address and a port".to_owned())
        }
        listen => Ok(listen),
    }
}

/// Long enough not to be guessed, and something that a header can hold. The message shows nothing of it.
fn metrics_token(text: &str) -> Result<Secret, String> {
    let usable = text.len() >= 16 && text.bytes().all(|byte| byte.is_ascii_graphic());
    let detail = "must be at least 16 printable ASCII characters without spaces, such as `openssl rand -hex 32` prints";
    usable.then(|| Secret::new(text)).ok_or_else(|| detail.to_owned())
}

fn has_space(text: &str) -> bool {
    text.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// A network, or one address.
fn network(text: &str) -> Result<IpNet, String> {
    if let Ok(address) = text.parse::<IpAddr>() {
        return Ok(address.into());
    }
    let net: IpNet =
        text.parse().map_err(|_| "must be a network such as `10.0.0.0/8`, or one IP address".to_owned())?;
    if net.addr() == net.network() {
        return Ok(net);
    }
    Err(format!(
        "has digits beyond its prefix; write `{}` for the network or `{}` for the address",
        net.trunc(),
        net.addr()
    ))
}
