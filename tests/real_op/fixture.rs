//! A server in front of the certified provider.

use std::{ops::Deref, sync::Arc, time::Duration};

use http::StatusCode;
use serde_json::{Value, json};
use vestibule_core::{clock::SystemClock, ids::Ref};
use vestibule_store::{AuditEntry, AuditFilter};
use vestibule_tests::{Answer, Browser, RunningServer, TestEnvironment};

use crate::{
    op::RealOp,
    registration::{ClientKey, catalogue, providers},
};

/// A server, in real time, that knows every client of `clients.mjs` as a provider.
pub(crate) struct ServerFixture {
    /// The provider.
    pub(crate) op: RealOp,
    /// What the server runs on.
    pub(crate) environment: TestEnvironment,
    server: RunningServer,
}

impl Deref for ServerFixture {
    type Target = RunningServer;
    fn deref(&self) -> &RunningServer {
        &self.server
    }
}

impl ServerFixture {
    /// A server whose providers are all ready.
    pub(crate) async fn new() -> Self {
        Self::with_credentials(json!({})).await
    }

    /// A server that was given these credentials, by provider id, instead of the right ones.
    pub(crate) async fn with_credentials(differently: Value) -> Self {
        let (mut environment, listener) = TestEnvironment::new(Arc::new(SystemClock)).await;
        let key = ClientKey::generate();
        let op = RealOp::start(environment.settings.public_url.as_str(), &key.public_jwk).await;
        environment.catalogue = catalogue();
        environment.extra_ca = vec![include_bytes!("tls/server.pem").to_vec()];
        let records = providers(&op, &key, &differently).await;
        environment.providers.change(|all| all.extend(records));
        let server = environment.open(listener).await;
        server.until_ready().await;
        op.forget().await;
        Self { op, environment, server }
    }

    /// Ends the server and starts it again on the same port. Does not wait for the providers.
    pub(crate) async fn restart(self) -> Self {
        let Self { op, environment, server } = self;
        server.end().await;
        let server = environment.open(environment.listen_again().await).await;
        Self { op, environment, server }
    }

    /// Waits until the provider has a fault.
    pub(crate) async fn until_faulted(&self, provider: &str) {
        let wait = self.application.registry.wait_until(|registry| !registry.find(provider).unwrap().faults.is_empty());
        // Not a measure of time: only so that a defect is a failure and not a test that never ends.
        tokio::time::timeout(Duration::from_secs(60), wait).await.expect("a fault").unwrap();
    }

    /// A browser with no cookies.
    pub(crate) fn browser(&self) -> Browser {
        Browser::new(&self.environment.base)
    }

    /// The audit events with that reference, or all of them.
    pub(crate) async fn audit(&self, reference: Option<&str>) -> Vec<AuditEntry> {
        let filter = AuditFilter { reference: reference.and_then(Ref::parse), limit: 200, ..AuditFilter::default() };
        self.application.store.list_audit(&filter).await.unwrap()
    }

    /// Signs in with a provider in this browser, and checks every part of success.
    pub(crate) async fn signs_in(&self, browser: &Browser, provider: &str) {
        self.landed(&browser.sign_in(provider).await).await;
        let session = browser.get_json("/api/auth/session").await;
        assert_eq!((session.status, &session.json()["provider"]), (StatusCode::OK, &json!(provider)));
    }

    /// The answer of a callback is a success, and the provider had nothing to complain about.
    pub(crate) async fn landed(&self, answer: &Answer) {
        let events = self.op.events().await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, Some("/")), "{events:#?}");
        assert!(events.complaints().is_empty(), "{:#?}", events.complaints());
    }

    /// The answer of a callback refuses the sign-in with this code: nobody is signed in, one audit event says so.
    pub(crate) async fn refused(&self, browser: &Browser, answer: &Answer, code: &str, case: &str) {
        let events = self.op.events().await;
        let audit = self.audit(answer.sent_on("ref").as_deref()).await;
        let reported = format!("{case}: {audit:#?} {events:#?}");
        assert_eq!((answer.status, &*answer.code()), (StatusCode::SEE_OTHER, code), "{reported}");
        assert_eq!(answer.location().unwrap().path(), "/login", "{reported}");
        assert!(browser.cookies("session").is_empty() && browser.cookies("flow").is_empty(), "{reported}");
        assert_eq!(browser.get_json("/api/auth/session").await.status, StatusCode::UNAUTHORIZED, "{reported}");
        let codes: Vec<_> = audit.iter().map(|event| event.event.code.map(|code| code.as_str())).collect();
        assert_eq!(codes, [Some(code)], "{reported}");
    }
}
