//! What a server runs on: what outlives a restart of it.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use tempfile::TempDir;
use tokio::{net::TcpListener, task::JoinHandle};
use url::Url;
use vestibule::parts::{AppBuilder, Application, ConnectionLimits, ReadPins, Storage, official_catalogue};
use vestibule_apps::AppRecord;
use vestibule_core::{
    clock::Clock,
    forward_auth::Rule,
    http::HttpFactory,
    provider::ProviderRecord,
    public_url::PublicUrl,
    random::{OsRandom, Random, token_128},
    registration::Registrar,
    seal::Keyring,
    secret::Secret,
    webhook::Webhook,
};
use vestibule_plugin_host::PluginHost;
use vestibule_protocol::factories;
use vestibule_protocol::http::{HttpOptions, ReqwestHttp, install_crypto_provider};
use vestibule_registry::{Catalogue, FileStability, Reading, Registry, RegistryContext, SettingsSource, SourceError};
use vestibule_server::{Branding, FIRST_CONTACT, Limits, NodeIdentity, Settings};
use vestibule_store::{
    SqliteBackend,
    conformance::{Backend as _, PostgresServer, StoreDeps, TestAccess, TestStore},
};

/// Provider settings that a test changes.
#[derive(Default)]
pub struct Providers {
    records: Mutex<Vec<ProviderRecord>>,
    apps: Mutex<Vec<AppRecord>>,
    rules: Mutex<Vec<Rule>>,
    refusal: Mutex<Option<String>>,
}

impl Providers {
    /// Changes them; a reload makes it count.
    pub fn change(&self, change: impl FnOnce(&mut Vec<ProviderRecord>)) {
        change(&mut self.records.lock().unwrap());
    }

    /// Changes the apps; a reload makes it count.
    pub fn change_apps(&self, change: impl FnOnce(&mut Vec<AppRecord>)) {
        change(&mut self.apps.lock().unwrap());
    }

    /// Changes the rules of forward-auth; a reload makes it count.
    pub fn change_rules(&self, change: impl FnOnce(&mut Vec<Rule>)) {
        change(&mut self.rules.lock().unwrap());
    }

    /// From the next reload on they cannot be read for that reason, or can be read again.
    pub fn refuse(&self, reason: Option<&str>) {
        *self.refusal.lock().unwrap() = reason.map(str::to_owned);
    }
}

#[async_trait]
impl SettingsSource for Providers {
    async fn load(&self) -> Result<Vec<ProviderRecord>, SourceError> {
        match self.refusal.lock().unwrap().clone() {
            Some(reason) => Err(SourceError(reason)),
            None => Ok(self.records.lock().unwrap().clone()),
        }
    }

    /// As the configuration does: what it cannot read it gives as it was.
    async fn load_again(&self, _stability: &FileStability) -> Result<Reading, SourceError> {
        let refusal = self.refusal.lock().unwrap().clone().map(SourceError);
        Ok(Reading { records: self.records.lock().unwrap().clone(), refusal })
    }

    fn apps(&self) -> Vec<AppRecord> {
        self.apps.lock().unwrap().clone()
    }

    fn forward_auth_rules(&self) -> Vec<Rule> {
        self.rules.lock().unwrap().clone()
    }
}

/// What a server runs on: an address, a clock, a folder, keys, definitions and settings.
pub struct TestEnvironment {
    /// The server's own address.
    pub base: Url,
    /// The settings of the HTTP surface. Limits are off unless the test is about them.
    pub settings: Settings,
    /// What providers are instances of.
    pub catalogue: Arc<Catalogue>,
    /// The providers.
    pub providers: Arc<Providers>,
    /// Native plugins, and what is pinned of them.
    pub plugins: Option<(PluginHost, ReadPins)>,
    /// Where the database is.
    pub folder: TempDir,
    /// Unless it is in memory, where it does not outlive the server.
    pub in_memory: bool,
    /// The database on the PostgreSQL server of the tests, in place of a file.
    pub postgres: Option<String>,
    /// Certificate authorities that are trusted, in PEM (`network.extra_ca`).
    pub extra_ca: Vec<Vec<u8>>,
    /// What upstreams are reached by, in place of the network.
    pub http: Option<Arc<dyn HttpFactory>>,
    /// Who is sent events.
    pub webhooks: Vec<Webhook>,
    /// Digests of what the configuration of the next node says.
    pub node_settings: BTreeMap<String, String>,
    clock: Arc<dyn Clock>,
    key: Secret,
    keys: Arc<Keyring>,
}

/// A server that runs. Dropping it ends it.
pub struct RunningServer {
    /// The server.
    pub application: Application,
    /// The way past the store's traits.
    pub test_access: Arc<dyn TestAccess>,
    serving: JoinHandle<()>,
}

