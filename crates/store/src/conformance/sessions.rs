//! Sessions and their ends.

use chrono::Duration;
use vestibule_core::{ids::UserId, secret::Secret};

use super::{
    fixture::{ABSOLUTE, Attempt, Fixture, IDLE},
    named,
};
use crate::{Actor, EventKind, Session};

named![
    a_session_ends_when_it_is_idle,
    a_session_ends_in_any_case,
    a_touch_moves_the_idle_expiry,
    a_touch_never_revives,
    idle_never_outlives_absolute,
    ending_returns_what_the_upstream_needs,
    ending_is_once,
    a_disabled_user_can_sign_out,
    a_person_ends_their_own_sessions_by_name,
    sessions_are_listed_newest_first,
    expired_rows_are_swept,
    a_browser_with_a_long_name_is_cut,
];

const TICK: Duration = Duration::milliseconds(1);

async fn live(fixture: &Fixture, attempt: &Attempt) -> bool {
    fixture.store.find_session(&attempt.session.token_hash).await.unwrap().is_some()
}

async fn stored(fixture: &Fixture, attempt: &Attempt) -> Session {
    fixture.store.find_session(&attempt.session.token_hash).await.unwrap().unwrap().session
}

async fn a_session_ends_when_it_is_idle(fixture: Fixture) {
    let attempt = fixture.attempt("jane");
    fixture.admit(&attempt).await;
    fixture.clock.advance(IDLE - TICK);
    assert!(live(&fixture, &attempt).await, "until the last millisecond");
    fixture.clock.advance(TICK);
    assert!(!live(&fixture, &attempt).await);
    assert!(fixture.store.find_session(&[0; 32]).await.unwrap().is_none(), "nor does an unknown hash find anything");
}

async fn a_session_ends_in_any_case(fixture: Fixture) {
    let attempt = fixture.attempt("jane");
    let session = fixture.admit(&attempt).await.session;
    let step = IDLE - TICK;
    let mut passed = Duration::zero();
    while passed + step < ABSOLUTE {
        fixture.clock.advance(step);
        passed += step;
        fixture.store.touch_session(session.id, IDLE).await.unwrap();
        assert!(live(&fixture, &attempt).await);
    }
    assert_eq!(stored(&fixture, &attempt).await.ends_at(), session.expires_at);
    fixture.clock.advance(ABSOLUTE - passed - TICK);
    assert!(live(&fixture, &attempt).await);
    fixture.clock.advance(TICK);
    assert!(!live(&fixture, &attempt).await);
}

async fn a_touch_moves_the_idle_expiry(fixture: Fixture) {
    let (attempt, other) = (fixture.attempt("jane"), fixture.attempt("jane"));
    let session = fixture.admit(&attempt).await.session;
    let untouched = fixture.admit(&other).await.session;
    fixture.clock.advance(Duration::hours(1));
    fixture.store.touch_session(session.id, Duration::hours(2)).await.unwrap();
    let (last_seen_at, idle_expires_at) = (fixture.now(), fixture.now() + Duration::hours(2));
    assert_eq!(stored(&fixture, &attempt).await, Session { last_seen_at, idle_expires_at, ..session });
    assert_eq!(stored(&fixture, &other).await, untouched);
}

async fn a_touch_never_revives(fixture: Fixture) {
    let attempt = fixture.attempt("jane");
    let session = fixture.admit(&attempt).await.session;
    fixture.clock.advance(IDLE);
    fixture.store.touch_session(session.id, IDLE).await.unwrap();
    assert!(!live(&fixture, &attempt).await);
}

async fn idle_never_outlives_absolute(fixture: Fixture) {
    let mut attempt = fixture.attempt("jane");
    (attempt.session.idle, attempt.session.absolute) = (Duration::MAX, Duration::hours(1));
    let session = fixture.admit(&attempt).await.session;
    assert_eq!(session.idle_expires_at, fixture.now() + Duration::hours(1));
    fixture.store.touch_session(session.id, Duration::MAX).await.unwrap();
    assert_eq!(stored(&fixture, &attempt).await, session);
}

async fn ending_returns_what_the_upstream_needs(fixture: Fixture) {
    let (attempt, other) = (fixture.attempt("jane"), fixture.attempt("jane"));
    let signed_in = fixture.admit(&attempt).await;
    fixture.admit(&other).await;
    let event = fixture.new_event();
    let ended = fixture.store.end_session(&attempt.session.token_hash, &event).await.unwrap().unwrap();
    assert_eq!(ended.session, signed_in.session);
    assert_eq!(ended.issuer, Some(attempt.identity.issuer.clone()));
    assert_eq!(ended.subject, Some(attempt.identity.subject.clone()));
    assert_eq!(ended.id_token, Some(Secret::new("header.jane.signature")));
    assert!(!live(&fixture, &attempt).await && live(&fixture, &other).await);
    let written = fixture.event_of(&event.reference).await.event;
    assert_eq!((written.kind, written.actor), (EventKind::SignOut, Actor::Anonymous));
    assert_eq!((written.user, written.provider), (Some(signed_in.user.id), Some(attempt.provider)));
    assert_eq!((written.address, written.detail), (event.address, event.detail));
}

