//! The audit log and API tokens.

use chrono::Duration;
use vestibule_core::{
    code::ErrorCode,
    ids::{AuditId, Ref, TokenId, UserId},
};

use super::{
    fixture::{Fixture, at, provider},
    named,
};
use crate::{Actor, ApiToken, AuditEvent, AuditFilter, EventKind, NewApiToken, Outcome, SignInCount, StoreError};

named![
    events_survive_a_round_trip,
    events_are_filtered,
    events_are_paged_newest_first,
    sign_ins_are_counted_by_day,
    a_token_is_stored_completely,
    a_token_name_is_taken_once,
    a_token_ends,
    the_use_of_a_token_is_remembered_by_the_minute,
];

fn user(number: u128) -> UserId {
    UserId(uuid::Uuid::from_u128(number))
}

async fn events_survive_a_round_trip(fixture: Fixture) {
    let token = TokenId(uuid::Uuid::from_u128(9));
    for kind in EventKind::ALL {
        for actor in [Actor::Anonymous, Actor::User(user(3)), Actor::Token(token), Actor::Shell, Actor::Server] {
            let event = AuditEvent::new(*kind, fixture.reference())
                .failed(ErrorCode::NotAllowed)
                .actor(actor)
                .user(user(4))
                .provider(provider("work"))
                .address("2001:db8::1".to_owned())
                .detail("it's \"quoted\" \u{1F511}".to_owned());
            fixture.clock.advance(Duration::milliseconds(1));
            let id = fixture.store.record(&event).await.unwrap();
            let stored = fixture.event_of(&event.reference).await;
            assert_eq!((stored.id, stored.at), (id, fixture.now()));
            assert_eq!(stored.event, event);
        }
    }
}

async fn events_are_filtered(fixture: Fixture) {
    for (user_id, provider_id) in [(1, "a"), (1, "b"), (2, "a")] {
        let event = fixture.new_event().user(user(user_id)).provider(provider(provider_id));
        fixture.store.record(&event).await.unwrap();
    }
    fixture.store.record(&fixture.new_event()).await.unwrap();
    let count = async |user_id: Option<u128>, provider_id: Option<&str>| {
        let (user, provider) = (user_id.map(user), provider_id.map(provider));
        let filter = AuditFilter { user, provider, limit: 200, ..AuditFilter::default() };
        fixture.store.list_audit(&filter).await.unwrap().len()
    };
    assert_eq!(count(None, None).await, 4);
    assert_eq!(count(Some(1), None).await, 2);
    assert_eq!(count(None, Some("a")).await, 2);
    assert_eq!(count(Some(1), Some("a")).await, 1);
    assert_eq!(count(Some(3), None).await, 0);
    let unknown = AuditFilter { reference: Ref::parse("0000000000"), limit: 200, ..AuditFilter::default() };
    assert!(fixture.store.list_audit(&unknown).await.unwrap().is_empty());
}

/// All in one millisecond, in which ids have no order.
async fn events_are_paged_newest_first(fixture: Fixture) {
    let mut expected = Vec::new();
    for _ in 0..205 {
        expected.insert(0, fixture.store.record(&fixture.new_event()).await.unwrap());
    }
    let page = async |before: Option<AuditId>, limit: u32| -> Vec<AuditId> {
        let filter = AuditFilter { before, limit, ..AuditFilter::default() };
        fixture.store.list_audit(&filter).await.unwrap().iter().map(|event| event.id).collect()
    };
    assert_eq!(page(None, 3).await, expected[..3]);
    assert_eq!(page(Some(expected[2]), 3).await, expected[3..6]);
    assert_eq!(page(Some(expected[202]), 3).await, expected[203..]);
    assert_eq!(page(None, u32::MAX).await, expected[..200], "a page has a bound");
    assert_eq!(page(None, 0).await, expected[..1]);
    assert!(page(Some(AuditId(uuid::Uuid::nil())), 3).await.is_empty(), "before an event that never was");
    let back = async |after: Option<AuditId>, limit: u32| -> Vec<AuditId> {
        let filter = AuditFilter { after, oldest_first: true, limit, ..AuditFilter::default() };
        fixture.store.list_audit(&filter).await.unwrap().iter().map(|event| event.id).collect()
    };
    assert_eq!(back(None, 2).await, [expected[204], expected[203]]);
    assert_eq!(back(Some(expected[3]), 2).await, [expected[2], expected[1]]);
    assert!(back(Some(expected[0]), 2).await.is_empty(), "nothing is newer than the newest");
    for (most, counted) in [(300, 205), (100, 100)] {
        assert_eq!(fixture.store.count_audit(&AuditFilter::default(), most).await.unwrap(), counted);
    }
}

