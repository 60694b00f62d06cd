//! Apps are notified of the end of a session, whatever ends it, once by one node, until they answer.

use chrono::Duration;
use vestibule_core::{
    code::ErrorCode,
    ids::{AppId, SessionId},
};

use super::{
    app_grants::redeem_as,
    fixture::{Attempt, Fixture},
    named,
};
use crate::{EndedAppSession, EventKind, SignedIn, UserChange};

named![
    whatever_ends_a_session_makes_its_apps_due,
    an_expired_session_notifies_nobody,
    one_node_has_one_notification,
    a_notification_is_tried_again_and_forgotten,
];

const HOLD: Duration = Duration::minutes(1);

fn app(id: &str) -> AppId {
    id.parse().unwrap()
}

/// Somebody who has signed in to two apps that want to be notified, to one of them twice, and to one that does not.
async fn signed_in(fixture: &Fixture, attempt: &Attempt) -> SignedIn {
    let by = fixture.admit(attempt).await;
    for (id, subject) in [("wiki", Some("s-wiki")), ("wiki", Some("s-wiki")), ("chat", Some("s-chat")), ("quiet", None)]
    {
        redeem_as(fixture, &by, &app(id), subject).await;
    }
    by
}

async fn take(fixture: &Fixture) -> Vec<EndedAppSession> {
    let mut taken = fixture.store.take_ended_app_sessions(10, HOLD).await.unwrap();
    taken.sort_by_key(|ended| ended.app.to_string());
    taken
}

fn found(taken: &[EndedAppSession]) -> Vec<(SessionId, &str, &str, u32)> {
    taken.iter().map(|ended| (ended.session, ended.app.as_str(), ended.subject.as_str(), ended.attempts)).collect()
}

/// OP-30.
async fn whatever_ends_a_session_makes_its_apps_due(fixture: Fixture) {
    for ending in ["sign-out", "an administrator", "all of a user", "disabled", "deleted", "replaced"] {
        let attempt = fixture.attempt("jane");
        let jane = signed_in(&fixture, &attempt).await;
        assert_eq!(take(&fixture).await, [], "{ending}: not yet");
        let (store, event) = (&fixture.store, fixture.new_event());
        match ending {
            "sign-out" => drop(store.end_session(&attempt.session.token_hash, &event).await.unwrap().unwrap()),
            "an administrator" => assert!(store.revoke_session(jane.session.id, None, &event).await.unwrap()),
            "all of a user" => assert_eq!(store.revoke_sessions(jane.user.id, None, &event).await.unwrap(), 1),
            "disabled" => {
                for disabled in [true, false] {
                    let change = UserChange { disabled: Some(disabled), ..UserChange::default() };
                    store.change_user(jane.user.id, change, fixture.rules(), &event).await.unwrap();
                }
            }
            "deleted" => drop(store.delete_user(jane.user.id, fixture.rules(), &event).await.unwrap()),
            _ => {
                let mut next = fixture.attempt("jane");
                next.session.replaces = Some(attempt.session.token_hash);
                fixture.admit(&next).await;
            }
        }
        let taken = take(&fixture).await;
        let id = jane.session.id;
        assert_eq!(found(&taken), [(id, "chat", "s-chat", 1), (id, "wiki", "s-wiki", 1)], "{ending}");
        assert!(taken.iter().all(|ended| ended.user == jane.user.id));
        for ended in &taken {
            fixture.store.forget_app_session(ended, None).await.unwrap();
        }
        fixture.clock.advance(HOLD);
    }
}

async fn an_expired_session_notifies_nobody(fixture: Fixture) {
    signed_in(&fixture, &fixture.attempt("jane")).await;
    fixture.clock.advance(Duration::days(40));
    fixture.store.sweep(Duration::days(400)).await.unwrap();
    assert_eq!(take(&fixture).await, []);
}

/// OP-31.
async fn one_node_has_one_notification(fixture: Fixture) {
    for name in ["jane", "bob", "eve"] {
        let by = signed_in(&fixture, &fixture.attempt(name)).await;
        fixture.store.revoke_session(by.session.id, None, &fixture.new_event()).await.unwrap();
    }
    let nodes = (0..8).map(|_| {
        let store = fixture.store.clone();
        tokio::spawn(async move { store.take_ended_app_sessions(2, HOLD).await.unwrap() })
    });
    let mut taken = Vec::new();
    for node in nodes.collect::<Vec<_>>() {
        taken.extend(node.await.unwrap());
    }
    taken.extend(take(&fixture).await);
    assert_eq!(taken.len(), 6, "each of three people's two apps, once: {taken:?}");
    assert!(taken.iter().all(|ended| ended.attempts == 1));
}

async fn a_notification_is_tried_again_and_forgotten(fixture: Fixture) {
    let by = signed_in(&fixture, &fixture.attempt("jane")).await;
    fixture.store.revoke_session(by.session.id, None, &fixture.new_event()).await.unwrap();
    let taken = take(&fixture).await;
    fixture.store.retry_app_session(&taken[0], fixture.now() + Duration::hours(1)).await.unwrap();
    fixture.clock.advance(HOLD);
    let again = take(&fixture).await;
    assert_eq!(found(&again), [(by.session.id, "wiki", "s-wiki", 2)], "its node ended before it answered");
    let event = fixture.event(EventKind::AppLogout).failed(ErrorCode::AppLogoutFailed).user(by.user.id);
    fixture.store.forget_app_session(&again[0], Some(&event)).await.unwrap();
    assert_eq!(fixture.event_of(&event.reference).await.event, event);
    fixture.clock.advance(Duration::hours(1));
    assert_eq!(found(&take(&fixture).await), [(by.session.id, "chat", "s-chat", 2)], "after its delay");
}
