//! Personal access tokens: of whom, for how long, and what ends them.

use chrono::Duration;
use vestibule_apps::TokenScope;
use vestibule_core::ids::UserId;

use super::{
    fixture::{Fixture, at},
    named,
};
use crate::{
    Actor, Drops, EventKind, MOST_PERSONAL_TOKENS, NewPersonalToken, PersonalToken, PersonalTokenAddition, Reset,
    ResetOutcome, SignedIn, UserChange,
};

named![
    a_token_is_found_by_its_hash_and_counts_as_its_session_would,
    a_token_is_revoked_by_its_person_and_every_node_reads_again,
    a_disabled_user_has_no_tokens_left,
    a_reset_drops_the_tokens_of_its_user,
    a_token_that_ended_is_kept_for_a_while,
    a_person_has_so_many_tokens,
];

const DAY: Duration = Duration::days(1);

fn scope() -> TokenScope {
    serde_json::from_str(r#"{"hosts":["tv.example","*.home.example"],"apps":["wiki"]}"#).unwrap()
}

async fn try_create(fixture: &Fixture, by: &SignedIn, hash: [u8; 32]) -> PersonalTokenAddition {
    let (scope, expires_at) = (scope(), fixture.now() + DAY);
    let new = NewPersonalToken { name: "television", hash, scope: &scope, expires_at };
    let event = fixture.event(EventKind::PersonalTokenCreated).actor(Actor::User(by.user.id));
    fixture.store.create_personal_token(by.session.id, &new, &event).await.unwrap()
}

async fn create(fixture: &Fixture, by: &SignedIn, hash: [u8; 32]) -> PersonalToken {
    match try_create(fixture, by, hash).await {
        PersonalTokenAddition::Added(token) => token,
        other => panic!("{other:?}"),
    }
}

async fn exists(fixture: &Fixture, hash: &[u8; 32]) -> bool {
    fixture.store.find_personal_token(hash).await.unwrap().is_some()
}

async fn set_disabled(fixture: &Fixture, user: UserId, disabled: bool) {
    let change = UserChange { disabled: Some(disabled), ..UserChange::default() };
    fixture.store.change_user(user, change, fixture.rules(), &fixture.event(EventKind::UserChanged)).await.unwrap();
}

/// FA-31.
async fn a_token_is_found_by_its_hash_and_counts_as_its_session_would(fixture: Fixture) {
    let (jane, hash) = (fixture.admit(&fixture.attempt("jane")).await, fixture.hash());
    let created = create(&fixture, &jane, hash).await;
    assert_eq!((created.name.as_str(), &created.scope), ("television", &scope()));
    let found = fixture.store.find_personal_token(&hash).await.unwrap().unwrap();
    assert_eq!((found.token, found.session.user.id), (created.clone(), jane.user.id));
    let session = found.session.session;
    assert_eq!((&session.provider, session.link), (&jane.session.provider, jane.session.link));
    assert_eq!((session.signed_in_at, session.ends_at()), (created.created_at, created.expires_at));
    assert!(!session.authentication.is_multi_factor() && session.authentication.methods.is_empty());
    assert!(!exists(&fixture, &fixture.hash()).await, "another hash");
    // The session may end; the token goes on.
    assert_eq!(fixture.store.revoke_sessions(jane.user.id, None, &fixture.new_event()).await.unwrap(), 1);
    assert!(exists(&fixture, &hash).await);
    assert_eq!(try_create(&fixture, &jane, fixture.hash()).await, PersonalTokenAddition::SessionEnded);
    for (used_at, expected) in [(5, 5), (9, 9), (7, 9)] {
        fixture.store.note_personal_token_use(created.id, at(used_at)).await.unwrap();
        let listed = fixture.store.list_personal_tokens(jane.user.id).await.unwrap();
        assert_eq!(listed, [PersonalToken { last_used_at: Some(at(expected)), ..created.clone() }]);
    }
}

/// FA-31.
async fn a_token_is_revoked_by_its_person_and_every_node_reads_again(fixture: Fixture) {
    let (jane, joe) = (fixture.admit(&fixture.attempt("jane")).await, fixture.admit(&fixture.attempt("joe")).await);
    let hash = fixture.hash();
    let token = create(&fixture, &jane, hash).await;
    let event = fixture.event(EventKind::PersonalTokenRevoked);
    assert!(!fixture.store.revoke_personal_token(joe.user.id, token.id, &event).await.unwrap(), "of somebody else");
    let reading = fixture.store.user_changes().begin_reading();
    assert!(fixture.store.revoke_personal_token(jane.user.id, token.id, &event).await.unwrap());
    assert!(!fixture.store.user_changes().is_current(reading, jane.user.id));
    assert!(!exists(&fixture, &hash).await);
    assert!(!fixture.store.revoke_personal_token(jane.user.id, token.id, &event).await.unwrap(), "a second time");
    let written = fixture.event_of(&event.reference).await.event;
    assert_eq!((written.kind, written.user), (EventKind::PersonalTokenRevoked, Some(jane.user.id)));
    assert_eq!(written.detail, Some(format!("personal access token {} named television", token.id)));
}

/// FA-31.
async fn a_disabled_user_has_no_tokens_left(fixture: Fixture) {
    let (root, jane) = (fixture.admit(&fixture.attempt("root").granting(true)).await, fixture.attempt("jane"));
    let jane = fixture.admit(&jane).await;
    let (of_jane, of_root) = (fixture.hash(), fixture.hash());
    create(&fixture, &jane, of_jane).await;
    create(&fixture, &root, of_root).await;
    set_disabled(&fixture, jane.user.id, true).await;
    assert!(!exists(&fixture, &of_jane).await && exists(&fixture, &of_root).await);
    set_disabled(&fixture, jane.user.id, false).await;
    assert!(!exists(&fixture, &of_jane).await, "it does not come back");
    // Kept out in another way, it is not there either.
    fixture.test_access.set_disabled(root.user.id, true).await.unwrap();
    assert!(!exists(&fixture, &of_root).await);
}

/// FA-31.
async fn a_reset_drops_the_tokens_of_its_user(fixture: Fixture) {
    let (jane, joe) = (fixture.admit(&fixture.attempt("jane")).await, fixture.admit(&fixture.attempt("joe")).await);
    let (of_jane, of_joe) = (fixture.hash(), fixture.hash());
    create(&fixture, &jane, of_jane).await;
    create(&fixture, &joe, of_joe).await;
    for (tokens, expected) in [(false, 0), (true, 1)] {
        let drops = Drops { tokens, ..Drops::default() };
        let administrator = fixture.administrator("jane@example.com");
        let reset = Reset { administrator, user: None, drops };
        let ResetOutcome::Done(done) = fixture.try_reset(&reset).await else { panic!("not reset") };
        assert_eq!((done.personal_tokens, exists(&fixture, &of_jane).await), (expected, !tokens));
    }
    assert!(exists(&fixture, &of_joe).await, "of another user");
}

async fn a_token_that_ended_is_kept_for_a_while(fixture: Fixture) {
    let (jane, hash) = (fixture.admit(&fixture.attempt("jane")).await, fixture.hash());
    create(&fixture, &jane, hash).await;
    fixture.clock.advance(DAY + Duration::days(29));
    fixture.store.sweep(Duration::days(400)).await.unwrap();
    assert!(exists(&fixture, &hash).await, "whoever comes with it learns that it has ended");
    fixture.clock.advance(DAY);
    fixture.store.sweep(Duration::days(400)).await.unwrap();
    assert!(!exists(&fixture, &hash).await);
}

async fn a_person_has_so_many_tokens(fixture: Fixture) {
    let (jane, joe) = (fixture.admit(&fixture.attempt("jane")).await, fixture.admit(&fixture.attempt("joe")).await);
    for _ in 0..MOST_PERSONAL_TOKENS {
        create(&fixture, &jane, fixture.hash()).await;
    }
    assert_eq!(try_create(&fixture, &jane, fixture.hash()).await, PersonalTokenAddition::TooMany);
    create(&fixture, &joe, fixture.hash()).await;
}
