//! Sessions and their ends.

use chrono::Duration;
use vestibule_core::{ids::UserId, secret::Secret, settings::ProfileSync};

use super::{
    fixture::{ABSOLUTE, Attempt, Fixture, IDLE},
    named,
};
use crate::{Actor, AuditEvent, ChangeOutcome, EventKind, FactorProof, NewSession, Session, UnlinkOutcome, UserChange};

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
    old_events_are_swept,
    a_browser_with_a_long_name_is_cut,
    a_person_has_at_most_a_hundred,
    all_others_end,
    what_ends_is_exactly_what_it_is_about,
    whoever_changes_is_read_again,
    a_sign_in_that_changes_nothing_is_not_announced,
];

const TICK: Duration = Duration::milliseconds(1);
const KEPT: Duration = Duration::days(400);

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
    // The upstream has answered about all of them with the last sign-in.
    let asked_next = expected[0].recheck_at;
    expected.iter_mut().for_each(|session| session.recheck_at = asked_next);
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
    assert_eq!(fixture.store.sweep(KEPT).await.unwrap(), 2, "one session, one flow");
    assert_eq!(fixture.store.sweep(KEPT).await.unwrap(), 0);
    assert!(live(&fixture, &new).await);
    assert!(!fixture.store.consume_flow(&new_flow, fixture.now()).await.unwrap(), "still remembered");
    assert_eq!(fixture.rows().await.sessions, 1);
}

/// AU-03.
async fn old_events_are_swept(fixture: Fixture) {
    for _ in 0..1_003 {
        fixture.store.record(&fixture.new_event()).await.unwrap();
    }
    fixture.clock.advance(TICK);
    let newer = fixture.new_event();
    fixture.store.record(&newer).await.unwrap();
    fixture.clock.advance(KEPT - TICK);
    assert_eq!(fixture.store.sweep(KEPT).await.unwrap(), 1_003, "more than one step");
    assert_eq!(fixture.rows().await.events, 1);
    assert_eq!(fixture.event_of(&newer.reference).await.event, newer);
    fixture.clock.advance(TICK);
    assert_eq!(fixture.store.sweep(KEPT).await.unwrap(), 1);
}

async fn a_browser_with_a_long_name_is_cut(fixture: Fixture) {
    let mut attempt = fixture.attempt("jane");
    attempt.session.user_agent = Some("é".repeat(200));
    assert_eq!(fixture.admit(&attempt).await.session.user_agent, Some("é".repeat(128)));
    assert_eq!(stored(&fixture, &attempt).await.user_agent, Some("é".repeat(128)));
}

/// The same with a session of its own. Numbers tell more sessions apart than [`Fixture::hash`] does.
fn numbered(fixture: &Fixture, attempt: &Attempt, number: u16) -> Attempt {
    let mut token_hash = [0; 32];
    token_hash[..2].copy_from_slice(&number.to_be_bytes());
    let session = NewSession { token_hash, ..attempt.session.clone() };
    Attempt { session, reference: fixture.reference(), ..attempt.clone() }
}

/// SE-01.
async fn a_person_has_at_most_a_hundred(fixture: Fixture) {
    let (jane, mut attempts) = (fixture.attempt("jane"), Vec::new());
    for number in 1..=103 {
        fixture.clock.advance(TICK);
        let attempt = numbered(&fixture, &jane, number);
        fixture.admit(&attempt).await;
        attempts.push(attempt);
    }
    assert_eq!(fixture.rows().await.sessions, 100);
    for (number, attempt) in attempts.iter().enumerate() {
        assert_eq!(live(&fixture, attempt).await, number >= 3, "{number}: the oldest went");
    }
    // The one that is replaced does not count.
    let replacing = NewSession { replaces: Some(attempts[50].session.token_hash), ..fixture.session() };
    fixture.admit(&Attempt { session: replacing, ..attempts[50].clone() }).await;
    assert!(!live(&fixture, &attempts[50]).await && live(&fixture, &attempts[3]).await);
    // Those that have expired are the first to go.
    fixture.clock.advance(IDLE);
    let (first, second) = (numbered(&fixture, &jane, 200), numbered(&fixture, &jane, 201));
    let user = fixture.admit(&first).await.user.id;
    fixture.admit(&second).await;
    assert!(live(&fixture, &first).await && live(&fixture, &second).await);
    // With a password, too.
    fixture.reset(&fixture.administrator("jane@example.com")).await;
    for number in 0..102u16 {
        let session = numbered(&fixture, &jane, 300 + number).session;
        fixture
            .store
            .complete_password_sign_in(&fixture.checked(user, FactorProof::None).await, &session, &fixture.reference())
            .await
            .unwrap()
            .signed_in()
            .unwrap();
    }
    assert_eq!(fixture.rows().await.sessions, 100);
    assert_eq!(fixture.store.list_sessions(user).await.unwrap().len(), 100);
}

