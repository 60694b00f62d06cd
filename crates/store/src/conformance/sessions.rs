//! Sessions and their ends.

use chrono::Duration;
use vestibule_core::{ids::UserId, secret::Secret};

use super::{
    fixture::{ABSOLUTE, Attempt, IDLE, World},
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

async fn live(world: &World, attempt: &Attempt) -> bool {
    world.store.find_session(&attempt.session.token_hash).await.unwrap().is_some()
}

async fn stored(world: &World, attempt: &Attempt) -> Session {
    world.store.find_session(&attempt.session.token_hash).await.unwrap().unwrap().session
}

async fn a_session_ends_when_it_is_idle(world: World) {
    let attempt = world.attempt("jane");
    world.admit(&attempt).await;
    world.clock.advance(IDLE - TICK);
    assert!(live(&world, &attempt).await, "until the last millisecond");
    world.clock.advance(TICK);
    assert!(!live(&world, &attempt).await);
    assert!(world.store.find_session(&[0; 32]).await.unwrap().is_none(), "nor does an unknown hash find anything");
}

async fn a_session_ends_in_any_case(world: World) {
    let attempt = world.attempt("jane");
    let session = world.admit(&attempt).await.session;
    let step = IDLE - TICK;
    let mut passed = Duration::zero();
    while passed + step < ABSOLUTE {
        world.clock.advance(step);
        passed += step;
        world.store.touch_session(session.id, IDLE).await.unwrap();
        assert!(live(&world, &attempt).await);
    }
    assert_eq!(stored(&world, &attempt).await.ends_at(), session.expires_at);
    world.clock.advance(ABSOLUTE - passed - TICK);
    assert!(live(&world, &attempt).await);
    world.clock.advance(TICK);
    assert!(!live(&world, &attempt).await);
}

async fn a_touch_moves_the_idle_expiry(world: World) {
    let (attempt, other) = (world.attempt("jane"), world.attempt("jane"));
    let session = world.admit(&attempt).await.session;
    let untouched = world.admit(&other).await.session;
    world.clock.advance(Duration::hours(1));
    world.store.touch_session(session.id, Duration::hours(2)).await.unwrap();
    let (last_seen_at, idle_expires_at) = (world.now(), world.now() + Duration::hours(2));
    assert_eq!(stored(&world, &attempt).await, Session { last_seen_at, idle_expires_at, ..session });
    assert_eq!(stored(&world, &other).await, untouched);
}

async fn a_touch_never_revives(world: World) {
    let attempt = world.attempt("jane");
    let session = world.admit(&attempt).await.session;
    world.clock.advance(IDLE);
    world.store.touch_session(session.id, IDLE).await.unwrap();
    assert!(!live(&world, &attempt).await);
}

async fn idle_never_outlives_absolute(world: World) {
    let mut attempt = world.attempt("jane");
    (attempt.session.idle, attempt.session.absolute) = (Duration::MAX, Duration::hours(1));
    let session = world.admit(&attempt).await.session;
    assert_eq!(session.idle_expires_at, world.now() + Duration::hours(1));
    world.store.touch_session(session.id, Duration::MAX).await.unwrap();
    assert_eq!(stored(&world, &attempt).await, session);
}

async fn ending_returns_what_the_upstream_needs(world: World) {
    let (attempt, other) = (world.attempt("jane"), world.attempt("jane"));
    let signed_in = world.admit(&attempt).await;
    world.admit(&other).await;
    let event = world.new_event();
    let ended = world.store.end_session(&attempt.session.token_hash, &event).await.unwrap().unwrap();
    assert_eq!(ended.session, signed_in.session);
    assert_eq!(ended.issuer, Some(attempt.identity.issuer.clone()));
    assert_eq!(ended.subject, Some(attempt.identity.subject.clone()));
    assert_eq!(ended.id_token, Some(Secret::new("header.jane.signature")));
    assert!(!live(&world, &attempt).await && live(&world, &other).await);
    let written = world.event_of(&event.reference).await.event;
    assert_eq!((written.kind, written.actor), (EventKind::SignOut, Actor::Anonymous));
    assert_eq!((written.user, written.provider), (Some(signed_in.user.id), Some(attempt.provider)));
    assert_eq!((written.address, written.detail), (event.address, event.detail));
}

async fn ending_is_once(world: World) {
    let (attempt, expired) = (world.attempt("jane"), world.attempt("jane"));
    world.admit(&expired).await;
    world.clock.advance(IDLE);
    world.admit(&attempt).await;
    let end = async |hash: &[u8; 32]| world.store.end_session(hash, &world.new_event()).await.unwrap().is_some();
    assert!(end(&attempt.session.token_hash).await);
    let before = world.rows().await;
    assert!(!end(&attempt.session.token_hash).await, "ended before");
    assert!(!end(&expired.session.token_hash).await, "expired");
    assert!(!end(&[0; 32]).await, "never there");
    assert_eq!(world.rows().await, before);
}

/// The session would come back with the user.
async fn a_disabled_user_can_sign_out(world: World) {
    let attempt = world.attempt("jane");
    let jane = world.admit(&attempt).await.user;
    world.test_access.set_disabled(jane.id, true).await.unwrap();
    assert!(world.store.end_session(&attempt.session.token_hash, &world.new_event()).await.unwrap().is_some());
    world.test_access.set_disabled(jane.id, false).await.unwrap();
    assert!(!live(&world, &attempt).await);
}

async fn a_person_ends_their_own_sessions_by_name(world: World) {
    let attempt = world.attempt("jane");
    let jane = world.admit(&attempt).await;
    let joe = world.admit(&world.attempt("joe")).await;
    let before = world.rows().await;
    let end = async |user: UserId, session, event: &crate::AuditEvent| {
        world.store.end_session_of(user, session, event).await.unwrap()
    };
    assert!(!end(joe.user.id, jane.session.id, &world.new_event()).await, "somebody else's");
    assert_eq!(world.rows().await, before);
    assert!(live(&world, &attempt).await);
    let event = world.new_event();
    assert!(end(jane.user.id, jane.session.id, &event).await);
    assert!(!live(&world, &attempt).await);
    let written = world.event_of(&event.reference).await.event;
    assert_eq!((written.user, written.provider), (Some(jane.user.id), Some(attempt.provider)));
    assert!(!end(jane.user.id, jane.session.id, &world.new_event()).await, "ended before");
    world.clock.advance(IDLE);
    assert!(!end(joe.user.id, joe.session.id, &world.new_event()).await, "expired");
    assert_eq!(world.rows().await.events, before.events + 1);
}

async fn sessions_are_listed_newest_first(world: World) {
    let expired = world.attempt("jane");
    let jane = world.admit(&expired).await.user;
    world.clock.advance(IDLE);
    let mut expected = Vec::new();
    for _ in 0..3 {
        world.clock.advance(TICK);
        expected.insert(0, world.admit(&world.attempt("jane")).await.session);
    }
    world.admit(&world.attempt("bob")).await;
    assert_eq!(world.store.list_sessions(jane.id).await.unwrap(), expected);
    assert!(world.store.list_sessions(UserId(uuid::Uuid::from_u128(7))).await.unwrap().is_empty());
}

async fn expired_rows_are_swept(world: World) {
    let (old, new) = (world.attempt("jane"), world.attempt("jane"));
    world.admit(&old).await;
    let (old_flow, new_flow) = (world.hash(), world.hash());
    assert!(world.store.consume_flow(&old_flow, world.now() + IDLE).await.unwrap());
    assert!(world.store.consume_flow(&new_flow, world.now() + IDLE + TICK).await.unwrap());
    world.clock.advance(IDLE);
    world.admit(&new).await;
    assert!(!world.store.consume_flow(&old_flow, world.now()).await.unwrap(), "not forgotten before the sweep");
    assert_eq!(world.store.sweep().await.unwrap(), 2, "one session, one flow");
    assert_eq!(world.store.sweep().await.unwrap(), 0);
    assert!(live(&world, &new).await);
    assert!(!world.store.consume_flow(&new_flow, world.now()).await.unwrap(), "still remembered");
    assert_eq!(world.rows().await.sessions, 1);
}

async fn a_browser_with_a_long_name_is_cut(world: World) {
    let mut attempt = world.attempt("jane");
    attempt.session.user_agent = Some("é".repeat(200));
    assert_eq!(world.admit(&attempt).await.session.user_agent, Some("é".repeat(128)));
    assert_eq!(stored(&world, &attempt).await.user_agent, Some("é".repeat(128)));
}
