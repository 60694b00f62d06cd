//! Test sign-ins of administrators, between their steps.

use chrono::Duration;
use vestibule_core::{ids::SessionId, secret::Secret};

use super::{fixture::Fixture, named};
use crate::test_sign_ins::TEST_SIGN_IN_LIMIT;

named![it_is_for_one_session_and_one_callback, it_ends, there_are_only_so_many];

const LIVES: Duration = Duration::minutes(10);

fn session(number: u128) -> SessionId {
    SessionId(uuid::Uuid::from_u128(number))
}

async fn keep(fixture: &Fixture, id: &[u8; 32], text: &str) {
    let (content, until) = (Secret::new(text), fixture.now() + LIVES);
    fixture.store.keep_test_sign_in(id, session(1), &content, until).await.unwrap();
}

async fn find(fixture: &Fixture, id: &[u8; 32], number: u128) -> Option<String> {
    let found = fixture.store.find_test_sign_in(id, session(number)).await.unwrap();
    found.map(|text| text.expose().to_owned())
}

/// ND-01.
async fn it_is_for_one_session_and_one_callback(fixture: Fixture) {
    let id = fixture.hash();
    keep(&fixture, &id, "content").await;
    assert_eq!(find(&fixture, &fixture.hash(), 1).await, None, "another id");
    assert_eq!(find(&fixture, &id, 2).await, None, "another session");
    assert_eq!(fixture.store.take_test_sign_in(&id, session(2)).await.unwrap(), None);
    assert_eq!(find(&fixture, &id, 1).await.as_deref(), Some("content"));
    let takes = (0..8).map(|_| {
        let store = fixture.store.clone();
        tokio::spawn(async move { store.take_test_sign_in(&id, session(1)).await.unwrap() })
    });
    let mut taken = Vec::new();
    for take in takes.collect::<Vec<_>>() {
        taken.extend(take.await.unwrap());
    }
    assert!(taken.len() == 1 && taken[0].expose() == "content", "one of many");
    assert_eq!(find(&fixture, &id, 1).await, None);
}

async fn it_ends(fixture: Fixture) {
    let (found, taken) = (fixture.hash(), fixture.hash());
    for id in [&found, &taken] {
        keep(&fixture, id, "content").await;
    }
    fixture.clock.advance(LIVES - Duration::milliseconds(1));
    assert!(find(&fixture, &found, 1).await.is_some());
    assert_eq!(fixture.store.sweep(Duration::days(400)).await.unwrap(), 0);
    fixture.clock.advance(Duration::milliseconds(1));
    assert_eq!(find(&fixture, &found, 1).await, None);
    assert_eq!(fixture.store.take_test_sign_in(&taken, session(1)).await.unwrap(), None);
    assert_eq!(fixture.store.sweep(Duration::days(400)).await.unwrap(), 2);
}

async fn there_are_only_so_many(fixture: Fixture) {
    let first = fixture.hash();
    keep(&fixture, &first, "first").await;
    for _ in 0..TEST_SIGN_IN_LIMIT - 1 {
        fixture.clock.advance(Duration::milliseconds(1));
        keep(&fixture, &fixture.hash(), "more").await;
    }
    assert!(find(&fixture, &first, 1).await.is_some());
    fixture.clock.advance(Duration::milliseconds(1));
    let last = fixture.hash();
    keep(&fixture, &last, "last").await;
    assert_eq!(find(&fixture, &first, 1).await, None, "the oldest goes");
    assert!(find(&fixture, &last, 1).await.is_some());
}
