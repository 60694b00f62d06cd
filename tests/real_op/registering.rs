//! A client that registers itself at a certified provider: the provider's URL is all that is entered.

use std::sync::Arc;

use http::StatusCode;
use serde_json::json;
use vestibule_core::{clock::SystemClock, public_url::PublicUrl, registration::RegistrationMethod};
use vestibule_tests::{Browser, RunningServer, TestEnvironment, provider_with};

use crate::op::RealOp;

struct Fixture {
    op: RealOp,
    environment: TestEnvironment,
    server: RunningServer,
}

impl Fixture {
    /// A server that has nothing but the URL of the provider. With https, its own address is one that the provider's
    /// library accepts as a client id.
    async fn new(https: bool, registration: &str) -> Self {
        let (mut environment, listener) = TestEnvironment::new(Arc::new(SystemClock)).await;
        if https {
            let base = environment.base.as_str().replace("http://", "https://");
            environment.settings.public_url = PublicUrl::parse(&base).unwrap();
        }
        let op = RealOp::start(environment.settings.public_url.as_str(), &json!(null)).await;
        let settings = json!({ "registration": registration });
        let record = provider_with("op", "oidc", &settings, &json!({ "issuer_url": op.issuer }));
        environment.providers.change(|all| all.push(record));
        let server = environment.open(listener).await;
        server.until_ready().await;
        Self { op, environment, server }
    }

    fn registration(&self) -> vestibule_core::registration::Registration {
        let registry = self.server.application.registry.load();
        let slot = registry.find("op").unwrap();
        let ready = slot.ready().unwrap_or_else(|| unreachable!("{:?}", slot.faults));
        ready.driver.registration().unwrap()
    }

    /// Signs in; whatever our own address is, the server is reached without TLS.
    async fn signs_in(&self) {
        let browser = Browser::new(&self.environment.base);
        let mut answer = browser.get("/api/auth/providers/op/authorize").await;
        let mut callback = loop {
            let next = answer.location().unwrap_or_else(|| unreachable!("{answer:?}"));
            if next.host_str() == self.environment.base.host_str()
                && next.query().is_some_and(|query| query.contains("code="))
            {
                break next;
            }
            answer = browser.get(next).await;
        };
        callback.set_scheme("http").unwrap();
        let landed = browser.get(callback).await;
        let events = self.op.events().await;
        assert_eq!((landed.status, landed.header("location")), (StatusCode::SEE_OTHER, Some("/")), "{events:#?}");
        let session = browser.get_json("/api/auth/session").await;
        assert_eq!((session.status, &session.json()["provider"]), (StatusCode::OK, &json!("op")));
    }
}

/// RG-02: the provider fetches document and keys, and verifies our assertion with them.
#[tokio::test]
async fn by_a_metadata_document_with_a_key() {
    let fixture = Fixture::new(true, "metadata_document").await;
    let registration = fixture.registration();
    assert_eq!(
        (registration.method, &*registration.authentication),
        (RegistrationMethod::MetadataDocument, "private_key_jwt")
    );
    fixture.signs_in().await;
    let events = fixture.op.events().await;
    assert!(
        events.fetched("/api/auth/providers/op/client.json") && events.fetched("/.well-known/jwks.json"),
        "{events:#?}"
    );
}

/// RG-01, RG-06: one client is registered, changed when the callback URL changes, and good for a sign-in each time.
#[tokio::test]
async fn by_dynamic_registration() {
    let fixture = Fixture::new(false, "dynamic").await;
    assert_eq!(fixture.registration().method, RegistrationMethod::Dynamic);
    fixture.signs_in().await;
    let first = fixture.registration().client_id;
    let moved = json!({ "registration": "dynamic", "callback_path": "/moved" });
    let record = provider_with("op", "oidc", &moved, &json!({ "issuer_url": fixture.op.issuer }));
    fixture.environment.providers.change(|all| all[0] = record);
    let registry = &fixture.server.application.registry;
    let before = registry.load().generation;
    registry.reload().await.unwrap();
    let published = registry.wait_until(|registry| {
        let slot = registry.find("op").unwrap();
        registry.generation > before && slot.settings.callback_path.is_some() && slot.ready().is_some()
    });
    published.await.unwrap();
    fixture.signs_in().await;
    assert_eq!(fixture.registration().client_id, first);
    let events = fixture.op.events().await;
    let counted = ["registration_create.success", "registration_update.success"].map(|event| events.count(event));
    assert_eq!(counted, [1, 1], "{events:#?}");
}
