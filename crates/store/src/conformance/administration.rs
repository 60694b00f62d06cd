//! What administrators see and do about users, sessions and API tokens.

use vestibule_core::{
    code::ErrorCode,
    ids::{LinkId, SessionId, TokenId, UserId},
};

use super::{
    fixture::{Fixture, provider},
    named,
};
use crate::{
    Actor, ChangeOutcome, ChangedUser, EventKind, NewApiToken, SessionFilter, UserChange, UserFilter, UserOrder,
    conformance::RowCounts,
};

named![
    users_are_found_and_paged,
    users_are_sorted_filtered_and_counted,
    a_disabled_user_has_no_sessions,
    administrator_rights_are_given_and_taken,
    the_last_administrator_who_can_sign_in_stays,
    a_link_is_taken_by_an_administrator,
    the_last_administrator_keeps_a_link,
    a_deleted_user_leaves_nothing_but_events,
    a_name_is_given_once,
    sessions_are_listed_and_revoked,
    tokens_are_listed_and_deleted,
];

const UNKNOWN: uuid::Uuid = uuid::Uuid::from_u128(7);

async fn change(fixture: &Fixture, user: UserId, change: UserChange) -> ChangeOutcome<ChangedUser> {
    let event = fixture.event(EventKind::UserChanged);
    fixture.store.change_user(user, change, fixture.rules(), &event).await.unwrap()
}

fn disabled(disabled: bool) -> UserChange {
    UserChange { disabled: Some(disabled), ..UserChange::default() }
}

fn is_admin(is_admin: bool) -> UserChange {
    UserChange { is_admin: Some(is_admin), ..UserChange::default() }
}

async fn users_are_found_and_paged(fixture: Fixture) {
    let nul = UserFilter { text: Some("\0".into()), limit: 10, ..UserFilter::default() };
    assert_eq!(fixture.store.list_users(&nul).await.unwrap(), []);
    let mut ids = Vec::new();
    for subject in ["anna", "bert", "carla"] {
        fixture.clock.advance(chrono::Duration::milliseconds(1));
        ids.insert(0, fixture.admit(&fixture.attempt(subject)).await.user.id);
    }
    let list = async |text: Option<&str>, before, limit| {
        let filter = UserFilter { text: text.map(str::to_owned), before, limit, ..UserFilter::default() };
        fixture.store.list_users(&filter).await.unwrap().into_iter().map(|user| user.id).collect::<Vec<_>>()
    };
    assert_eq!(list(None, None, 200).await, ids);
    assert_eq!(list(None, None, 2).await, ids[..2]);
    assert_eq!(list(None, Some(ids[1]), 2).await, ids[2..]);
    assert_eq!(list(Some("BERT@example"), None, 200).await, ids[1..2]);
    assert_eq!(list(Some("CARLA of"), None, 200).await, ids[..1]);
    assert!(list(Some("%"), None, 200).await.is_empty(), "a text is not a pattern");
}

/// Every order, by pages of two; each person is on exactly one of them.
async fn users_are_sorted_filtered_and_counted(fixture: Fixture) {
    let mut ids = Vec::new();
    for (subject, by) in [("bert", "home"), ("Anna", "work"), ("carla", "work")] {
        fixture.clock.advance(chrono::Duration::milliseconds(1));
        ids.push(fixture.admit(&fixture.attempt_by(by, "https://id.example.com", subject)).await.user.id);
    }
    let [bert, anna, carla] = [ids[0], ids[1], ids[2]];
    fixture.clock.advance(chrono::Duration::hours(1));
    fixture.admit(&fixture.attempt_by("home", "https://id.example.com", "bert")).await;
    change(&fixture, carla, disabled(true)).await;
    for (order, expected) in [
        (UserOrder::Newest, [carla, anna, bert]),
        (UserOrder::Oldest, [bert, anna, carla]),
        (UserOrder::Name(false), [anna, bert, carla]),
        (UserOrder::Name(true), [carla, bert, anna]),
        (UserOrder::LastSignIn(false), [anna, carla, bert]),
        (UserOrder::LastSignIn(true), [bert, carla, anna]),
    ] {
        let mut found = Vec::new();
        for skip in [0, 2] {
            let filter = UserFilter { order, skip, limit: 2, ..UserFilter::default() };
            found.extend(fixture.store.list_users(&filter).await.unwrap().into_iter().map(|user| user.id));
        }
        assert_eq!(found, expected, "{order:?}");
    }
    for (filter, expected) in [
        (UserFilter::default(), vec![carla, anna, bert]),
        (UserFilter { disabled: Some(true), ..UserFilter::default() }, vec![carla]),
        (UserFilter { disabled: Some(false), ..UserFilter::default() }, vec![anna, bert]),
        (UserFilter { provider: Some(provider("work")), ..UserFilter::default() }, vec![carla, anna]),
        (UserFilter { provider: Some(provider("gone")), ..UserFilter::default() }, vec![]),
        (UserFilter { text: Some("anna".to_owned()), ..UserFilter::default() }, vec![anna]),
    ] {
        assert_eq!(fixture.store.count_users(&filter).await.unwrap(), expected.len() as u64, "{filter:?}");
        let found = fixture.store.list_users(&UserFilter { limit: 9, ..filter.clone() }).await.unwrap();
        assert_eq!(found.iter().map(|user| user.id).collect::<Vec<_>>(), expected, "{filter:?}");
    }
}

