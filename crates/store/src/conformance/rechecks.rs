//! Asking the upstream again about people who are signed in.

use chrono::Duration;
use vestibule_core::secret::Secret;

use super::{
    fixture::{Attempt, Fixture, RECHECK},
    named,
};
use crate::{EventKind, Recheck, Renewal, SignedIn};

named![
    one_of_many_asks,
    the_newest_token_is_used,
    an_answer_is_waited_for,
    an_answer_is_taken_over,
    a_refusal_withdraws_what_was_granted,
    who_gave_no_token_is_not_asked,
];

/// A sign-in with a refresh token of its own.
async fn admit(fixture: &Fixture, subject: &str, token: &str) -> (Attempt, SignedIn) {
    let mut attempt = fixture.attempt(subject);
    attempt.identity.refresh_token = Some(Secret::new(token));
    let signed_in = fixture.admit(&attempt).await;
    (attempt, signed_in)
}

async fn claim(fixture: &Fixture, signed_in: &SignedIn) -> Option<Recheck> {
    fixture.store.claim_recheck(signed_in.session.id, RECHECK).await.unwrap()
}

/// RC-02.
async fn one_of_many_asks(fixture: Fixture) {
    let (attempt, jane) = admit(&fixture, "jane", "first").await;
    let (_, joe) = admit(&fixture, "joe", "joe's").await;
    assert_eq!(jane.session.recheck_at, Some(fixture.now() + RECHECK));
    fixture.clock.advance(RECHECK - Duration::milliseconds(1));
    assert!(claim(&fixture, &jane).await.is_none(), "not yet");
    fixture.clock.advance(Duration::milliseconds(1));
    let claims = (0..8).map(|_| {
        let (store, session) = (fixture.store.clone(), jane.session.id);
        tokio::spawn(async move { store.claim_recheck(session, RECHECK).await.unwrap() })
    });
    let mut claimed = Vec::new();
    for claim in claims.collect::<Vec<_>>() {
        claimed.extend(claim.await.unwrap());
    }
    let [recheck] = &claimed[..] else { panic!("{claimed:?}") };
    assert_eq!((recheck.user, &recheck.provider), (jane.user.id, &attempt.provider));
    assert_eq!((&recheck.issuer, &recheck.subject), (&attempt.identity.issuer, &attempt.identity.subject));
    assert_eq!((recheck.refresh_token.expose(), recheck.unanswered_since), ("first", None));
    assert!(claim(&fixture, &joe).await.is_some(), "each person by themselves");
    fixture.store.renew_session(recheck, Some(&Secret::new("second"))).await.unwrap();
    fixture.clock.advance(RECHECK);
    let recheck = claim(&fixture, &jane).await.unwrap();
    assert_eq!(recheck.refresh_token.expose(), "second");
    fixture.store.renew_session(&recheck, None).await.unwrap();
    fixture.clock.advance(RECHECK);
    assert_eq!(claim(&fixture, &jane).await.unwrap().refresh_token.expose(), "second", "the former one is kept");
}

/// RC-02: a sign-in is an answer, too, and its token may have replaced the others at the upstream.
async fn the_newest_token_is_used(fixture: Fixture) {
    let (_, first) = admit(&fixture, "jane", "first").await;
    fixture.clock.advance(RECHECK - Duration::minutes(1));
    let (newest, second) = admit(&fixture, "jane", "second").await;
    fixture.clock.advance(Duration::minutes(1));
    assert!(claim(&fixture, &first).await.is_none(), "the upstream answered a minute ago");
    fixture.clock.advance(RECHECK);
    assert_eq!(claim(&fixture, &first).await.unwrap().refresh_token.expose(), "second");
    assert!(claim(&fixture, &second).await.is_none(), "asked for both");
    fixture.store.end_session(&newest.session.token_hash, &fixture.new_event()).await.unwrap().unwrap();
    fixture.clock.advance(RECHECK);
    assert_eq!(claim(&fixture, &first).await.unwrap().refresh_token.expose(), "first");
}

/// RC-04.
async fn an_answer_is_waited_for(fixture: Fixture) {
    let (attempt, jane) = admit(&fixture, "jane", "first").await;
    let unanswered = async || {
        let recheck = claim(&fixture, &jane).await.unwrap();
        let event = fixture.event(EventKind::SignOut);
        (fixture.store.recheck_unanswered(&recheck, &event).await.unwrap(), event)
    };
    let live = async || fixture.store.find_session(&attempt.session.token_hash).await.unwrap().is_some();
    fixture.clock.advance(RECHECK);
    assert_eq!(unanswered().await.0, 0);
    fixture.clock.advance(Duration::hours(11));
    // An answer begins the day anew.
    let recheck = claim(&fixture, &jane).await.unwrap();
    assert!(recheck.unanswered_since.is_some());
    fixture.store.renew_session(&recheck, None).await.unwrap();
    for hours in [RECHECK, Duration::hours(11), Duration::hours(11), Duration::hours(2) - Duration::milliseconds(1)] {
        fixture.store.touch_session(jane.session.id, super::fixture::IDLE).await.unwrap();
        fixture.clock.advance(hours);
        assert_eq!(unanswered().await.0, 0);
        assert!(live().await);
    }
    fixture.clock.advance(RECHECK);
    let (ended, event) = unanswered().await;
    assert!(ended == 1 && !live().await);
    let written = fixture.event_of(&event.reference).await.event;
    assert_eq!((written.user, written.provider), (Some(jane.user.id), Some(attempt.provider.clone())));
}