async fn sign_ins_are_counted_by_day(fixture: Fixture) {
    let since = fixture.now();
    let sign_in = |provider_id: Option<&str>, outcome| AuditEvent {
        kind: EventKind::SignIn,
        provider: provider_id.map(provider),
        outcome,
        ..fixture.new_event()
    };
    let link = fixture.event(EventKind::Link);
    for event in
        [sign_in(Some("a"), Outcome::Ok), sign_in(Some("a"), Outcome::Failed), sign_in(None, Outcome::Ok), link]
    {
        fixture.store.record(&event).await.unwrap();
    }
    fixture.clock.advance(Duration::days(1));
    for event in [sign_in(Some("a"), Outcome::Ok), sign_in(Some("a"), Outcome::Ok)] {
        fixture.store.record(&event).await.unwrap();
    }
    let (midnight, next) = (fixture.now() - Duration::hours(1), fixture.now() + Duration::hours(1));
    let counted = |day, provider_id: Option<&str>, outcome, count| SignInCount {
        day,
        provider: provider_id.map(provider),
        outcome,
        count,
    };
    let tomorrow = counted(1, Some("a"), Outcome::Ok, 2);
    let mut all = fixture.store.count_sign_ins(&[since, midnight, next]).await.unwrap();
    let mut expected = vec![
        counted(0, None, Outcome::Ok, 1),
        counted(0, Some("a"), Outcome::Failed, 1),
        counted(0, Some("a"), Outcome::Ok, 1),
        tomorrow.clone(),
    ];
    let key = |one: &SignInCount| (one.day, one.provider.clone(), one.outcome.as_str());
    all.sort_by_key(key);
    expected.sort_by_key(key);
    assert_eq!(all, expected);
    let last = SignInCount { day: 0, ..tomorrow };
    assert_eq!(fixture.store.count_sign_ins(&[midnight, next]).await.unwrap(), [last], "older ones are left out");
    let first = fixture.store.count_sign_ins(&[since, midnight]).await.unwrap();
    assert_eq!(first.iter().map(|one| (one.day, one.count)).collect::<Vec<_>>(), [(0, 1); 3], "and so are newer ones");
    assert_eq!(fixture.store.count_sign_ins(&[since]).await.unwrap(), [], "no day");
}

fn new_token(fixture: &Fixture, name: &str) -> NewApiToken {
    NewApiToken {
        name: name.into(),
        hash: fixture.hash(),
        expires_at: Some(fixture.now() + Duration::days(1)),
        reference: fixture.reference(),
    }
}

async fn a_token_is_stored_completely(fixture: Fixture) {
    let new = new_token(&fixture, "deploy");
    let created = fixture.store.create_token(&new).await.unwrap();
    let expected = ApiToken {
        id: created.id,
        name: "deploy".into(),
        created_at: fixture.now(),
        expires_at: new.expires_at,
        last_used_at: None,
    };
    assert_eq!(created, expected);
    let event = fixture.event_of(&new.reference).await.event;
    assert_eq!((event.kind, event.outcome, event.actor), (EventKind::TokenCreated, Outcome::Ok, Actor::Shell));
    assert!(event.detail.unwrap().contains("deploy"));
    fixture.clock.advance(Duration::milliseconds(3));
    let found = fixture.store.find_token(&new.hash).await.unwrap().unwrap();
    assert_eq!(found, ApiToken { last_used_at: Some(fixture.now()), ..expected });
    assert!(fixture.store.find_token(&fixture.hash()).await.unwrap().is_none());
}

async fn a_token_name_is_taken_once(fixture: Fixture) {
    fixture.store.create_token(&new_token(&fixture, "deploy")).await.unwrap();
    let before = fixture.rows().await;
    let refused = fixture.store.create_token(&new_token(&fixture, "deploy")).await;
    assert!(matches!(refused, Err(StoreError::Conflict("an API token with this name"))));
    assert_eq!(fixture.rows().await, before, "no event either");
}

async fn a_token_ends(fixture: Fixture) {
    let (ending, mut endless) = (new_token(&fixture, "ending"), new_token(&fixture, "endless"));
    endless.expires_at = None;
    fixture.store.create_token(&ending).await.unwrap();
    fixture.store.create_token(&endless).await.unwrap();
    fixture.clock.advance(Duration::days(1) - Duration::milliseconds(1));
    assert!(fixture.store.find_token(&ending.hash).await.unwrap().is_some());
    fixture.clock.advance(Duration::milliseconds(1));
    assert!(fixture.store.find_token(&ending.hash).await.unwrap().is_none());
    assert!(fixture.store.find_token(&endless.hash).await.unwrap().is_some());
}

async fn the_use_of_a_token_is_remembered_by_the_minute(fixture: Fixture) {
    let new = new_token(&fixture, "deploy");
    fixture.store.create_token(&new).await.unwrap();
    let start = fixture.now().timestamp_millis();
    for (advance, expected) in [(0, 0), (59_999, 0), (1, 60_000), (59_999, 60_000), (60_000, 179_999)] {
        fixture.clock.advance(Duration::milliseconds(advance));
        let found = fixture.store.find_token(&new.hash).await.unwrap().unwrap();
        assert_eq!(found.last_used_at, Some(at(start + expected)));
    }
}
