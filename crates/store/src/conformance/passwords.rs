//! Administrators with a password.

use chrono::Duration;
use vestibule_core::{access::Local, code::ErrorCode, ids::UserId, secret::Secret};

use super::{
    RowCounts,
    fixture::{Fixture, address},
    named,
};
use crate::{
    AccountOutcome, Actor, AuditFilter, Drops, EventKind, FactorProof, LinkOutcome, NewApiToken, Outcome,
    PasswordChange, Reset, ResetOutcome, StoreError, User, ValueOrigins,
};

named![
    an_administrator_is_stored_completely,
    an_address_is_taken_once,
    the_first_administrator_is_the_first,
    rights_of_any_origin_end_the_first_start,
    the_first_administrator_takes_nobodys_address,
    only_enabled_administrators_have_a_usable_password,
    a_password_sign_in_begins_a_session,
    a_password_sign_in_is_refused,
    a_password_is_changed_once,
    a_reset_brings_an_administrator_back,
    an_unknown_address_is_not_reset,
    an_unverified_address_is_not_reset,
    a_word_that_is_too_old_is_no_owner,
    a_reset_drops_what_it_is_asked_to,
];

async fn an_administrator_is_stored_completely(fixture: Fixture) {
    let administrator = fixture.administrator("Admin@Example.com");
    let user = fixture.store.create_administrator(&administrator, fixture.rules()).await.unwrap();
    let expected = User {
        id: user.id,
        local: Local { email: Some(address("admin@example.com")), is_admin: true },
        grants: vec![],
        has_password: true,
        username: "admin".into(),
        name: None,
        first_name: None,
        last_name: None,
        avatar_url: None,
        origins: ValueOrigins::new(),
        application_id: None,
        disabled: false,
        created_at: fixture.now(),
        last_sign_in_at: None,
    };
    assert_eq!((&user, &fixture.user(user.id).await), (&expected, &expected));
    assert_eq!(user.local.email.unwrap().as_str(), "Admin@Example.com", "as it was written");
    let password = fixture.store.find_password(&address("ADMIN@example.com")).await.unwrap().unwrap();
    assert_eq!((password.id, password.password_hash), (user.id, administrator.password_hash));
    assert_eq!(fixture.store.count_password_administrators().await.unwrap(), 1);
    let event = fixture.event_of(&administrator.reference).await.event;
    assert_eq!((event.kind, event.outcome), (EventKind::UserCreated, Outcome::Ok));
    assert_eq!((event.user, event.actor), (Some(user.id), Actor::Shell));
}

async fn an_address_is_taken_once(fixture: Fixture) {
    fixture.admit(&fixture.attempt("jane")).await;
    let before = fixture.rows().await;
    let refused = fixture.store.create_administrator(&fixture.administrator("JANE@example.com"), fixture.rules()).await;
    assert!(matches!(refused, Err(StoreError::Conflict("a user with this address"))));
    assert_eq!(fixture.rows().await, before);
}

async fn the_first_administrator_is_the_first(fixture: Fixture) {
    fixture.admit(&fixture.attempt("jane")).await;
    assert!(!fixture.store.has_administrator().await.unwrap(), "a user without rights is none");
    let first = fixture.administrator("First@Example.com");
    let user =
        fixture.store.create_first_administrator(&first, Some("192.0.2.9"), fixture.rules()).await.unwrap().unwrap();
    assert!(fixture.store.has_administrator().await.unwrap());
    let access = fixture.access(user.id).await;
    assert_eq!((user.username.as_str(), access.is_admin(), access.verified_email().is_some()), ("first", true, true));
    assert_eq!(fixture.user(user.id).await, user);
    let password = fixture.store.find_password(&address("first@example.com")).await.unwrap().unwrap();
    assert_eq!((password.id, password.password_hash), (user.id, first.password_hash));
    let event = fixture.event_of(&first.reference).await.event;
    assert_eq!((event.kind, event.outcome, event.user), (EventKind::UserCreated, Outcome::Ok, Some(user.id)));
    assert_eq!((event.actor, event.address.as_deref()), (Actor::Anonymous, Some("192.0.2.9")));
    let (before, second) = (fixture.rows().await, fixture.administrator("second@example.com"));
    assert_eq!(fixture.store.create_first_administrator(&second, None, fixture.rules()).await.unwrap(), None);
    assert_eq!(fixture.rows().await, before, "and nothing is written");
}

