//! A server in front of one vendor, with the vendor's official definition: only the vendor's hosts are exchanged.

use std::{fs, path::Path, sync::Arc};

use serde_json::{Value, json};
use vestibule_core::{clock::FixedClock, ids::Ref};
use vestibule_registry::{Catalogue, Document, Format};
use vestibule_store::{AuditEntry, AuditFilter};
use vestibule_tests::{Answer, Browser, RunningServer, TestEnvironment, provider_with};

use crate::vendor::{CLIENT_ID, CLIENT_SECRET, Script, Vendor};

/// A Tuesday in 2026.
pub(crate) const NOON: i64 = 1_793_707_200_000;

/// The text of an official definition.
pub(crate) fn official(id: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../providers/official");
    fs::read_to_string(folder.join(format!("{id}.toml"))).unwrap()
}

/// How a server is set up in front of a vendor.
pub(crate) struct Setup {
    /// The definition's id, and the provider's.
    pub(crate) id: &'static str,
    /// The definition's text.
    pub(crate) definition: String,
    /// What replaces the vendor's hosts. Each has to be in the definition.
    pub(crate) hosts: &'static [(&'static str, &'static str)],
    /// Credentials in addition to client id and secret; `BASE` is the vendor's address; null leaves one out.
    pub(crate) credentials: Value,
    /// Settings over the defaults.
    pub(crate) settings: Value,
    /// What the vendor says.
    pub(crate) script: Script,
}

impl Setup {
    /// An official definition in front of its vendor.
    pub(crate) fn official(id: &'static str, script: Script) -> Self {
        Self { id, definition: official(id), hosts: &[], credentials: json!({}), settings: json!({}), script }
    }
}

/// A server in front of one vendor.
pub(crate) struct VendorFixture {
    pub(crate) vendor: Vendor,
    pub(crate) server: RunningServer,
    id: &'static str,
    environment: TestEnvironment,
}

impl VendorFixture {
    /// A server whose provider is ready.
    pub(crate) async fn open(setup: Setup) -> Self {
        let fixture = Self::open_without_waiting(setup).await;
        fixture.server.until_ready().await;
        fixture
    }

    /// A server whose provider may have a fault.
    pub(crate) async fn open_without_waiting(setup: Setup) -> Self {
        let (mut environment, listener) = TestEnvironment::new(Arc::new(FixedClock::at(NOON))).await;
        let vendor = Vendor::start(setup.script, NOON / 1_000).await;
        let port = vendor.base.rsplit(':').next().unwrap();
        // A key may hold any four letters.
        let fill = |text: &str| match text.starts_with("-----") {
            true => text.to_owned(),
            false => text.replace("BASE", &vendor.base).replace("PORT", port),
        };
        let mut text = setup.definition;
        for (host, replacement) in setup.hosts {
            assert!(text.contains(host), "{} names {host}", setup.id);
            text = text.replace(host, &fill(replacement));
        }
        let path = format!("providers/{}.toml", setup.id).into();
        let document = Document { path, format: Format::Toml, text, official: true };
        let catalogue = Catalogue::from_documents([document], &vestibule::parts::protocols());
        assert!(catalogue.faults().is_empty(), "{:?}", catalogue.faults());
        environment.catalogue = Arc::new(catalogue);
        let mut credentials = json!({ "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET });
        for (name, value) in setup.credentials.as_object().unwrap() {
            credentials[name] = value.as_str().map_or(Value::Null, |text| fill(text).into());
        }
        // A public client has no secret.
        credentials.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        let record = provider_with(setup.id, setup.id, &setup.settings, &credentials);
        environment.providers.change(|all| all.push(record));
        let server = environment.open(listener).await;
        Self { vendor, server, id: setup.id, environment }
    }

    /// The same after a restart of the server.
    pub(crate) async fn restarted(self) -> Self {
        let Self { vendor, server, id, environment } = self;
        server.end().await;
        let server = environment.open(environment.listen_again().await).await;
        server.until_ready().await;
        Self { vendor, server, id, environment }
    }

    /// How many sealed documents of the database have a name that begins so.
    pub(crate) async fn documents(&self, prefix: &str) -> u32 {
        self.server.application.store.count_documents(prefix, 100).await.unwrap()
    }

    /// A browser with no cookies.
    pub(crate) fn browser(&self) -> Browser {
        Browser::new(&self.environment.base)
    }

    /// Signs a person in with a new browser; returns the user.
    pub(crate) async fn signs_in(&self) -> Value {
        let browser = self.browser();
        let answer = browser.sign_in(self.id).await;
        assert_eq!(answer.header("location"), Some("/"), "{}", self.report(&answer).await);
        browser.get_json("/api/auth/session").await.json()["user"].clone()
    }

    /// Signs in with a new browser, and is refused with this code; returns what the audit says about it.
    pub(crate) async fn is_refused(&self, code: &str) -> String {
        let browser = self.browser();
        let answer = browser.sign_in(self.id).await;
        let reported = self.report(&answer).await;
        assert_eq!(answer.code(), code, "{reported}");
        assert!(browser.cookies("session").is_empty(), "{reported}");
        reported
    }

    /// Signs a person in, and finds these values in the profile.
    pub(crate) async fn signs_in_as<const N: usize>(&self, profile: [(&str, Value); N]) {
        let user = self.signs_in().await;
        for (field, value) in profile {
            assert_eq!(user[field], value, "{field}");
        }
    }

    /// The details of the provider's faults, once there is one.
    pub(crate) async fn faults(&self) -> String {
        let faulted = |registry: &vestibule_registry::Registry| {
            registry.find(self.id).is_some_and(|slot| !slot.faults.is_empty())
        };
        let wait = self.server.application.registry.wait_until(faulted);
        // Not a measure of time: only so that a defect is a failure and not a test that never ends.
        let registry = tokio::time::timeout(std::time::Duration::from_secs(60), wait).await.unwrap().unwrap();
        registry.find(self.id).unwrap().faults.iter().map(ToString::to_string).collect()
    }

    async fn report(&self, answer: &Answer) -> String {
        let reference = answer.sent_on("ref").and_then(|reference| Ref::parse(&reference));
        let filter = AuditFilter { reference, limit: 10, ..AuditFilter::default() };
        let events: Vec<AuditEntry> = self.server.application.store.list_audit(&filter).await.unwrap();
        format!("{:?} {events:?}", answer.location().map(String::from))
    }
}