async fn ending_is_once(fixture: Fixture) {
    let (attempt, expired) = (fixture.attempt("jane"), fixture.attempt("jane"));
    fixture.admit(&expired).await;
    fixture.clock.advance(IDLE);
    fixture.admit(&attempt).await;
    let end = async |hash: &[u8; 32]| fixture.store.end_session(hash, &fixture.new_event()).await.unwrap().is_some();
    assert!(end(&attempt.session.token_hash).await);
    let before = fixture.rows().await;
    assert!(!end(&attempt.session.token_hash).await, "ended before");
    assert!(!end(&expired.session.token_hash).await, "expired");
    assert!(!end(&[0; 32]).await, "never there");
    assert_eq!(fixture.rows().await, before);
}

/// The session would come back with the user.
async fn a_disabled_user_can_sign_out(fixture: Fixture) {
    let attempt = fixture.attempt("jane");
    let jane = fixture.admit(&attempt).await.user;
    fixture.test_access.set_disabled(jane.id, true).await.unwrap();
    assert!(fixture.store.end_session(&attempt.session.token_hash, &fixture.new_event()).await.unwrap().is_some());
    fixture.test_access.set_disabled(jane.id, false).await.unwrap();
    assert!(!live(&fixture, &attempt).await);
}

async fn a_person_ends_their_own_sessions_by_name(fixture: Fixture) {
    let attempt = fixture.attempt("jane");
    let jane = fixture.admit(&attempt).await;
    let joe = fixture.admit(&fixture.attempt("joe")).await;
    let before = fixture.rows().await;
    let end = async |user: UserId, session, event: &crate::AuditEvent| {
        fixture.store.revoke_session(session, Some(user), event).await.unwrap()
    };
    assert!(!end(joe.user.id, jane.session.id, &fixture.new_event()).await, "somebody else's");
    assert_eq!(fixture.rows().await, before);
    assert!(live(&fixture, &attempt).await);
    let event = fixture.new_event();
    assert!(end(jane.user.id, jane.session.id, &event).await);
    assert!(!live(&fixture, &attempt).await);
    let written = fixture.event_of(&event.reference).await.event;
    assert_eq!((written.user, written.provider), (Some(jane.user.id), Some(attempt.provider)));
    assert!(!end(jane.user.id, jane.session.id, &fixture.new_event()).await, "ended before");
    fixture.clock.advance(IDLE);
    assert!(!end(joe.user.id, joe.session.id, &fixture.new_event()).await, "expired");
    assert_eq!(fixture.rows().await.events, before.events + 1);
}

async fn sessions_are_listed_newest_first(fixture: Fixture) {
    let expired = fixture.attempt("jane");
    let jane = fixture.admit(&expired).await.user;
    fixture.clock.advance(IDLE);
    let mut expected = Vec::new();
    for _ in 0..3 {
        fixture.clock.advance(TICK);
        expected.insert(0, fixture.admit(&fixture.attempt("jane")).await.session);
    }
    fixture.admit(&fixture.attempt("bob")).await;
    assert_eq!(fixture.store.list_sessions(jane.id).await.unwrap(), expected);
    assert!(fixture.store.list_sessions(UserId(uuid::Uuid::from_u128(7))).await.unwrap().is_empty());
}

async fn expired_rows_are_swept(fixture: Fixture) {
    let (old, new) = (fixture.attempt("jane"), fixture.attempt("jane"));
    fixture.admit(&old).await;
    let (old_flow, new_flow) = (fixture.hash(), fixture.hash());
    assert!(fixture.store.consume_flow(&old_flow, fixture.now() + IDLE).await.unwrap());
    assert!(fixture.store.consume_flow(&new_flow, fixture.now() + IDLE + TICK).await.unwrap());
    fixture.clock.advance(IDLE);
    fixture.admit(&new).await;
    assert!(!fixture.store.consume_flow(&old_flow, fixture.now()).await.unwrap(), "not forgotten before the sweep");
    assert_eq!(fixture.store.sweep().await.unwrap(), 2, "one session, one flow");
    assert_eq!(fixture.store.sweep().await.unwrap(), 0);
    assert!(live(&fixture, &new).await);
    assert!(!fixture.store.consume_flow(&new_flow, fixture.now()).await.unwrap(), "still remembered");
    assert_eq!(fixture.rows().await.sessions, 1);
}

async fn a_browser_with_a_long_name_is_cut(fixture: Fixture) {
    let mut attempt = fixture.attempt("jane");
    attempt.session.user_agent = Some("é".repeat(200));
    assert_eq!(fixture.admit(&attempt).await.session.user_agent, Some("é".repeat(128)));
    assert_eq!(stored(&fixture, &attempt).await.user_agent, Some("é".repeat(128)));
}