/// AC-18.
async fn rights_of_any_origin_end_the_first_start(fixture: Fixture) {
    let jane = fixture.admit(&fixture.attempt("jane").granting(true)).await.user;
    for disabled in [false, true] {
        fixture.test_access.set_disabled(jane.id, disabled).await.unwrap();
        let (before, first) = (fixture.rows().await, fixture.administrator("first@example.com"));
        assert!(fixture.store.has_administrator().await.unwrap(), "disabled: {disabled}");
        assert_eq!(fixture.store.create_first_administrator(&first, None, fixture.rules()).await.unwrap(), None);
        assert_eq!(fixture.rows().await, before);
    }
}

async fn the_first_administrator_takes_nobodys_address(fixture: Fixture) {
    fixture.admit(&fixture.attempt("jane")).await;
    let before = fixture.rows().await;
    let refused = fixture
        .store
        .create_first_administrator(&fixture.administrator("JANE@example.com"), None, fixture.rules())
        .await;
    assert!(matches!(refused, Err(StoreError::Conflict("a user with this address"))));
    assert_eq!(fixture.rows().await, before);
}

/// AC-19.
async fn only_enabled_administrators_have_a_usable_password(fixture: Fixture) {
    let root =
        fixture.store.create_administrator(&fixture.administrator("root@example.com"), fixture.rules()).await.unwrap();
    fixture.admit(&fixture.attempt("jane").granting(true)).await;
    let find = async |email| fixture.store.find_password(&address(email)).await.unwrap().map(|found| found.id);
    assert_eq!(find("root@example.com").await, Some(root.id));
    assert_eq!(find("jane@example.com").await, None, "came by a provider");
    assert_eq!(find("nobody@example.com").await, None);
    fixture.test_access.set_disabled(root.id, true).await.unwrap();
    assert_eq!(find("root@example.com").await, None);
    assert_eq!(fixture.store.count_password_administrators().await.unwrap(), 0);
}

async fn a_password_sign_in_begins_a_session(fixture: Fixture) {
    let root =
        fixture.store.create_administrator(&fixture.administrator("root@example.com"), fixture.rules()).await.unwrap();
    fixture.clock.advance(Duration::milliseconds(77));
    let mut session = fixture.session();
    let reference = fixture.reference();
    let first = fixture
        .store
        .complete_password_sign_in(&fixture.checked(root.id, FactorProof::None).await, &session, &reference)
        .await
        .unwrap()
        .signed_in()
        .unwrap();
    assert_eq!((first.account, first.user.last_sign_in_at), (AccountOutcome::Existing, Some(fixture.now())));
    assert_eq!((first.session.provider.as_ref(), first.session.signed_in_at), (None, fixture.now()));
    let found = fixture.store.find_session(&session.token_hash).await.unwrap().unwrap();
    assert_eq!((found.session, found.user), (first.session, first.user));
    let event = fixture.event_of(&reference).await.event;
    assert_eq!((event.kind, event.outcome, event.provider), (EventKind::SignIn, Outcome::Ok, None));
    assert_eq!((event.user, event.actor), (Some(root.id), Actor::User(root.id)));
    session.replaces = Some(session.token_hash);
    session.token_hash = fixture.hash();
    fixture
        .store
        .complete_password_sign_in(&fixture.checked(root.id, FactorProof::None).await, &session, &fixture.reference())
        .await
        .unwrap()
        .signed_in()
        .unwrap();
    assert_eq!(fixture.store.list_sessions(root.id).await.unwrap().len(), 1);
}

