//! Administrators with a password.

use chrono::Duration;
use vestibule_core::{code::ErrorCode, ids::UserId, secret::Secret};

use super::{
    RowCounts,
    fixture::{World, address},
    named,
};
use crate::{AccountOutcome, Actor, EventKind, Outcome, ProfileField, StoreError, User, ValueOrigin};

named![
    an_administrator_is_stored_completely,
    an_address_is_taken_once,
    the_first_administrator_is_the_first,
    rights_of_any_origin_end_the_first_start,
    the_first_administrator_takes_nobodys_address,
    only_enabled_administrators_have_a_usable_password,
    a_password_sign_in_begins_a_session,
    a_password_sign_in_is_refused,
    a_reset_brings_an_administrator_back,
    nobody_is_reset,
];

async fn an_administrator_is_stored_completely(world: World) {
    let administrator = world.administrator("Admin@Example.com");
    let user = world.store.create_administrator(&administrator).await.unwrap();
    let expected = User {
        id: user.id,
        email: Some(address("admin@example.com")),
        email_verified: true,
        username: "admin".into(),
        name: None,
        first_name: None,
        last_name: None,
        avatar_url: None,
        groups: vec![],
        origins: [ProfileField::Email, ProfileField::EmailVerified].map(|field| (field, ValueOrigin::Local)).into(),
        is_admin: true,
        disabled: false,
        created_at: world.now(),
        last_sign_in_at: None,
    };
    assert_eq!((&user, &world.user(user.id).await), (&expected, &expected));
    assert_eq!(user.email.unwrap().as_str(), "Admin@Example.com", "as it was written");
    let password = world.store.find_password(&address("ADMIN@example.com")).await.unwrap().unwrap();
    assert_eq!((password.id, password.password_hash), (user.id, administrator.password_hash));
    assert_eq!(world.store.count_password_administrators().await.unwrap(), 1);
    let event = world.event_of(&administrator.reference).await.event;
    assert_eq!((event.kind, event.outcome), (EventKind::UserCreated, Outcome::Ok));
    assert_eq!((event.user, event.actor), (Some(user.id), Actor::Shell));
}

async fn an_address_is_taken_once(world: World) {
    world.admit(&world.attempt("jane")).await;
    let before = world.rows().await;
    let refused = world.store.create_administrator(&world.administrator("JANE@example.com")).await;
    assert!(matches!(refused, Err(StoreError::Conflict("a user with this address"))));
    assert_eq!(world.rows().await, before);
}

async fn the_first_administrator_is_the_first(world: World) {
    world.admit(&world.attempt("jane")).await;
    assert!(!world.store.has_administrator().await.unwrap(), "a user without rights is none");
    let first = world.administrator("First@Example.com");
    let user = world.store.create_first_administrator(&first, Some("192.0.2.9")).await.unwrap().unwrap();
    assert!(world.store.has_administrator().await.unwrap());
    assert_eq!((user.username.as_str(), user.is_admin, user.email_verified), ("first", true, true));
    assert_eq!(world.user(user.id).await, user);
    let password = world.store.find_password(&address("first@example.com")).await.unwrap().unwrap();
    assert_eq!((password.id, password.password_hash), (user.id, first.password_hash));
    let event = world.event_of(&first.reference).await.event;
    assert_eq!((event.kind, event.outcome, event.user), (EventKind::UserCreated, Outcome::Ok, Some(user.id)));
    assert_eq!((event.actor, event.address.as_deref()), (Actor::Anonymous, Some("192.0.2.9")));
    let (before, second) = (world.rows().await, world.administrator("second@example.com"));
    assert_eq!(world.store.create_first_administrator(&second, None).await.unwrap(), None);
    assert_eq!(world.rows().await, before, "and nothing is written");
}

/// AC-18.
async fn rights_of_any_origin_end_the_first_start(world: World) {
    let jane = world.admit(&world.attempt("jane").granting(true)).await.user;
    for disabled in [false, true] {
        world.test_access.set_disabled(jane.id, disabled).await.unwrap();
        let (before, first) = (world.rows().await, world.administrator("first@example.com"));
        assert!(world.store.has_administrator().await.unwrap(), "disabled: {disabled}");
        assert_eq!(world.store.create_first_administrator(&first, None).await.unwrap(), None);
        assert_eq!(world.rows().await, before);
    }
}

async fn the_first_administrator_takes_nobodys_address(world: World) {
    world.admit(&world.attempt("jane")).await;
    let before = world.rows().await;
    let refused = world.store.create_first_administrator(&world.administrator("JANE@example.com"), None).await;
    assert!(matches!(refused, Err(StoreError::Conflict("a user with this address"))));
    assert_eq!(world.rows().await, before);
}