async fn a_disabled_user_has_no_sessions(fixture: Fixture) {
    let attempt = fixture.attempt("jane");
    let user = fixture.admit(&attempt).await.user.id;
    let ChangeOutcome::Done(changed) = change(&fixture, user, disabled(true)).await else { panic!("refused") };
    assert!(changed.user.disabled);
    assert_eq!(fixture.rows().await.sessions, 0);
    fixture.refuse(&fixture.attempt("jane"), ErrorCode::AccountDisabled, Some(user)).await;
    let ChangeOutcome::Done(changed) = change(&fixture, user, disabled(false)).await else { panic!("refused") };
    assert!(!changed.user.disabled);
    assert!(fixture.store.find_session(&attempt.session.token_hash).await.unwrap().is_none(), "it does not come back");
    assert!(matches!(change(&fixture, UserId(UNKNOWN), disabled(true)).await, ChangeOutcome::NotFound));
}

async fn administrator_rights_are_given_and_taken(fixture: Fixture) {
    fixture.store.create_administrator(&fixture.administrator("root@example.com"), fixture.rules()).await.unwrap();
    let granted = fixture.admit(&fixture.attempt("jane").granting(true)).await.user.id;
    let plain = fixture.admit(&fixture.attempt("joe")).await.user.id;
    for (user, wanted) in [(plain, true), (plain, false), (granted, false)] {
        let ChangeOutcome::Done(user) = change(&fixture, user, is_admin(wanted)).await else { panic!("refused") };
        assert_eq!(user.user.access(fixture.rules(), fixture.now()).is_admin(), wanted);
    }
}

/// §7.12: rights alone are not enough, the administrator must be able to sign in.
async fn the_last_administrator_who_can_sign_in_stays(mut fixture: Fixture) {
    let jane = fixture.admit(&fixture.attempt("jane").granting(true)).await.user.id;
    // Joe's provider is not enabled.
    let joe = fixture.admit(&fixture.attempt_by("old", "https://old.example.com", "joe").granting(true)).await.user.id;
    fixture.set_provider("old", |settings| settings.enabled = false);
    let before = fixture.rows().await;
    for refused in [disabled(true), is_admin(false)] {
        assert!(
            matches!(change(&fixture, jane, refused.clone()).await, ChangeOutcome::Refused(ErrorCode::LastWayIn)),
            "{refused:?}"
        );
    }
    let deleted = fixture.store.delete_user(jane, fixture.rules(), &fixture.new_event()).await.unwrap();
    assert!(matches!(deleted, ChangeOutcome::Refused(ErrorCode::LastWayIn)));
    assert_eq!(fixture.rows().await, before, "a refusal writes nothing");
    assert!(matches!(change(&fixture, joe, disabled(true)).await, ChangeOutcome::Done(_)));
    let root =
        fixture.store.create_administrator(&fixture.administrator("root@example.com"), fixture.rules()).await.unwrap();
    assert!(matches!(change(&fixture, jane, is_admin(false)).await, ChangeOutcome::Done(_)));
    assert!(matches!(change(&fixture, root.id, disabled(true)).await, ChangeOutcome::Refused(ErrorCode::LastWayIn)));
}