async fn a_password_sign_in_is_refused(fixture: Fixture) {
    let root =
        fixture.store.create_administrator(&fixture.administrator("root@example.com"), fixture.rules()).await.unwrap();
    fixture.test_access.set_disabled(root.id, true).await.unwrap();
    let jane = fixture.admit(&fixture.attempt("jane").granting(true)).await.user;
    let unknown = UserId(uuid::Uuid::from_u128(7));
    for (user, code) in
        [(root.id, ErrorCode::AccountDisabled), (jane.id, ErrorCode::NotAllowed), (unknown, ErrorCode::NotAllowed)]
    {
        let (before, session, reference) = (fixture.rows().await, fixture.session(), fixture.reference());
        assert!(
            fixture
                .store
                .complete_password_sign_in(&fixture.checked(user, FactorProof::None).await, &session, &reference)
                .await
                .unwrap()
                .signed_in()
                .is_none()
        );
        fixture.assert_only_event(before).await;
        let event = fixture.event_of(&reference).await.event;
        assert_eq!((event.outcome, event.code, event.user), (Outcome::Failed, Some(code), Some(user)));
        assert_eq!(event.actor, Actor::Anonymous);
        assert!(fixture.store.find_session(&session.token_hash).await.unwrap().is_none());
    }
}

async fn a_reset_brings_an_administrator_back(fixture: Fixture) {
    let attempt = fixture.attempt("jane");
    let jane = fixture.admit(&attempt).await.user;
    fixture.test_access.set_disabled(jane.id, true).await.unwrap();
    let mut administrator = fixture.administrator("JANE@example.com");
    administrator.password_hash = Secret::new("$argon2id$v=19$m=19456,t=2,p=1$bmV3$bmV3");
    let before = fixture.rows().await;
    let reset = fixture.reset(&administrator).await;
    let user = reset.changed.user;
    assert_eq!(reset.changed.sessions_ended, 1);
    let local = Local { email: Some(administrator.email.clone()), is_admin: true };
    assert_eq!(user, User { local, has_password: true, disabled: false, ..jane.clone() });
    assert_eq!(fixture.user(jane.id).await, user);
    let after = RowCounts { sessions: 0, grants: before.grants + 1, events: before.events + 1, ..before };
    assert_eq!(fixture.rows().await, after, "all sessions ended");
    let password = fixture.store.find_password(&address("jane@example.com")).await.unwrap().unwrap();
    assert_eq!((password.id, password.password_hash), (jane.id, administrator.password_hash.clone()));
    let event = fixture.event_of(&administrator.reference).await.event;
    assert_eq!((event.kind, event.user, event.actor), (EventKind::UserChanged, Some(jane.id), Actor::Shell));
    assert_eq!(event.detail.as_deref(), Some("password and administrator rights reset; 1 session ended"));
    administrator.reference = fixture.reference();
    fixture.reset(&administrator).await;
    assert_eq!(fixture.rows().await.grants, after.grants, "twice is once");
}

/// AD-09: whoever claims an address at some provider gets no password and no rights by it.
async fn an_unverified_address_is_not_reset(fixture: Fixture) {
    let other = fixture.attempt("other").with_email(Some("ceo@victim.example"), false);
    let user = fixture.admit(&other).await.user.id;
    let before = fixture.rows().await;
    let administrator = fixture.administrator("ceo@victim.example");
    let mut reset = Reset { administrator, user: None, drops: Drops::default() };
    assert_eq!(fixture.try_reset(&reset).await, ResetOutcome::Unverified(vec![user]));
    assert_eq!(fixture.rows().await, before);
    assert!(!fixture.is_admin(user).await);
    reset.user = Some(user);
    assert!(matches!(fixture.try_reset(&reset).await, ResetOutcome::Done(_)), "named by their id");
    let access = fixture.access(user).await;
    assert_eq!((access.is_admin(), access.verified_email()), (true, Some(&address("ceo@victim.example"))));
}

async fn an_unknown_address_is_not_reset(fixture: Fixture) {
    let before = fixture.rows().await;
    let administrator = fixture.administrator("nobody@example.com");
    let mut reset = Reset { administrator, user: None, drops: Drops::default() };
    assert_eq!(fixture.try_reset(&reset).await, ResetOutcome::NotFound);
    reset.user = Some(UserId(uuid::Uuid::from_u128(7)));
    assert_eq!((fixture.try_reset(&reset).await, fixture.rows().await), (ResetOutcome::NotFound, before));
}