/// AC-19.
async fn only_enabled_administrators_have_a_usable_password(world: World) {
    let root = world.store.create_administrator(&world.administrator("root@example.com")).await.unwrap();
    world.admit(&world.attempt("jane").granting(true)).await;
    let find = async |email| world.store.find_password(&address(email)).await.unwrap().map(|found| found.id);
    assert_eq!(find("root@example.com").await, Some(root.id));
    assert_eq!(find("jane@example.com").await, None, "came by a provider");
    assert_eq!(find("nobody@example.com").await, None);
    world.test_access.set_disabled(root.id, true).await.unwrap();
    assert_eq!(find("root@example.com").await, None);
    assert_eq!(world.store.count_password_administrators().await.unwrap(), 0);
}

async fn a_password_sign_in_begins_a_session(world: World) {
    let root = world.store.create_administrator(&world.administrator("root@example.com")).await.unwrap();
    world.clock.advance(Duration::milliseconds(77));
    let mut session = world.session();
    let reference = world.reference();
    let first = world.store.complete_password_sign_in(root.id, &session, &reference).await.unwrap().unwrap();
    assert_eq!((first.account, first.user.last_sign_in_at), (AccountOutcome::Existing, Some(world.now())));
    assert_eq!((first.session.provider.as_ref(), first.session.signed_in_at), (None, world.now()));
    let found = world.store.find_session(&session.token_hash).await.unwrap().unwrap();
    assert_eq!((found.session, found.user), (first.session, first.user));
    let event = world.event_of(&reference).await.event;
    assert_eq!((event.kind, event.outcome, event.provider), (EventKind::SignIn, Outcome::Ok, None));
    assert_eq!((event.user, event.actor), (Some(root.id), Actor::User(root.id)));
    session.replaces = Some(session.token_hash);
    session.token_hash = world.hash();
    world.store.complete_password_sign_in(root.id, &session, &world.reference()).await.unwrap().unwrap();
    assert_eq!(world.store.list_sessions(root.id).await.unwrap().len(), 1);
}

async fn a_password_sign_in_is_refused(world: World) {
    let root = world.store.create_administrator(&world.administrator("root@example.com")).await.unwrap();
    world.test_access.set_disabled(root.id, true).await.unwrap();
    let jane = world.admit(&world.attempt("jane").granting(true)).await.user;
    let nobody = UserId(uuid::Uuid::from_u128(7));
    for (user, code) in
        [(root.id, ErrorCode::AccountDisabled), (jane.id, ErrorCode::NotAllowed), (nobody, ErrorCode::NotAllowed)]
    {
        let (before, session, reference) = (world.rows().await, world.session(), world.reference());
        assert!(world.store.complete_password_sign_in(user, &session, &reference).await.unwrap().is_none());
        world.assert_only_event(before).await;
        let event = world.event_of(&reference).await.event;
        assert_eq!((event.outcome, event.code, event.user), (Outcome::Failed, Some(code), Some(user)));
        assert_eq!(event.actor, Actor::Anonymous);
        assert!(world.store.find_session(&session.token_hash).await.unwrap().is_none());
    }
}

async fn a_reset_brings_an_administrator_back(world: World) {
    let attempt = world.attempt("jane");
    let jane = world.admit(&attempt).await.user;
    world.test_access.set_disabled(jane.id, true).await.unwrap();
    let mut administrator = world.administrator("JANE@example.com");
    administrator.password_hash = Secret::new("$argon2id$v=19$m=19456,t=2,p=1$bmV3$bmV3");
    let before = world.rows().await;
    let user = world.store.reset_administrator(&administrator).await.unwrap().unwrap();
    assert_eq!(user, User { is_admin: true, disabled: false, ..jane.clone() });
    assert_eq!(world.user(jane.id).await, user);
    let after = RowCounts { sessions: 0, grants: before.grants + 1, events: before.events + 1, ..before };
    assert_eq!(world.rows().await, after, "all sessions ended");
    let password = world.store.find_password(&address("jane@example.com")).await.unwrap().unwrap();
    assert_eq!((password.id, password.password_hash), (jane.id, administrator.password_hash.clone()));
    let event = world.event_of(&administrator.reference).await.event;
    assert_eq!((event.kind, event.user, event.actor), (EventKind::UserChanged, Some(jane.id), Actor::Shell));
    assert_eq!(event.detail.as_deref(), Some("password and administrator rights reset; 1 sessions ended"));
    administrator.reference = world.reference();
    world.store.reset_administrator(&administrator).await.unwrap().unwrap();
    assert_eq!(world.rows().await.grants, after.grants, "twice is once");
}

async fn nobody_is_reset(world: World) {
    let before = world.rows().await;
    let nobody = world.store.reset_administrator(&world.administrator("nobody@example.com")).await.unwrap();
    assert_eq!((nobody, world.rows().await), (None, before));
}
