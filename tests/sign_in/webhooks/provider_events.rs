//! What nobody did: faults of providers, and credentials that end.

use serde_json::json;
use vestibule_tests::{RunningServer, ServerFixture, Setup};

use super::{fixture, receiver::Receiver, until_empty};

/// The provider is an instance of another definition, on both nodes.
async fn redefine(fixture: &ServerFixture, other: &RunningServer, definition: &str) {
    fixture
        .reconfigure(|providers| {
            let mut settings = (*providers[0].settings).clone();
            settings.definition = Some(definition.parse().unwrap());
            providers[0].settings = settings.into();
        })
        .await;
    other.application.registry.reload().await.unwrap();
}

/// HK-07: whichever of two nodes sees it, a fault is one event and so is its end, however often it happens; a restart adds
/// none.
#[tokio::test]
async fn hk_07_a_fault_and_its_end_are_one_event_each() {
    let receiver = Receiver::start("w", &["provider_faulted", "provider_ready"]).await;
    let fixture = fixture(&[&receiver], true).await;
    let (other, _) = fixture.another_node().await;
    for _ in 0..4 {
        redefine(&fixture, &other, "absent").await;
        let content = receiver.next().await.verified();
        assert_eq!(content["type"], "provider_faulted.failed", "{content}");
        let data = &content["data"];
        assert_eq!((&data["provider"], &data["code"]), (&json!("op"), &json!("provider_misconfigured")));
        assert_eq!(data["actor"], json!({ "kind": "server" }));
        assert!(data["detail"].as_str().unwrap().contains("absent"), "{data}");
        redefine(&fixture, &other, "pocketid").await;
        assert_eq!(receiver.next().await.verified()["type"], "provider_ready.ok");
    }
    redefine(&fixture, &other, "absent").await;
    assert_eq!(receiver.next().await.verified()["type"], "provider_faulted.failed");
    until_empty(&fixture).await;
    other.application.close().await;
    drop(other);
    let fixture = fixture.restart_without_waiting().await;
    fixture.application.registry.wait_until(|registry| !registry.slots.values().all(|s| s.faults.is_empty())).await;
    // What is resolved while no server runs is known to the next one.
    fixture.environment.providers.change(|providers| {
        let mut settings = (*providers[0].settings).clone();
        settings.definition = Some("pocketid".parse().unwrap());
        providers[0].settings = settings.into();
    });
    let fixture = fixture.restart().await;
    // What the former node held is free after a minute.
    fixture.clock.advance(chrono::Duration::seconds(61));
    assert_eq!(receiver.next().await.verified()["type"], "provider_ready.ok");
    until_empty(&fixture).await;
    assert!(receiver.has_nothing_more().await);
}

/// HK-07: a credential that ends is an event at each step, and none at a restart between two.
#[tokio::test]
async fn hk_07_a_credential_that_ends_is_an_event_at_each_step() {
    let receiver = Receiver::start("w", &["credential_expiring", "credential_expired"]).await;
    let settings = json!({ "credentials_expire": { "client_secret": "2026-11-06" } });
    let webhooks = vec![receiver.webhook.clone()];
    let fixture = ServerFixture::with(Setup { webhooks, settings, ..Setup::default() }).await;
    let first = receiver.next().await.verified();
    assert_eq!((&first["type"], &first["data"]["provider"]), (&json!("credential_expiring.ok"), &json!("op")));
    assert_eq!(first["data"]["detail"], "client_secret ends on 2026-11-06; days left: 3");
    until_empty(&fixture).await;
    let fixture = fixture.restart().await;
    fixture.clock.advance(chrono::Duration::days(2));
    let fixture = fixture.restart().await;
    assert_eq!(receiver.next().await.verified()["data"]["detail"], "client_secret ends on 2026-11-06; days left: 1");
    until_empty(&fixture).await;
    fixture.clock.advance(chrono::Duration::days(2));
    let fixture = fixture.restart().await;
    let last = receiver.next().await.verified();
    assert_eq!(
        (&last["type"], &last["data"]["detail"]),
        (&json!("credential_expired.ok"), &json!("client_secret ended on 2026-11-06"))
    );
    until_empty(&fixture).await;
    assert!(receiver.has_nothing_more().await);
}
