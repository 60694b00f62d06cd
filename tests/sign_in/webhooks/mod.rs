//! Events of the audit log, sent to a receiver of the test.

mod provider_events;
mod receiver;

use std::{collections::HashSet, time::Duration};

use serde_json::json;
use vestibule_core::{ids::Ref, random::OsRandom};
use vestibule_store::{AuditEvent, EventKind};
use vestibule_tests::{ServerFixture, Setup};

use receiver::{Receiver, SILENT};

/// Waits until so many attempts in a row have failed, and returns why the last one has.
async fn until_failed(fixture: &ServerFixture, attempts: u32) -> String {
    let failed = async {
        loop {
            let state = fixture.application.store.list_webhooks().await.unwrap().remove(0);
            match state.failing {
                Some((_, failure)) if state.attempts == attempts => return failure,
                _ => vestibule_tests::pause().await,
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(60), failed).await.unwrap()
}

/// Waits until nothing is left to be sent: the receiver has an event a moment before it is noted here.
async fn until_empty(fixture: &ServerFixture) {
    let empty = async {
        loop {
            let state = fixture.application.store.list_webhooks().await.unwrap().remove(0);
            if (state.waiting, &state.failing) == (0, &None) {
                return;
            }
            vestibule_tests::pause().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), empty).await.unwrap();
}

/// The provider approves another person than before.
async fn sign_in_as_joonas(fixture: &ServerFixture) {
    let joonas = fixture.op.people().all().into_iter().find(|person| person.username == "joonas").unwrap();
    fixture.op.approve_as(Some(&joonas.subject));
    fixture.browser().sign_in_as("op", "joonas").await;
}

async fn fixture(webhooks: &[&Receiver], postgres: bool) -> ServerFixture {
    let webhooks = webhooks.iter().map(|receiver| receiver.webhook.clone()).collect();
    ServerFixture::with(Setup { webhooks, postgres, ..Setup::default() }).await
}

/// HK-01, HK-02: each receiver gets what it wants, signed, as the API has it, and nothing that is secret.
#[tokio::test]
async fn hk_01_events_are_sent_signed() {
    let (all, failed) = (Receiver::start("all", &[]).await, Receiver::start("failed", &["sign_in.failed"]).await);
    let fixture = fixture(&[&all, &failed], false).await;
    let browser = fixture.browser();
    browser.sign_in_as("op", "amara").await;
    let message = all.next().await;
    let content = message.verified();
    assert_eq!(content["type"], "sign_in.ok");
    assert_eq!(message.header("content-type"), "application/json");
    let event = &fixture.audit().await[0];
    assert_eq!(content["timestamp"], json!(event.at));
    let data = &content["data"];
    assert_eq!((&data["event"], &data["outcome"], &data["provider"]), (&json!("sign_in"), &json!("ok"), &json!("op")));
    assert_eq!((&data["ref"], &data["detail"]), (&json!(event.event.reference), &json!("created")));
    assert_eq!(data["user_id"], json!(event.event.user));
    for (what, secret) in fixture.secrets(&browser) {
        assert!(!message.body.contains(&secret), "{what} in {}", message.body);
    }

    fixture
        .reconfigure(|providers| {
            let mut settings = (*providers[0].settings).clone();
            settings.auto_register = false;
            providers[0].settings = settings.into();
        })
        .await;
    sign_in_as_joonas(&fixture).await;
    for receiver in [&all, &failed] {
        let content = receiver.next().await.verified();
        assert_eq!(
            (&content["type"], &content["data"]["code"]),
            (&json!("sign_in.failed"), &json!("registration_closed"))
        );
    }
    assert!(all.has_nothing_more().await && failed.has_nothing_more().await);
}

/// HK-03: a receiver that refuses, redirects or says nothing is sent the same again, in order, also after a restart.
#[tokio::test]
async fn hk_03_a_receiver_that_is_down_gets_everything_later() {
    let receiver = Receiver::start("w", &["sign_in"]).await;
    let fixture = fixture(&[&receiver], false).await;
    receiver.answers(500);
    fixture.browser().sign_in_as("op", "amara").await;
    sign_in_as_joonas(&fixture).await;
    let first = receiver.next().await.verified();
    assert!(until_failed(&fixture, 1).await.starts_with("it answers 500"));
    let later = |fixture: &ServerFixture| fixture.clock.advance(chrono::Duration::hours(1));
    // A redirect leads nowhere: what is sent is for the URL of the configuration.
    for (attempts, status) in [(2, 307), (3, 404), (4, 500)] {
        receiver.answers(status);
        later(&fixture);
        let again = receiver.next().await;
        assert_eq!((again.status, again.verified()["data"].clone()), (status, first["data"].clone()));
        until_failed(&fixture, attempts).await;
    }
    receiver.answers(200);
    let fixture = fixture.restart().await;
    later(&fixture);
    assert_eq!(receiver.next().await.verified()["data"], first["data"]);
    let second = receiver.next().await.verified();
    assert_ne!(second["data"]["user_id"], first["data"]["user_id"]);
    assert!(receiver.has_nothing_more().await);
    until_empty(&fixture).await;
}

/// HK-04: whichever of two nodes writes an event, one of them sends it, once; when that one ends, the other goes on.
#[tokio::test]
async fn hk_04_one_of_two_nodes_delivers() {
    let receiver = Receiver::start("w", &["sign_in"]).await;
    let fixture = fixture(&[&receiver], true).await;
    let (other, _) = fixture.another_node().await;
    let mut ids = HashSet::new();
    for node in [&fixture.application, &other.application].repeat(3) {
        let event = AuditEvent::new(EventKind::SignIn, Ref::generate(&OsRandom));
        ids.insert(node.store.record(&event).await.unwrap().to_string());
    }
    for _ in 0..6 {
        assert!(ids.remove(receiver.next().await.header("webhook-id")), "each once");
    }
    receiver.answers(SILENT);
    fixture.browser().sign_in_as("op", "amara").await;
    let stuck = receiver.next().await.header("webhook-id").to_owned();
    receiver.answers(204);
    // Whichever node waits for an answer is gone; what it held is free after a minute.
    drop(other);
    let fixture = fixture.restart().await;
    fixture.clock.advance(chrono::Duration::seconds(61));
    assert_eq!(receiver.next().await.header("webhook-id"), stuck, "the same once more");
}

/// HK-06: a message goes where a request of a provider may go, and nowhere else.
#[tokio::test]
async fn hk_06_a_message_keeps_to_the_network_rules() {
    let mut metadata = Receiver::start("metadata", &[]).await;
    metadata.webhook.url = "https://169.254.169.254/latest".parse().unwrap();
    let fixture = fixture(&[&metadata], false).await;
    fixture.browser().sign_in_as("op", "amara").await;
    let failure = until_failed(&fixture, 1).await;
    assert!(failure.contains("the network rules refuse 169.254.169.254"), "{failure}");
}
