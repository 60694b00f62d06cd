//! A server with its demonstration provider, in this process, on free ports, with a clock that the test owns.

use std::{ops::Deref, sync::Arc};

use serde_json::{Map, Value, json};
use tokio::net::TcpListener;
use url::Url;
use vestibule_core::{
    clock::FixedClock,
    credentials::Credentials,
    definition::SigningAlgorithm,
    forward_auth::Rule,
    ids::Ref,
    origin::Origin,
    provider::{Owner, ProviderRecord},
    random::OsRandom,
    settings::ProviderSettings,
    webhook::Webhook,
};
use vestibule_demo_idp::{Client, DemoIdp, Endpoint, Options, Recording};
use vestibule_registry::Catalogue;
use vestibule_server::{Branding, Limits, Settings};
use vestibule_store::{AuditEntry, AuditFilter, conformance::PostgresServer};

use crate::{
    Browser,
    environment::{RunningServer, TestEnvironment},
};

/// How a [`ServerFixture`] differs from the usual one.
pub struct Setup {
    /// Settings of the provider `op`, over `enabled = true`.
    pub settings: Value,
    /// More providers, by id and settings, at the same upstream; each has a client of its own.
    pub more: Vec<(&'static str, Value)>,
    /// Requests per minute; off unless the test is about them.
    pub limits: Limits,
    /// Origins that `return_to` may name.
    pub allowed_return_origins: Vec<String>,
    /// How the pages present themselves.
    pub branding: Branding,
    /// Changes the other settings of the HTTP surface.
    pub surface: fn(&mut Settings),
    /// Rules of forward-auth.
    pub rules: Vec<Rule>,
    /// Definitions in place of the official ones.
    pub catalogue: Option<Catalogue>,
    /// Changes how the provider is started.
    pub upstream: fn(&mut Options),
    /// A database in memory, of which there is one connection: whoever holds it, holds up reading too.
    pub in_memory: bool,
    /// A database on PostgreSQL, for more than one node.
    pub postgres: bool,
    /// Who is sent events.
    pub webhooks: Vec<Webhook>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            settings: json!({}),
            more: Vec::new(),
            limits: Limits { authorize: 0, callback_failures: 0, password: 0 },
            allowed_return_origins: Vec::new(),
            branding: Branding::default(),
            surface: |_| {},
            rules: Vec::new(),
            catalogue: None,
            upstream: |_| {},
            in_memory: false,
            postgres: false,
            webhooks: Vec::new(),
        }
    }
}

/// A server with its demonstration provider.
pub struct ServerFixture {
    /// The provider.
    pub op: DemoIdp,
    /// The time, for the server and the provider.
    pub clock: Arc<FixedClock>,
    /// What the server runs on.
    pub environment: TestEnvironment,
    server: RunningServer,
}

impl Deref for ServerFixture {
    type Target = RunningServer;
    fn deref(&self) -> &RunningServer {
        &self.server
    }
}

/// A Tuesday in 2026.
const NOON: i64 = 1_793_707_200_000;

impl ServerFixture {
    /// The secret of every client of the server. It holds characters that client authentication has to encode.
    pub const CLIENT_SECRET: &str = SECRET;

    /// A server with the provider `op`, which is a Pocket ID that approves its first person at once.
    pub async fn new() -> Self {
        Self::with(Setup::default()).await
    }

    /// A server as `setup` says.
    pub async fn with(setup: Setup) -> Self {
        let clock = Arc::new(FixedClock::at(NOON));
        let (mut environment, listener) = TestEnvironment::new(clock.clone()).await;
        environment.settings.limits = setup.limits;
        environment.in_memory = setup.in_memory;
        environment.webhooks = setup.webhooks;
        environment.postgres = setup.postgres.then(|| PostgresServer::shared().fresh_database());
        environment.settings.branding.clone_from(&setup.branding);
        environment.settings.allowed_return_origins.clone_from(&setup.allowed_return_origins);
        (setup.surface)(&mut environment.settings);
        let providers = [vec![("op", setup.settings)], setup.more].concat();
        let mut options = Options::new(clock.clone(), Arc::new(OsRandom));
        // Without optimisation, an RSA key takes most of a second to make.
        options.signing = SigningAlgorithm::ES256;
        options.auto_approve = options.people.first().map(|person| person.subject.clone());
        options.recording = Recording::Requests;
        options.clients = providers.iter().map(|(id, settings)| client(id, settings, &environment.base)).collect();
        (setup.upstream)(&mut options);
        let op = Box::pin(DemoIdp::start(options)).await.unwrap();
        let records = providers.iter().map(|(id, settings)| provider(id, "pocketid", settings, op.issuer()));
        environment.providers.change(|all| all.extend(records));
        environment.providers.change_rules(|rules| *rules = setup.rules);
        if let Some(catalogue) = setup.catalogue {
            environment.catalogue = Arc::new(catalogue);
        }
        let server = environment.open(listener).await;
        server.until_ready().await;
        Self { op, clock, environment, server }
    }