/// SE-02.
async fn all_others_end(fixture: Fixture) {
    let jane = fixture.admit(&fixture.attempt("jane")).await.user.id;
    let kept = fixture.admit(&fixture.attempt("jane")).await.session.id;
    let (expired, joe) = (fixture.attempt("jane"), fixture.attempt("joe"));
    fixture.admit(&expired).await;
    fixture.admit(&joe).await;
    let event = fixture.event(EventKind::SignOut).detail("others".to_owned());
    assert_eq!(fixture.store.revoke_sessions(jane, Some(kept), &event).await.unwrap(), 2);
    assert_eq!(fixture.store.list_sessions(jane).await.unwrap().len(), 1);
    assert!(live(&fixture, &joe).await);
    let written = fixture.event_of(&event.reference).await.event;
    assert_eq!((written.user, written.detail.as_deref()), (Some(jane), Some("others; 2 sessions ended")));
    let before = fixture.rows().await;
    let again = fixture.store.revoke_sessions(jane, Some(kept), &fixture.new_event()).await.unwrap();
    assert_eq!((again, fixture.rows().await), (0, before), "nothing ended, nothing written");
    assert_eq!(fixture.store.revoke_sessions(jane, None, &fixture.new_event()).await.unwrap(), 1);
}

/// SE-03: each act, and the sessions of Jane by Pocket ID and by `work` that are left; those of others always are.
async fn what_ends_is_exactly_what_it_is_about(fixture: Fixture) {
    fixture.store.create_administrator(&fixture.administrator("root@example.com"), fixture.rules()).await.unwrap();
    let joe = fixture.attempt("joe");
    fixture.admit(&joe).await;
    let first = fixture.admit(&fixture.attempt("jane")).await.user;
    let at_work = || fixture.attempt_by("work", "https://work.example.com", "7");
    fixture.link(first.id, &at_work()).await;
    let change = async |change: UserChange| {
        let event = fixture.event(EventKind::UserChanged);
        match fixture.store.change_user(first.id, change, fixture.rules(), &event).await.unwrap() {
            ChangeOutcome::Done(changed) => changed.sessions_ended,
            other => panic!("{other:?}"),
        }
    };
    let disabled = |disabled| UserChange { disabled: Some(disabled), ..UserChange::default() };
    let is_admin = |is_admin| UserChange { is_admin: Some(is_admin), ..UserChange::default() };
    let link_of = async |provider: &str| {
        let links = fixture.store.list_links(first.id).await.unwrap();
        links.into_iter().find(|link| link.provider.as_str() == provider).unwrap().id
    };
    for (name, by_pocketid, by_work) in [
        ("rights granted", true, true),
        ("rights removed", false, false),
        ("disabled", false, false),
        ("unlinked", true, false),
        ("unlinked by an administrator", true, false),
        ("new password", false, false),
        ("deleted", false, false),
    ] {
        fixture.link(first.id, &at_work()).await;
        let (pocketid, work) = (fixture.attempt("jane"), at_work());
        fixture.store.revoke_sessions(first.id, None, &fixture.new_event()).await.unwrap();
        for attempt in [&pocketid, &work] {
            fixture.admit(attempt).await;
        }
        let ended = match name {
            "rights granted" => change(is_admin(true)).await,
            "rights removed" => change(is_admin(false)).await,
            "disabled" => change(disabled(true)).await,
            "unlinked" => {
                let link = link_of("work").await;
                match fixture
                    .store
                    .unlink(first.id, link, fixture.rules(), &fixture.reference())
                    .await
                    .unwrap()
                    .unwrap()
                {
                    UnlinkOutcome::Unlinked { sessions_ended } => sessions_ended,
                    refused => panic!("{refused:?}"),
                }
            }
            "unlinked by an administrator" => {
                let (link, configured) = (link_of("work").await, fixture.rules());
                match fixture.store.delete_link(first.id, link, configured, &fixture.new_event()).await.unwrap() {
                    ChangeOutcome::Done(ended) => ended,
                    other => panic!("{other:?}"),
                }
            }
            "new password" => fixture.reset(&fixture.administrator("jane@example.com")).await.changed.sessions_ended,
            _ => {
                let (configured, event) = (fixture.rules(), fixture.new_event());
                match fixture.store.delete_user(first.id, configured, &event).await.unwrap() {
                    ChangeOutcome::Done(ended) => ended,
                    other => panic!("{other:?}"),
                }
            }
        };
        if name == "disabled" {
            assert_eq!(change(disabled(false)).await, 0, "none comes back");
        }
        let left = (live(&fixture, &pocketid).await, live(&fixture, &work).await);
        assert_eq!(left, (by_pocketid, by_work), "{name}");
        assert_eq!(ended, u64::from(!by_pocketid) + u64::from(!by_work), "{name}");
        assert!(live(&fixture, &joe).await, "{name}");
    }
}

