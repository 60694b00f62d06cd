//! From values of the right shape to the typed configuration: the rules that a schema cannot say.
//!
//! Each rule looks at its own value and reports every violation at its place. What was wrong in shape has been taken out
//! before and has its default here.

mod values;

use std::{collections::BTreeMap, path::Path};

use serde_json::Value;
use url::Url;
use vestibule_apps::AppRecord;
use vestibule_core::{
    origin::Origin,
    postgres_url::is_postgres,
    provider::ProviderRecord,
    public_url::{InvalidPublicUrl, PublicUrl},
    schema_error::SchemaNode,
    seal::Keyring,
    secret::Secret,
    webhook::Webhook,
};

use self::values::{grace, has_space, metrics_place, metrics_token, network, place_to_listen, return_origin};
use crate::{
    binder::Binder,
    config::{
        Config, Definitions, Installation, Limits, Metrics, Network, SecretKeySource, Session, Shutdown, Storage,
    },
    environment,
    error::ConfigError,
    file::{
        ConfigFile, DefinitionsSection, LimitsSection, MetricsSection, NetworkSection, SessionSection, ShutdownSection,
        TelemetrySection,
    },
    forward_auth,
    key_path::KeyPath,
    listen::Listen,
    storage, webhook,
};

fn limits(section: &LimitsSection) -> Limits {
    Limits {
        authorize_per_minute: section.authorize_per_minute,
        callback_failures_per_minute: section.callback_failures_per_minute,
        password_per_minute: section.password_per_minute,
    }
}

/// What is of use by itself, and the places of all settings.
struct Known<'a> {
    installation: Option<&'a Installation>,
    listen: Option<Listen>,
    origins: BTreeMap<String, Origin>,
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
        let known = Known { installation: installation.as_ref(), listen: listen.clone(), origins };
        let config = self.whole(file, known);
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

    fn whole(&mut self, file: ConfigFile, known: Known<'_>) -> Option<Config> {
        self.note_secrets(&file);
        let known_url = known.installation.map(|installation| &installation.public_url);
        let allowed_return_origins = self.list("allowed_return_origins", &file.allowed_return_origins, return_origin);
        let session = self.session(&file.session, known_url);
        let audit_keep = self.period("audit.keep", &file.audit.keep);
        let shutdown = self.shutdown(&file.shutdown);
        let grant_max_age = self.period("grant_max_age", &file.grant_max_age);
        let network = self.network(&file.network);
        let metrics = self.metrics(&file.metrics);
        let otlp_endpoint = self.collector(&file.telemetry);
        let branding = self.branding(&file.branding);
        let forward_auth = self.forward_auth(&file.forward_auth.rules);
        let (plugins, providers) = (self.plugins(file.plugins), self.providers(file.providers));
        let (apps, webhooks) = (self.apps(file.apps), self.webhooks(file.webhooks, known_url));
        let Installation { public_url, data_dir, storage, secret_key, base_dir, files } = known.installation?.clone();
        Some(Config {
            public_url,
            listen: known.listen?,
            data_dir,
            allowed_return_origins,
            grant_max_age: grant_max_age?,
            storage,
            definitions: self.definitions(file.definitions),
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
            origins: known.origins,
            base_dir,
            files,
            blank_files: self.layers.blank_files().map(Into::into).collect(),
            named_files: self.named_files.iter().cloned().collect(),
            secret_files: self.secret_files.iter().cloned().collect(),
        })
    }

    /// Notes which files hold a secret in a setting of its own.
    fn note_secrets(&mut self, file: &ConfigFile) {
        for (key, is_secret) in [
            (["metrics", "token"], file.metrics.token.is_some()),
            (["storage", "url"], file.storage.url.as_deref().is_some_and(is_postgres)),
        ] {
            if is_secret {
                self.note_secret(&self.layers.origin(&KeyPath::new(key)));
            }
        }
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
        let grace = grace(&section.grace);
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

    fn collector(&mut self, section: &TelemetrySection) -> Option<Url> {
        let url = section.otlp_endpoint.as_deref().map(webhook::collector)?;
        self.one("telemetry.otlp_endpoint", url)
    }

    fn definitions(&self, section: DefinitionsSection) -> Definitions {
        let folders = |dirs: &[String]| dirs.iter().map(|dir| self.base_dir.join(dir)).collect();
        Definitions {
            dirs: folders(&section.dirs),
            app_dirs: folders(&section.app_dirs),
            catalogue_key: section.catalogue_key,
        }
    }

    fn providers(&mut self, sections: BTreeMap<String, Value>) -> Vec<ProviderRecord> {
        sections.into_iter().filter_map(|(id, section)| self.provider(&id, section)).collect()
    }

    fn apps(&mut self, sections: BTreeMap<String, Value>) -> Vec<AppRecord> {
        sections.into_iter().filter_map(|(id, section)| self.app(&id, section)).collect()
    }

    fn webhooks(&mut self, sections: BTreeMap<String, Value>, public_url: Option<&PublicUrl>) -> Vec<Webhook> {
        sections.into_iter().filter_map(|(name, section)| self.webhook(&name, section, public_url)).collect()
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
