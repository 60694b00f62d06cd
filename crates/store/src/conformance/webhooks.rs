//! The queues of webhooks.

use chrono::Duration;
use vestibule_core::{code::ErrorCode, event::EventPattern, ids::WebhookName};

use super::{fixture::Fixture, named};
use crate::{Delivery, EventKind, WEBHOOK_QUEUE, WebhookEvents, WebhookState};

named![
    events_are_queued_for_those_who_want_them,
    a_failed_delivery_holds_up_the_next_ones,
    one_node_delivers,
    a_queue_is_bounded,
    what_is_not_committed_is_not_queued,
];

const LEASE: Duration = Duration::seconds(60);

fn name(text: &str) -> WebhookName {
    text.parse().unwrap()
}

fn webhook(id: &str, events: &[&str]) -> WebhookEvents {
    let events = events.iter().map(|text| text.parse::<EventPattern>().unwrap()).collect();
    WebhookEvents { name: name(id), events }
}

async fn next(fixture: &Fixture, webhook: &str, node: &str) -> Option<Delivery> {
    fixture.store.claim_delivery(&name(webhook), node, LEASE).await.unwrap()
}

/// All that waits, in the order in which it is sent, by kind and whether it went well.
async fn drain(fixture: &Fixture, webhook: &str) -> Vec<String> {
    let mut sent = Vec::new();
    while let Some(delivery) = next(fixture, webhook, "a").await {
        let event = delivery.entry.unwrap().event;
        sent.push(format!("{}.{}", event.kind.as_str(), event.outcome.as_str()));
        assert!(fixture.store.end_delivery(&name(webhook), "a", delivery.seq).await.unwrap());
    }
    sent
}

async fn states(fixture: &Fixture) -> Vec<WebhookState> {
    fixture.store.list_webhooks().await.unwrap()
}

/// HK-01.
async fn events_are_queued_for_those_who_want_them(fixture: Fixture) {
    fixture.admit(&fixture.attempt("early")).await;
    let all =
        [webhook("all", &[]), webhook("failed", &["sign_in.failed", "user_deleted"]), webhook("none", &["unlink"])];
    fixture.store.set_webhooks(&all).await.unwrap();
    fixture.admit(&fixture.attempt("jane")).await;
    let mut refused = fixture.attempt("joe");
    refused.auto_register = false;
    fixture.complete(&refused).await;
    fixture.store.record(&fixture.event(EventKind::UserDeleted)).await.unwrap();
    let waiting = |state: WebhookState| (state.name.as_str().to_owned(), state.waiting, state.failing);
    let expected = [("all", 3), ("failed", 2), ("none", 0)].map(|(name, count)| (name.to_owned(), count, None));
    assert_eq!(states(&fixture).await.into_iter().map(waiting).collect::<Vec<_>>(), expected);
    assert_eq!(drain(&fixture, "all").await, ["sign_in.ok", "sign_in.failed", "user_deleted.ok"]);
    assert_eq!(drain(&fixture, "failed").await, ["sign_in.failed", "user_deleted.ok"]);
    assert!(drain(&fixture, "none").await.is_empty() && drain(&fixture, "unknown").await.is_empty());
    // Without a webhook nothing is queued, and what waited for one that is gone is forgotten.
    fixture.admit(&fixture.attempt("jane")).await;
    fixture.store.set_webhooks(&all[1..2]).await.unwrap();
    fixture.store.set_webhooks(&all[..2]).await.unwrap();
    assert!(drain(&fixture, "all").await.is_empty());
    // What was deleted meanwhile is seen to be gone.
    fixture.admit(&fixture.attempt("jane")).await;
    fixture.clock.advance(Duration::days(2));
    fixture.store.sweep(Duration::days(1)).await.unwrap();
    assert!(next(&fixture, "all", "a").await.unwrap().entry.is_none());
}