async fn a_link_is_taken_by_an_administrator(fixture: Fixture) {
    let root =
        fixture.store.create_administrator(&fixture.administrator("root@example.com"), fixture.rules()).await.unwrap();
    let jane = fixture.admit(&fixture.attempt("jane").granting(true)).await.user.id;
    let joe = fixture.admit(&fixture.attempt("joe")).await.user.id;
    let link = fixture.only_link(jane).await;
    let only = fixture.store.delete_link(jane, link, fixture.rules(), &fixture.new_event()).await.unwrap();
    assert!(matches!(only, ChangeOutcome::Refused(ErrorCode::LastWayIn)), "nobody could use the account any more");
    fixture.link(jane, &fixture.attempt_by("work", "https://work.example.com", "jane")).await;
    let event = fixture.event(EventKind::Unlink).actor(Actor::User(root.id)).detail(None);
    let take = async |user, link| fixture.store.delete_link(user, link, fixture.rules(), &event).await.unwrap();
    let before = fixture.rows().await;
    assert!(matches!(take(joe, link).await, ChangeOutcome::NotFound), "it is not Joe's");
    assert!(matches!(take(jane, LinkId(UNKNOWN)).await, ChangeOutcome::NotFound));
    assert_eq!(fixture.rows().await, before);
    assert!(matches!(take(jane, link).await, ChangeOutcome::Done(1)));
    let (links, sessions, events) = (before.links - 1, before.sessions - 1, before.events + 1);
    let wanted = RowCounts { links, sessions, events, ..before };
    assert_eq!(fixture.rows().await, wanted);
    assert!(!fixture.is_admin(jane).await, "no later sign-in by that provider could take the rights");
    let written = fixture.event_of(&event.reference).await.event;
    assert_eq!((written.user, written.actor, written.provider), (Some(jane), event.actor, Some(provider("pocketid"))));
    assert_eq!(written.detail.as_deref(), Some("administrator rights revoked; 1 session ended"));
    assert_eq!(written.address, event.address);
}

/// With a link to a provider that is not enabled nobody comes in.
async fn the_last_administrator_keeps_a_link(mut fixture: Fixture) {
    let jane = fixture.admit(&fixture.attempt("jane")).await.user.id;
    change(&fixture, jane, is_admin(true)).await;
    fixture.link(jane, &fixture.attempt_by("old", "https://old.example.com", "jane")).await;
    fixture.set_provider("old", |settings| settings.enabled = false);
    let (links, before) = (fixture.store.list_links(jane).await.unwrap(), fixture.rows().await);
    let of = |id: &str| links.iter().find(|link| link.provider == provider(id)).unwrap().id;
    let refused = fixture.store.delete_link(jane, of("pocketid"), fixture.rules(), &fixture.new_event()).await.unwrap();
    assert!(matches!(refused, ChangeOutcome::Refused(ErrorCode::LastWayIn)));
    assert_eq!(fixture.rows().await, before, "a refusal writes nothing");
    let taken = fixture.store.delete_link(jane, of("old"), fixture.rules(), &fixture.new_event()).await.unwrap();
    assert!(matches!(taken, ChangeOutcome::Done(0)));
}

/// NA-03, NA-04.
async fn a_name_is_given_once(fixture: Fixture) {
    let jane = fixture.admit(&fixture.attempt("jane")).await.user.id;
    let joe = fixture.admit(&fixture.attempt("joe")).await.user.id;
    let rename = async |user, name: &str| {
        let renamed = UserChange { username: Some(name.to_owned()), ..UserChange::default() };
        match change(&fixture, user, renamed).await {
            ChangeOutcome::Done(changed) => Ok(changed.user.username),
            ChangeOutcome::Refused(code) => Err(code),
            ChangeOutcome::NotFound => panic!("not found"),
        }
    };
    let taken = Err(ErrorCode::UsernameTaken);
    assert_eq!(rename(jane, "joe").await, taken);
    assert_eq!(rename(jane, "maya").await, Ok("maya".to_owned()));
    assert_eq!(fixture.admit(&fixture.attempt("jane")).await.user.username, "maya", "no provider changes it");
    assert_eq!(rename(joe, "jane").await, taken, "she had it");
    let mut other = fixture.attempt("other");
    other.identity.profile.username = Some("jane".to_owned());
    assert_eq!(fixture.admit(&other).await.user.username, "jane-2");
    assert_eq!(rename(jane, "jane").await, Ok("jane".to_owned()), "it is hers");
    assert_eq!(rename(joe, "maya").await, taken, "and so is that one");
    fixture.store.delete_user(jane, fixture.rules(), &fixture.new_event()).await.unwrap();
    assert_eq!(rename(joe, "jane").await, taken);
    assert_eq!(fixture.admit(&fixture.attempt("jane")).await.user.username, "jane-3");
    assert_eq!(rename(joe, "joe").await, Ok("joe".to_owned()), "nothing has changed");
    let administrator = fixture.administrator("maya@example.com");
    assert_eq!(fixture.store.create_administrator(&administrator, fixture.rules()).await.unwrap().username, "maya-2");
}