    /// Ends the server and starts it again on the same port and database, as a restart of the process does.
    pub async fn restart(self) -> Self {
        let fixture = self.restart_without_waiting().await;
        fixture.until_ready().await;
        fixture
    }

    /// Like [`ServerFixture::restart`], but does not wait for the providers.
    pub async fn restart_without_waiting(self) -> Self {
        let Self { op, clock, environment, server } = self;
        server.end().await;
        let server = environment.open(environment.listen_again().await).await;
        Self { op, clock, environment, server }
    }

    /// Another node on the same database, and its address. Browsers send it the same cookies: these know no ports.
    pub async fn another_node(&self) -> (RunningServer, Url) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut base = self.environment.base.clone();
        base.set_port(Some(listener.local_addr().unwrap().port())).unwrap();
        let node = self.environment.open(listener).await;
        node.until_ready().await;
        (node, base)
    }

    /// Changes the providers' settings while the server serves.
    pub async fn reconfigure(&self, change: impl FnOnce(&mut Vec<ProviderRecord>)) {
        self.environment.providers.change(change);
        self.application.registry.reload().await.unwrap();
    }

    /// A browser with no cookies.
    pub fn browser(&self) -> Browser {
        Browser::new(&self.environment.base)
    }

    /// Every secret that this server and this browser have met so far, by name: what no log may show.
    pub fn secrets(&self, browser: &Browser) -> Vec<(&'static str, String)> {
        let mut secrets = vec![("the client's secret", SECRET.to_owned()), ("the key", self.environment.key_text())];
        let cookies = ["session", "flow"].into_iter().flat_map(|part| browser.cookies(part));
        secrets.extend(cookies.map(|(_, value)| ("a cookie", value)));
        for (endpoint, names) in [
            (Endpoint::Authorize, ["state", "nonce"].as_slice()),
            (Endpoint::Token, &["code", "code_verifier"]),
            (Endpoint::Par, &["state", "nonce"]),
        ] {
            for request in self.op.requests().list(endpoint).iter().rev().take(8) {
                let values = names.iter().filter_map(|name| Some((*name, request.value(name)?.to_owned())));
                secrets.extend(values.filter(|(_, value)| value.len() >= 8));
                let header = request.headers.get("authorization").and_then(|value| value.to_str().ok());
                secrets.extend(header.map(|value| ("credentials", value.to_owned())));
            }
        }
        secrets
    }

    /// The audit events with the reference of an answer's redirect.
    pub async fn audit_of(&self, reference: &str) -> Vec<AuditEntry> {
        let filter = AuditFilter { reference: Ref::parse(reference), limit: 50, ..AuditFilter::default() };
        self.application.store.list_audit(&filter).await.unwrap()
    }

    /// All audit events, newest first.
    pub async fn audit(&self) -> Vec<AuditEntry> {
        self.application.store.list_audit(&AuditFilter { limit: 200, ..AuditFilter::default() }).await.unwrap()
    }
}

/// A provider of the server that is a client of the demonstration provider. Its requests go through the browser, where
/// tests look at them, unless the settings say otherwise.
pub fn provider(id: &str, definition: &str, settings: &Value, issuer: &str) -> ProviderRecord {
    let mut settings = settings.clone();
    if settings.get("par").is_none() {
        settings["par"] = json!("never");
    }
    let credentials = json!({ "issuer_url": issuer, "client_id": id, "client_secret": SECRET });
    provider_with(id, definition, &settings, &credentials)
}

/// A provider of the server with these credentials: enabled, owned by the configuration.
pub fn provider_with(id: &str, definition: &str, settings: &Value, credentials: &Value) -> ProviderRecord {
    let mut merged = json!({ "definition": definition, "enabled": true });
    for (name, value) in settings.as_object().unwrap() {
        merged[name] = value.clone();
    }
    let settings: ProviderSettings = serde_json::from_value(merged).unwrap();
    let mut supplied = Credentials::default();
    for (name, value) in credentials.as_object().unwrap() {
        supplied.insert(name, value.clone(), Origin::BuiltIn);
    }
    let id = id.parse().unwrap();
    ProviderRecord {
        id,
        owner: Owner::Config,
        settings: settings.into(),
        credentials: supplied.into(),
        origins: Arc::default(),
    }
}

/// The members of a JSON object.
#[expect(clippy::needless_pass_by_value, reason = "reads as a literal where it is used")]
pub fn json_object(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

const SECRET: &str = "s3cret:with/odd+chars %é";

fn client(id: &str, settings: &Value, base: &Url) -> Client {
    let standard = format!("api/auth/providers/{id}/callback");
    let path = settings["callback_path"].as_str().map(|path| path.trim_start_matches('/').to_owned());
    let callback = base.join(&path.unwrap_or(standard)).unwrap();
    let mut client = Client::confidential(id, SECRET, callback.as_str());
    client.post_logout_redirect_uris = vec![base.origin().ascii_serialization()];
    client
}