impl Drop for RunningServer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// The settings of the HTTP surface that a test starts from: everything by default, limits off.
pub fn settings(public_url: PublicUrl) -> Settings {
    Settings {
        public_url,
        allowed_return_origins: Vec::new(),
        session_idle: chrono::Duration::hours(12),
        session_absolute: chrono::Duration::days(30),
        session_recheck: chrono::Duration::minutes(15),
        // What ends at once is seen at once, and not because the memory of it has run out.
        session_fresh: Duration::from_secs(3_600),
        first_contact: FIRST_CONTACT,
        audit_keep: chrono::Duration::days(400),
        grant_max_age: chrono::Duration::days(30),
        cookie_domain: None,
        identity_token: false,
        trusted_proxies: Vec::new(),
        limits: Limits { authorize: 0, callback_failures: 0, password: 0 },
        metrics_token: None,
        home_apps: false,
        branding: Branding::default(),
    }
}

impl TestEnvironment {
    /// A free port on loopback, and nothing on it yet.
    pub async fn new(clock: Arc<dyn Clock>) -> (Self, TcpListener) {
        install_crypto_provider();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = Url::parse(&format!("http://localhost:{}/", listener.local_addr().unwrap().port())).unwrap();
        let settings = settings(PublicUrl::parse(base.as_str()).unwrap());
        let key = Keyring::generate(&OsRandom);
        let environment = Self {
            base,
            settings,
            extra_ca: Vec::new(),
            catalogue: Arc::new(official_catalogue()),
            providers: Arc::default(),
            plugins: None,
            folder: tempfile::tempdir().unwrap(),
            in_memory: false,
            postgres: None,
            http: None,
            webhooks: Vec::new(),
            node_settings: BTreeMap::new(),
            clock,
            keys: Arc::new(Keyring::parse(&key).unwrap()),
            key,
        };
        (environment, listener)
    }

    /// Builds the server and serves it. With the same environment and [`TestEnvironment::listen_again`], this is a restart.
    pub async fn open(&self, listener: TcpListener) -> RunningServer {
        // On the heap: every test holds this future.
        Box::pin(self.build(listener)).await
    }

    async fn build(&self, listener: TcpListener) -> RunningServer {
        let random: Arc<dyn Random> = Arc::new(OsRandom);
        let deps = StoreDeps { keys: self.keys.clone(), clock: self.clock.clone(), random: random.clone() };
        let opened = match &self.postgres {
            Some(database) => PostgresServer::shared().backend().open(database, deps).await,
            None => {
                let backend = SqliteBackend { folder: (!self.in_memory).then(|| self.folder.path().to_owned()) };
                backend.fresh("vestibule", deps).await
            }
        };
        let TestStore { store, test_access } = opened.unwrap();
        let options = HttpOptions { extra_ca: self.extra_ca.clone(), ..HttpOptions::default() };
        let network = || Arc::new(ReqwestHttp::new(options).unwrap()) as Arc<dyn HttpFactory>;
        let builder = AppBuilder {
            settings: self.settings.clone(),
            registry: RegistryContext {
                factories: factories(&[], Some(&self.keys.made_keys())),
                http: self.http.clone().unwrap_or_else(network),
                public_url: self.settings.public_url.clone(),
                clock: self.clock.clone(),
                random,
                registrar: Registrar::default(),
                retry: (Duration::from_millis(5), Duration::from_millis(20)),
            },
            definitions: self.catalogue.clone().into(),
            source: self.providers.clone(),
            storage: Storage::Open(store),
            node: self.node(),
            keys: self.keys.clone(),
            webhooks: self.webhooks.clone(),
            metrics: None,
            admission: None,
            plugins: None,
        };
        let builder = match self.plugins.clone() {
            Some((host, read)) => builder.with_plugins(host, read),
            None => builder,
        };
        let application = builder.build().await.unwrap();
        let limits = ConnectionLimits::for_descriptors(u64::MAX);
        let serving =
            tokio::spawn(vestibule::parts::serve(listener, application.router.clone(), limits, std::future::pending()));
        RunningServer { application, test_access, serving }
    }

    /// Another node each time.
    fn node(&self) -> NodeIdentity {
        NodeIdentity {
            id: token_128(&OsRandom),
            name: "test".to_owned(),
            version: "0.0.0".to_owned(),
            started_at: self.clock.now(),
            settings: self.node_settings.clone(),
        }
    }

    /// The key that seals cookies and secrets, as an operator writes it.
    pub fn key_text(&self) -> String {
        self.key.expose().to_owned()
    }

    /// The same port once more, after the server on it has ended.
    pub async fn listen_again(&self) -> TcpListener {
        TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], self.base.port().unwrap()))).await.unwrap()
    }
}

impl RunningServer {
    /// Waits until every enabled provider is ready.
    pub async fn until_ready(&self) {
        let all = |registry: &Registry| registry.slots.values().all(|slot| !slot.enabled() || slot.ready().is_some());
        let wait = self.application.registry.wait_until(all);
        // Not a measure of time: only so that a defect is a failure and not a test that never ends.
        tokio::time::timeout(Duration::from_secs(60), wait).await.expect("the providers come up").unwrap();
    }

    /// Ends it, and waits until its port is free.
    pub async fn end(mut self) {
        self.serving.abort();
        let _ = (&mut self.serving).await;
    }
}