async fn a_deleted_user_leaves_nothing_but_events(fixture: Fixture) {
    let user = fixture.admit(&fixture.attempt("jane")).await.user.id;
    let event = fixture.event(EventKind::UserDeleted);
    let deleted = fixture.store.delete_user(user, fixture.rules(), &event).await.unwrap();
    assert!(matches!(deleted, ChangeOutcome::Done(1)));
    let rows = fixture.rows().await;
    assert_eq!((rows.users, rows.links, rows.sessions, rows.events), (0, 0, 0, 2));
    assert_eq!(fixture.event_of(&event.reference).await.event.user, Some(user));
    let again = fixture.store.delete_user(user, fixture.rules(), &fixture.new_event()).await.unwrap();
    assert!(matches!(again, ChangeOutcome::NotFound));
}

async fn sessions_are_listed_and_revoked(fixture: Fixture) {
    let jane = fixture.admit(&fixture.attempt("jane")).await;
    fixture.clock.advance(chrono::Duration::milliseconds(1));
    let joe = fixture.admit(&fixture.attempt("joe")).await;
    let list = async |user, before, limit| {
        let filter = SessionFilter { user, before, limit, ..SessionFilter::default() };
        fixture.store.list_all_sessions(&filter).await.unwrap()
    };
    assert_eq!(list(None, None, 200).await, [joe.session.clone(), jane.session.clone()]);
    assert_eq!(list(None, None, 1).await, std::slice::from_ref(&joe.session));
    assert_eq!(list(None, Some(joe.session.id), 200).await, std::slice::from_ref(&jane.session));
    assert_eq!(list(Some(joe.user.id), None, 200).await, std::slice::from_ref(&joe.session));
    for (filter, expected) in [
        (SessionFilter { text: Some("JOE".into()), ..SessionFilter::default() }, vec![&joe.session]),
        (SessionFilter { text: Some("nobody".into()), ..SessionFilter::default() }, vec![]),
        (
            SessionFilter { provider: Some(provider("pocketid")), ..SessionFilter::default() },
            vec![&joe.session, &jane.session],
        ),
        (SessionFilter { provider: Some(provider("other")), ..SessionFilter::default() }, vec![]),
        (SessionFilter { user: Some(jane.user.id), ..SessionFilter::default() }, vec![&jane.session]),
    ] {
        let found = fixture.store.list_all_sessions(&SessionFilter { limit: 200, ..filter.clone() }).await.unwrap();
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{filter:?}");
        let later = fixture.store.list_all_sessions(&SessionFilter { limit: 200, skip: 1, ..filter.clone() }).await;
        assert_eq!(later.unwrap().iter().collect::<Vec<_>>(), expected.get(1..).unwrap_or_default(), "{filter:?}");
        let count = fixture.store.count_all_sessions(&filter).await.unwrap();
        assert_eq!(count, expected.len() as u64, "{filter:?}");
    }
    let event = fixture.event(EventKind::SessionRevoked);
    assert!(fixture.store.revoke_session(joe.session.id, None, &event).await.unwrap());
    let written = fixture.event_of(&event.reference).await.event;
    assert_eq!((written.user, written.provider), (Some(joe.user.id), Some(provider("pocketid"))));
    let before = fixture.rows().await;
    assert!(!fixture.store.revoke_session(joe.session.id, None, &fixture.new_event()).await.unwrap());
    assert!(!fixture.store.revoke_session(SessionId(UNKNOWN), None, &fixture.new_event()).await.unwrap());
    assert_eq!(fixture.rows().await, before);
    assert_eq!(list(None, None, 200).await, [jane.session]);
}

async fn tokens_are_listed_and_deleted(fixture: Fixture) {
    let new = NewApiToken { name: "ci".into(), hash: fixture.hash(), expires_at: None, reference: fixture.reference() };
    let token = fixture.store.create_token(&new).await.unwrap();
    assert_eq!(fixture.store.list_tokens().await.unwrap(), std::slice::from_ref(&token));
    let event = fixture.event(EventKind::TokenDeleted);
    assert!(fixture.store.delete_token(token.id, &event).await.unwrap());
    let detail = fixture.event_of(&event.reference).await.event.detail.unwrap();
    assert!(detail.ends_with("named ci"), "{detail}");
    assert!(fixture.store.find_token(&new.hash).await.unwrap().is_none());
    assert!(!fixture.store.delete_token(TokenId(UNKNOWN), &fixture.new_event()).await.unwrap());
    assert!(fixture.store.list_tokens().await.unwrap().is_empty());
}