/// HK-03: in order: what fails is tried again before what follows.
async fn a_failed_delivery_holds_up_the_next_ones(fixture: Fixture) {
    fixture.store.set_webhooks(&[webhook("w", &[])]).await.unwrap();
    for _ in 0..2 {
        fixture.store.record(&fixture.event(EventKind::SignOut)).await.unwrap();
    }
    let began = fixture.now();
    let first = next(&fixture, "w", "a").await.unwrap();
    assert_eq!((first.attempts, first.queued_at), (0, began));
    for attempts in 1..=2 {
        let again = fixture.now() + Duration::seconds(5);
        fixture.store.delivery_failed(&name("w"), "a", "it says 500", again).await.unwrap();
        fixture.clock.advance(Duration::milliseconds(4_999));
        assert!(next(&fixture, "w", "a").await.is_none(), "not yet");
        fixture.clock.advance(Duration::milliseconds(1));
        let same = next(&fixture, "w", "a").await.unwrap();
        assert_eq!((same.seq, same.attempts), (first.seq, attempts));
    }
    assert_eq!(states(&fixture).await[0].failing, Some((began, "it says 500".to_owned())));
    assert!(fixture.store.end_delivery(&name("w"), "a", first.seq).await.unwrap());
    let second = next(&fixture, "w", "a").await.unwrap();
    assert!((second.seq > first.seq) && second.attempts == 0);
    assert_eq!(states(&fixture).await[0].failing, None);
    // A start of a node changes nothing about what is waited for.
    fixture.store.delivery_failed(&name("w"), "a", "away", fixture.now() + Duration::hours(1)).await.unwrap();
    fixture.store.set_webhooks(&[webhook("w", &["sign_in"])]).await.unwrap();
    assert!(next(&fixture, "w", "a").await.is_none());
}

/// HK-04: of several that ask at once, and another one when that is gone.
async fn one_node_delivers(fixture: Fixture) {
    fixture.store.set_webhooks(&[webhook("w", &[])]).await.unwrap();
    fixture.store.record(&fixture.event(EventKind::SignOut)).await.unwrap();
    let claims = (0..8).map(|node| {
        let store = fixture.store.clone();
        tokio::spawn(async move { (node, store.claim_delivery(&name("w"), &node.to_string(), LEASE).await.unwrap()) })
    });
    let mut holders = Vec::new();
    for claim in claims.collect::<Vec<_>>() {
        holders.extend(claim.await.map(|(node, claimed)| claimed.map(|one| (node, one.seq))).unwrap());
    }
    assert_eq!(holders.len(), 1, "{holders:?}");
    let (holder, seq) = (holders[0].0.to_string(), holders[0].1);
    assert!(!fixture.store.end_delivery(&name("w"), "other", seq).await.unwrap(), "by another node");
    fixture.clock.advance(LEASE - Duration::milliseconds(1));
    assert!(next(&fixture, "w", "other").await.is_none());
    fixture.clock.advance(Duration::milliseconds(1));
    assert_eq!(next(&fixture, "w", "other").await.unwrap().seq, seq, "the first one has said nothing for too long");
    assert!(!fixture.store.end_delivery(&name("w"), &holder, seq).await.unwrap(), "too late");
    fixture.store.release_webhooks("other").await.unwrap();
    assert_eq!(next(&fixture, "w", "third").await.unwrap().seq, seq, "at once");
}

/// HK-05.
async fn a_queue_is_bounded(fixture: Fixture) {
    fixture.store.set_webhooks(&[webhook("w", &[]), webhook("other", &["sign_in"])]).await.unwrap();
    fixture.store.record(&fixture.event(EventKind::SignIn)).await.unwrap();
    let first = next(&fixture, "w", "a").await.unwrap().seq;
    fixture.test_access.fill_webhook_queue("w", i64::from(WEBHOOK_QUEUE) + 4).await.unwrap();
    assert_eq!(fixture.store.bound_queue(&name("w")).await.unwrap(), 5);
    assert_eq!(fixture.store.bound_queue(&name("w")).await.unwrap(), 0);
    assert_eq!(fixture.store.bound_queue(&name("other")).await.unwrap(), 0);
    let counts: Vec<_> = states(&fixture).await.iter().map(|state| state.waiting).collect();
    assert_eq!(counts, [1, u64::from(WEBHOOK_QUEUE)]);
    assert!(next(&fixture, "w", "a").await.unwrap().seq > first, "the oldest go");
}

/// HK-02: an event and its place in the queue are written together, or not at all.
async fn what_is_not_committed_is_not_queued(fixture: Fixture) {
    fixture.store.set_webhooks(&[webhook("w", &[])]).await.unwrap();
    let jane = fixture.attempt("jane");
    fixture.admit(&jane).await;
    // The hash of its token is another session's: the whole sign-in fails.
    let mut failing = fixture.attempt("joe");
    failing.session.token_hash = jane.session.token_hash;
    assert!(fixture.store.complete_sign_in(&failing.borrow()).await.is_err());
    fixture.refuse(&refusing(&fixture), ErrorCode::RegistrationClosed, None).await;
    assert_eq!(drain(&fixture, "w").await, ["sign_in.ok", "sign_in.failed"]);
}

fn refusing(fixture: &Fixture) -> super::fixture::Attempt {
    let mut attempt = fixture.attempt("ann");
    attempt.auto_register = false;
    attempt
}
