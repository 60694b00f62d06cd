//! A server with plugins: which files they are, and what is pinned of them.

use std::{
    fs,
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use chrono::DateTime;
use serde_json::{Value, json};
use tempfile::TempDir;
use vestibule_core::{clock::FixedClock, ids::ProviderId, origin::Origin, provider::ProviderRecord, secret::sha256};
use vestibule_plugin_host::{Limits, Pin, PluginHost};
use vestibule_registry::{Registry, Slot};
pub(crate) use vestibule_tests::native::{compile, library};
use vestibule_tests::{Answer, Browser, RunningServer, TestEnvironment, provider_with};

/// The time in the server: 2027-01-15T08:00:00Z.
pub(crate) const NOW: i64 = 1_800_000_000;

/// A pin of the file as it is.
pub(crate) fn pin(name: &str, path: &Path) -> Pin {
    Pin {
        name: name.to_owned(),
        path: path.to_owned(),
        sha256: sha256(fs::read(path).unwrap()),
        origin: Origin::BuiltIn,
    }
}

/// Limits that a test does not wait long for where it waits for them.
pub(crate) fn limits() -> Limits {
    Limits { call: Duration::from_secs(2), load: Duration::from_secs(5), ..Limits::default() }
}

/// Limits that a busy machine does not reach.
pub(crate) fn wide_limits() -> Limits {
    Limits { call: Duration::from_secs(60), load: Duration::from_secs(60), ..Limits::default() }
}

/// A server with plugins.
pub(crate) struct PluginServer {
    pub(crate) environment: TestEnvironment,
    pub(crate) server: RunningServer,
    pub(crate) pins: Arc<Mutex<Vec<Pin>>>,
    /// Where a test may put files.
    pub(crate) folder: TempDir,
}

impl PluginServer {
    /// A server with these providers, of whatever the pinned plugins describe.
    pub(crate) async fn open(pins: Vec<Pin>, providers: Vec<ProviderRecord>) -> Self {
        Self::with(wide_limits(), pins, providers).await
    }

    /// The same with other limits.
    pub(crate) async fn with(limits: Limits, pins: Vec<Pin>, providers: Vec<ProviderRecord>) -> Self {
        let (mut environment, listener) = TestEnvironment::new(Arc::new(FixedClock::at(NOW * 1_000))).await;
        let pins = Arc::new(Mutex::new(pins));
        let read = pins.clone();
        let host = PluginHost::new(environment.folder.path().join("data/plugins"), limits);
        environment.plugins = Some((host, Arc::new(move || read.lock().unwrap().clone())));
        environment.providers.change(|all| *all = providers);
        let server = environment.open(listener).await;
        Self { environment, server, pins, folder: tempfile::tempdir().unwrap() }
    }

    /// Pins other plugins, and reloads.
    pub(crate) async fn pin(&self, pins: Vec<Pin>) {
        *self.pins.lock().unwrap() = pins;
        self.server.application.registry.reload().await.unwrap();
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser::new(&self.environment.base)
    }

    pub(crate) fn registry(&self) -> Arc<Registry> {
        self.server.application.registry.load()
    }

    /// Waits until a provider is as `wanted` says.
    pub(crate) async fn until(&self, id: &str, wanted: impl Fn(&Slot) -> bool) {
        let id: ProviderId = id.parse().unwrap();
        let wait = self
            .server
            .application
            .registry
            .wait_until(|registry| registry.slots.get(&id).is_some_and(|slot| wanted(slot)));
        let waited = tokio::time::timeout(Duration::from_secs(60), wait).await;
        waited.unwrap_or_else(|_| panic!("{id} does not get there: {:?}", self.registry().slots.get(&id))).unwrap();
    }

    /// Starts a sign-in.
    pub(crate) async fn begin(&self, browser: &Browser, provider: &str) -> Answer {
        browser.get(format!("/api/auth/providers/{provider}/authorize")).await
    }

    /// Goes to the upstream and back, and returns the server's answer to the callback.
    pub(crate) async fn sign_in(&self, browser: &Browser, provider: &str) -> Answer {
        let begun = self.begin(browser, provider).await;
        let Some(there) = begun.location().filter(|url| url.port() != self.environment.base.port()) else {
            return begun;
        };
        let back = browser.get(there).await.location().expect("the upstream sends people back");
        browser.get(back).await
    }

    /// Who is signed in.
    pub(crate) async fn person(&self, browser: &Browser) -> Value {
        browser.get_json("/api/auth/session").await.json()["user"].clone()
    }

    /// Why a provider is out of service.
    pub(crate) fn fault(&self, id: &str) -> String {
        let registry = self.registry();
        let slot = &registry.slots[id];
        slot.faults.iter().map(|fault| fault.detail.clone()).collect::<Vec<_>>().join("; ")
    }
}

/// A provider of the fixture plugin that misbehaves in this way.
pub(crate) fn fixture(id: &str, mode: &str, url: &str) -> ProviderRecord {
    provider_with(id, "fixture", &json!({}), &json!({ "mode": mode, "url": url }))
}

/// A time as Steam writes it.
pub(crate) fn written(seconds: i64) -> String {
    DateTime::from_timestamp(seconds, 0).unwrap().format("%Y-%m-%dT%H:%M:%SZ").to_string()
}