/// SE-04: what is kept of somebody's sessions in memory is not believed after a change.
async fn whoever_changes_is_read_again(fixture: Fixture) {
    let attempt = fixture.attempt("jane");
    let jane = fixture.admit(&attempt).await;
    let joe = fixture.admit(&fixture.attempt("joe")).await.user.id;
    let changes = fixture.store.user_changes();
    let reading = changes.begin_reading();
    let new = fixture.attempt("maya");
    fixture.admit(&new).await;
    fixture.store.touch_session(jane.session.id, IDLE).await.unwrap();
    assert!(changes.is_current(reading, jane.user.id), "nothing has changed");
    fixture.store.end_session(&attempt.session.token_hash, &fixture.new_event()).await.unwrap();
    assert!(!changes.is_current(reading, jane.user.id) && changes.is_current(reading, joe));
    // The browser of somebody else signs in as Joe.
    let reading = changes.begin_reading();
    let replacing = NewSession { replaces: Some(new.session.token_hash), ..fixture.session() };
    fixture.admit(&Attempt { session: replacing, ..fixture.attempt("joe") }).await;
    let maya = fixture.admit(&fixture.attempt("maya")).await.user.id;
    assert!(!changes.is_current(reading, maya));
    let reading = changes.begin_reading();
    fixture.store.revoke_session(jane.session.id, None, &fixture.new_event()).await.unwrap();
    assert!(changes.is_current(reading, jane.user.id), "it had ended before");
    let event: AuditEvent = fixture.event(EventKind::UserDeleted);
    fixture.store.delete_user(joe, fixture.rules(), &event).await.unwrap();
    assert!(!changes.is_current(reading, joe));
}

/// An announcement wakes every node.
async fn a_sign_in_that_changes_nothing_is_not_announced(fixture: Fixture) {
    let jane = fixture.admit(&fixture.attempt("jane")).await.user.id;
    let changes = fixture.store.user_changes();
    let announced = async |attempt: &Attempt| {
        let reading = changes.begin_reading();
        fixture.admit(attempt).await;
        !changes.is_current(reading, jane)
    };
    assert!(!announced(&fixture.attempt("jane")).await, "she is as she was");
    let changed: [fn(&mut Attempt); 4] = [
        |attempt| attempt.identity.profile.groups = Some(vec!["staff".into()]),
        |attempt| attempt.grants_admin = true,
        |attempt| attempt.identity.profile.email_verified = false,
        |attempt| {
            attempt.profile_sync = ProfileSync::EverySignIn;
            attempt.identity.profile.name = Some("Jane".into());
        },
    ];
    let mut attempt = fixture.attempt("jane");
    for (number, change) in changed.into_iter().enumerate() {
        change(&mut attempt);
        attempt.session = fixture.session();
        assert!(announced(&attempt).await, "change {number}");
        // The announcement of the change itself may come back from the server a moment later, once.
        let mut is_quiet = false;
        for _ in 0..20 {
            attempt.session = fixture.session();
            is_quiet = !announced(&attempt).await;
            if is_quiet {
                break;
            }
        }
        assert!(is_quiet, "change {number} is known");
    }
    fixture.clock.advance(Duration::days(30) - Duration::minutes(30));
    attempt.session = fixture.session();
    assert!(announced(&attempt).await, "what other nodes know of her was about to end");
}