/// RC-03.
async fn an_answer_is_taken_over(fixture: Fixture) {
    let (mut attempt, jane) = admit(&fixture, "jane", "first").await;
    fixture.clock.advance(RECHECK);
    let recheck = claim(&fixture, &jane).await.unwrap();
    attempt.identity.profile.groups = Some(vec!["others".to_owned()]);
    attempt.reference = fixture.reference();
    let token = Secret::new("second");
    let reading = fixture.store.user_changes().begin_reading();
    let before = fixture.rows().await;
    let renewal = Renewal { recheck: &recheck, refresh_token: Some(&token), sign_in: attempt.renewing() };
    assert_eq!(fixture.store.take_over(&renewal).await.unwrap(), Ok(()));
    assert_eq!(fixture.access(jane.user.id).await.group_names().collect::<Vec<_>>(), ["others"]);
    assert!(!fixture.store.user_changes().is_current(reading, jane.user.id));
    assert_eq!(fixture.rows().await, before, "no session, no event");
    fixture.clock.advance(RECHECK);
    let recheck = claim(&fixture, &jane).await.unwrap();
    assert_eq!(recheck.refresh_token.expose(), "second");
    // Somebody else's identity by now.
    let mut other = fixture.attempt("joe");
    other.identity.refresh_token = None;
    fixture.admit(&other).await;
    let before = fixture.rows().await;
    let renewal = Renewal { recheck: &recheck, refresh_token: Some(&token), sign_in: other.renewing() };
    assert!(fixture.store.take_over(&renewal).await.unwrap().is_err());
    assert_eq!(fixture.rows().await, before);
}

/// RC-01, RC-04: what a refused identity granted goes with its sessions, and nothing of another one. No answer is no
/// refusal.
async fn a_refusal_withdraws_what_was_granted(fixture: Fixture) {
    let (_, silent) = admit(&fixture, "joe", "joe's").await;
    let granted = fixture.access(silent.user.id).await;
    fixture.clock.advance(RECHECK);
    let mut recheck = claim(&fixture, &silent).await.unwrap();
    recheck.unanswered_since = Some(fixture.now() - crate::UNANSWERED_LIMIT);
    let event = fixture.event(EventKind::SignOut);
    assert_eq!(fixture.store.recheck_unanswered(&recheck, &event).await.unwrap(), 1);
    assert_eq!(fixture.access(silent.user.id).await, granted, "nobody has refused");

    let mut attempt = fixture.attempt("jane").granting(true);
    attempt.identity.refresh_token = Some(Secret::new("first"));
    let jane = fixture.admit(&attempt).await;
    fixture.clock.advance(RECHECK);
    let recheck = claim(&fixture, &jane).await.unwrap();
    let before = fixture.access(jane.user.id).await;
    assert!(before.is_admin() && before.verified_email().is_some() && !before.groups.is_empty(), "{before:?}");
    let event = fixture.event(EventKind::SignOut).detail("asked again".to_owned());
    assert_eq!(fixture.store.end_refused(&recheck, &event).await.unwrap(), 1);
    let after = fixture.access(jane.user.id).await;
    assert!(!after.is_admin() && after.email.is_none() && after.groups.is_empty(), "{after:?}");
    assert_eq!(fixture.access(silent.user.id).await, granted, "another person's stays");
    let written = fixture.event_of(&event.reference).await.event;
    assert_eq!(written.detail.as_deref(), Some("asked again; what it granted is withdrawn; 1 session ended"));
    // Let in again, it grants as before.
    fixture.admit(&fixture.attempt("jane").granting(true)).await;
    assert!(fixture.is_admin(jane.user.id).await);
}

/// TK-19.
async fn who_gave_no_token_is_not_asked(fixture: Fixture) {
    let mut attempt = fixture.attempt("jane");
    attempt.identity.refresh_token = None;
    let jane = fixture.admit(&attempt).await;
    assert_eq!(jane.session.recheck_at, None);
    fixture.clock.advance(RECHECK * 2);
    assert!(claim(&fixture, &jane).await.is_none());
}