/// AD-09: a word that does not count any more makes nobody the holder, neither for `admin create` nor for `admin reset`.
async fn a_word_that_is_too_old_is_no_owner(fixture: Fixture) {
    let jane = fixture.admit(&fixture.attempt("jane")).await.user.id;
    fixture.clock.advance(Duration::days(30));
    let administrator = fixture.administrator("jane@example.com");
    let reset = Reset { administrator: administrator.clone(), user: None, drops: Drops::default() };
    assert_eq!(fixture.try_reset(&reset).await, ResetOutcome::Unverified(vec![jane]));
    let root = fixture.store.create_administrator(&administrator, fixture.rules()).await.unwrap().id;
    let claimants = fixture.store.list_claimants(&address("jane@example.com")).await.unwrap();
    assert_eq!(claimants.iter().map(|user| user.id).collect::<Vec<_>>(), [root, jane], "whoever has it reserved first");
    let named = Reset { administrator: fixture.administrator("jane@example.com"), user: Some(jane), ..reset };
    assert_eq!(fixture.try_reset(&named).await, ResetOutcome::HeldBy(root));
    fixture.admit(&fixture.attempt("jane")).await;
    assert!(!fixture.access(jane).await.holds(&address("jane@example.com")), "it is somebody else's now");
}

/// AD-09, WH-01: links and API tokens go when asked, with the reset or not at all.
async fn a_reset_drops_what_it_is_asked_to(fixture: Fixture) {
    let jane = fixture.admit(&fixture.attempt("jane")).await.user.id;
    let second = fixture.attempt_by("second", "https://second.example.com", "jane-2").with_email(None, false);
    assert!(matches!(fixture.link(jane, &second).await, LinkOutcome::Linked(_)));
    for name in ["monitoring", "backup"] {
        let reference = fixture.reference();
        let token = NewApiToken { name: name.into(), hash: fixture.hash(), expires_at: None, reference };
        fixture.store.create_token(&token).await.unwrap();
    }
    let drops = Drops { links: true, tokens: true, factors: true };
    let refused = Reset { administrator: fixture.administrator("nobody@example.com"), user: None, drops };
    let before = fixture.rows().await;
    assert_eq!((fixture.try_reset(&refused).await, fixture.rows().await), (ResetOutcome::NotFound, before));
    let reset = Reset { administrator: fixture.administrator("jane@example.com"), user: None, drops };
    let ResetOutcome::Done(done) = fixture.try_reset(&reset).await else { panic!("the address is theirs") };
    assert_eq!((done.changed.sessions_ended, done.links, done.tokens, done.factors), (1, 2, 2, false));
    assert_eq!(fixture.store.list_links(jane).await.unwrap(), []);
    assert_eq!(fixture.store.list_tokens().await.unwrap(), []);
    assert!(fixture.access(jane).await.holds(&address("jane@example.com")), "by the word of the administrator");
    let filter = AuditFilter { reference: Some(reset.administrator.reference), limit: 9, ..AuditFilter::default() };
    let mut kinds: Vec<_> =
        fixture.store.list_audit(&filter).await.unwrap().into_iter().map(|entry| entry.event.kind.as_str()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["token_deleted", "token_deleted", "unlink", "unlink", "user_changed"]);
}

async fn a_password_is_changed_once(fixture: Fixture) {
    let administrator = fixture.administrator("root@example.com");
    let user = fixture.store.create_administrator(&administrator, fixture.rules()).await.unwrap().id;
    let found = fixture.store.find_password_of(user).await.unwrap().unwrap();
    let change = |hash: &str| PasswordChange {
        user,
        digest: found.digest(),
        password_hash: Secret::new(hash),
        session: vestibule_core::ids::SessionId(uuid::Uuid::from_u128(7)),
    };
    let event = fixture.event(EventKind::UserChanged);
    assert_eq!(fixture.store.change_password(&change("first"), &event).await.unwrap(), Some(0));
    let now = fixture.store.find_password_of(user).await.unwrap().unwrap();
    assert_eq!(now.password_hash.expose(), "first");
    // The password that was proven is none any more.
    let before = fixture.rows().await;
    assert_eq!(fixture.store.change_password(&change("second"), &event).await.unwrap(), None);
    assert_eq!(fixture.rows().await, before, "a refusal writes nothing");
    assert_eq!(fixture.store.find_password_of(user).await.unwrap().unwrap().password_hash.expose(), "first");
}
