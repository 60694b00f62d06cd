//! A node that has just started, while its upstream takes its time, and one that is about to stop.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;
use http::{Method, StatusCode};
use serde_json::json;
use vestibule_core::http::{Http, HttpError, HttpFactory, NetworkScope, Purpose};
use vestibule_demo_idp::{
    Endpoint,
    faults::{Fault, Gate},
};
use vestibule_server::FIRST_CONTACT;
use vestibule_tests::ServerFixture;

/// ND-02: whatever needs the upstream waits for the first contact with it; readiness says so.
#[tokio::test]
async fn nd_02_a_node_that_has_just_started_waits_for_its_upstreams() {
    let fixture = ServerFixture::new().await;
    let (before, gate) = (fixture.browser(), Gate::new());
    let callback = before.callback_of("op").await;
    fixture.op.faults().set(Endpoint::Discovery, Fault::new().hold(&gate));
    let fixture = fixture.restart_without_waiting().await;
    gate.reached(1).await;
    let (before, browser) = (before.reconnected(), fixture.browser());
    let ready = browser.get_json("/readyz").await;
    assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!((&ready.json()["status"], &ready.json()["resolving"]), (&json!("resolving"), &json!(["op"])));
    assert_eq!(browser.get_json("/healthz").await.status, StatusCode::OK);

    let tab = || browser.clone();
    let asked = tab();
    let listed = tokio::spawn(async move { asked.get_json("/api/auth/providers").await });
    let asked = tab();
    let login = tokio::spawn(async move { asked.get("/login").await });
    let asked = tab();
    let begun = tokio::spawn(async move { asked.get("/api/auth/providers/op/authorize").await });
    let finished = tokio::spawn(async move { before.get(callback).await });
    let asked = tab();
    let notified = tokio::spawn(async move {
        let form = ("content-type", "application/x-www-form-urlencoded");
        let path = "/api/auth/providers/op/backchannel-logout";
        asked.send(Method::POST, path, &[form], Some("logout_token=x".to_owned())).await
    });
    assert_eq!(browser.get_json("/readyz").await.status, StatusCode::SERVICE_UNAVAILABLE);
    for (what, waits) in
        [("list", &listed), ("login", &login), ("begin", &begun), ("finish", &finished), ("logout", &notified)]
    {
        assert!(!waits.is_finished(), "{what} waits");
    }
    gate.open();
    assert_eq!(listed.await.unwrap().json()["providers"][0]["id"], "op");
    assert!(login.await.unwrap().body.contains("/api/auth/providers/op/authorize"));
    assert!(begun.await.unwrap().header("location").unwrap().starts_with(fixture.op.issuer()));
    assert_eq!(finished.await.unwrap().header("location"), Some("/"));
    assert_eq!(notified.await.unwrap().status, StatusCode::BAD_REQUEST, "it is not a logout token");
    let ready = browser.get_json("/readyz").await;
    assert_eq!((ready.status, &ready.json()["resolving"]), (StatusCode::OK, &json!([])));
}

/// ND-02: an upstream that never answers is waited for as long as `first_contact` says, twenty seconds, and then the node is
/// as ready as it will be.
#[tokio::test]
async fn nd_02_what_never_answers_is_not_waited_for_forever() {
    struct Silent;
    #[async_trait]
    impl Http for Silent {
        async fn send(&self, _: Purpose, _: http::Request<Bytes>) -> Result<http::Response<Bytes>, HttpError> {
            std::future::pending().await
        }
    }
    impl HttpFactory for Silent {
        fn client(&self, _: &NetworkScope) -> Arc<dyn Http> {
            Arc::new(Self)
        }
    }
    assert_eq!(FIRST_CONTACT, Duration::from_secs(20), "as docs/operations.md says");
    let mut fixture = ServerFixture::new().await;
    fixture.environment.http = Some(Arc::new(Silent));
    // Longer than this test takes on any machine.
    fixture.environment.settings.first_contact = Duration::from_secs(3_600);
    let mut fixture = fixture.restart_without_waiting().await;
    let ready = fixture.browser().get_json("/readyz").await;
    assert_eq!((ready.status, &ready.json()["status"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("resolving")));
    fixture.environment.settings.first_contact = Duration::from_millis(100);
    let fixture = fixture.restart_without_waiting().await;
    let browser = fixture.browser();
    // Waits for the end of that time.
    assert_eq!(browser.get("/login").await.status, StatusCode::OK);
    let ready = browser.get_json("/readyz").await;
    assert_eq!((ready.status, &ready.json()["resolving"]), (StatusCode::OK, &json!([])));
    let begun = browser.get_json("/api/auth/providers/op/authorize").await;
    assert_eq!(
        (begun.status, &*begun.code()),
        (StatusCode::SERVICE_UNAVAILABLE, "provider_unavailable"),
        "{}",
        begun.body
    );
}

/// ND-02: a provider that is added later does not make a node unready.
#[tokio::test]
async fn a_provider_that_is_added_later_is_waited_for_alone() {
    let fixture = ServerFixture::new().await;
    let gate = Gate::new();
    fixture.op.faults().set(Endpoint::Discovery, Fault::new().hold(&gate));
    let browser = fixture.browser();
    let more = vestibule_tests::provider("more", "pocketid", &json!({}), fixture.op.issuer());
    fixture.reconfigure(|providers| providers.push(more)).await;
    assert_eq!(browser.get_json("/readyz").await.status, StatusCode::OK);
    let listed = browser.get_json("/api/auth/providers").await.json();
    assert_eq!(listed["providers"].as_array().unwrap().len(), 1, "{listed}");
    assert_eq!(browser.sign_in("op").await.header("location"), Some("/"));
    let asked = browser.clone();
    let begun = tokio::spawn(async move { asked.get("/api/auth/providers/more/authorize").await });
    gate.open();
    assert!(begun.await.unwrap().header("location").unwrap().starts_with(fixture.op.issuer()));
}

/// ND-03: it answers as before, and asks to be left alone.
#[tokio::test]
async fn nd_03_a_node_that_stops_is_not_ready_and_still_answers() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    let before = browser.get_json("/readyz").await;
    assert_eq!((before.status, before.header("connection")), (StatusCode::OK, None));
    fixture.application.begin_shutdown();
    let ready = browser.get_json("/readyz").await;
    assert_eq!((ready.status, &ready.json()["status"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("stopping")));
    let signed_in = browser.sign_in("op").await;
    assert_eq!((signed_in.header("location"), signed_in.header("connection")), (Some("/"), Some("close")));
}
