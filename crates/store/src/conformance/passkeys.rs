//! Passkeys of local administrators.

use chrono::Duration;
use vestibule_core::{
    code::ErrorCode,
    ids::{PasskeyId, UserId},
};

use super::{fixture::Fixture, named};
use crate::{
    AuditEvent, CheckedPasskey, Drops, EventKind, FactorProof, MOST_PASSKEYS, NewPasskey, Outcome, Passkey,
    PasskeyAddition, PasskeySignIn, PasswordSignIn, Reset, ResetOutcome, StoredPasskey, UsedChallenge, UserChange,
};

named![
    a_passkey_is_kept_and_removed,
    a_user_has_at_most_ten_passkeys,
    a_credential_is_registered_once,
    passkeys_need_a_password,
    a_passkey_begins_a_session,
    a_challenge_is_answered_once,
    a_counter_goes_forward,
    who_may_not_sign_in_has_no_use_of_a_passkey,
    a_removed_passkey_opens_nothing,
    dropping_factors_drops_passkeys,
];

const HOST: &str = "auth.example.com";

async fn root(fixture: &Fixture) -> UserId {
    fixture.store.create_administrator(&fixture.administrator("root@example.com"), fixture.rules()).await.unwrap().id
}

fn event(fixture: &Fixture) -> AuditEvent {
    fixture.event(EventKind::FactorAdded)
}

fn challenge(fixture: &Fixture) -> UsedChallenge {
    UsedChallenge { fingerprint: fixture.hash(), expires_at: fixture.now() + Duration::minutes(10) }
}

pub(super) fn new_passkey(fixture: &Fixture, number: u8) -> NewPasskey {
    NewPasskey {
        credential_id: vec![number; 20],
        rp_id: HOST.to_owned(),
        name: format!("key {number}"),
        credential: format!("{{\"key\":{number}}}"),
        challenge: challenge(fixture),
    }
}

async fn add(fixture: &Fixture, user: UserId, number: u8) -> PasskeyAddition {
    fixture.store.add_passkey(user, &new_passkey(fixture, number), &event(fixture)).await.unwrap()
}

pub(super) async fn added(fixture: &Fixture, user: UserId, number: u8) -> Passkey {
    match add(fixture, user, number).await {
        PasskeyAddition::Added(passkey) => passkey,
        refused => panic!("{refused:?}"),
    }
}

pub(super) fn checked(fixture: &Fixture, user: UserId, id: PasskeyId, sign_count: u32) -> CheckedPasskey {
    let credential = format!("{{\"count\":{sign_count}}}");
    CheckedPasskey { id, user, sign_count, credential, challenge: challenge(fixture) }
}

/// The code of the refusal, after a look at what it left behind.
async fn refused(fixture: &Fixture, checked: &CheckedPasskey) -> ErrorCode {
    let (before, reference, session) = (fixture.rows().await, fixture.reference(), fixture.session());
    let outcome = fixture.store.complete_passkey_sign_in(checked, &session, &reference).await.unwrap();
    let PasskeySignIn::Refused(code) = outcome else { panic!("{outcome:?}") };
    fixture.assert_only_event(before).await;
    let event = fixture.event_of(&reference).await.event;
    assert_eq!((event.kind, event.outcome, event.code), (EventKind::SignIn, Outcome::Failed, Some(code)));
    assert_eq!((event.user, event.address.as_deref()), (Some(checked.user), Some("192.0.2.7")));
    assert!(fixture.store.find_session(&session.token_hash).await.unwrap().is_none());
    code
}

async fn sign_in(fixture: &Fixture, checked: &CheckedPasskey) -> bool {
    let (session, reference) = (fixture.session(), fixture.reference());
    let outcome = fixture.store.complete_passkey_sign_in(checked, &session, &reference).await.unwrap();
    matches!(outcome, PasskeySignIn::SignedIn(_))
}

async fn a_passkey_is_kept_and_removed(fixture: Fixture) {
    let user = root(&fixture).await;
    assert!(!fixture.store.has_passkeys(HOST).await.unwrap());
    let first = added(&fixture, user, 1).await;
    let expected = Passkey {
        id: first.id,
        credential_id: vec![1; 20],
        name: "key 1".into(),
        rp_id: HOST.into(),
        created_at: fixture.now(),
        last_used_at: None,
    };
    assert_eq!(first, expected);
    let second = added(&fixture, user, 2).await;
    assert_eq!(fixture.store.list_passkeys(user).await.unwrap(), [first.clone(), second.clone()]);
    let stored = fixture.store.find_passkey(&[1; 20]).await.unwrap();
    assert_eq!(stored, Some(StoredPasskey { passkey: first.clone(), user, credential: "{\"key\":1}".into() }));
    assert_eq!(fixture.store.find_passkey(&[9; 20]).await.unwrap(), None);
    let has = [HOST, "other.example.com"].map(|host| fixture.store.has_passkeys(host));
    let [here, elsewhere] = has;
    assert_eq!((here.await.unwrap(), elsewhere.await.unwrap()), (true, false));
    let removal = fixture.event(EventKind::FactorRemoved);
    let other = UserId(first.id.0);
    assert!(!fixture.store.remove_passkey(other, first.id, &removal).await.unwrap(), "another user's");
    assert!(fixture.store.remove_passkey(user, first.id, &removal).await.unwrap());
    assert!(!fixture.store.remove_passkey(user, first.id, &removal).await.unwrap(), "it is gone");
    let event = fixture.event_of(&removal.reference).await.event;
    assert_eq!((event.kind, event.user), (EventKind::FactorRemoved, Some(user)));
    assert_eq!(fixture.store.list_passkeys(user).await.unwrap(), [second]);
}

/// PK-09.
async fn a_user_has_at_most_ten_passkeys(fixture: Fixture) {
    let user = root(&fixture).await;
    let mut last = None;
    for number in 1..=u8::try_from(MOST_PASSKEYS).unwrap() {
        last = Some(added(&fixture, user, number).await);
    }
    let before = fixture.rows().await;
    assert_eq!(add(&fixture, user, 99).await, PasskeyAddition::TooMany);
    assert_eq!(fixture.rows().await, before);
    let event = fixture.event(EventKind::FactorRemoved);
    assert!(fixture.store.remove_passkey(user, last.unwrap().id, &event).await.unwrap());
    added(&fixture, user, 99).await;
}

/// PK-05.
async fn a_credential_is_registered_once(fixture: Fixture) {
    let user = root(&fixture).await;
    let other = fixture
        .store
        .create_administrator(&fixture.administrator("other@example.com"), fixture.rules())
        .await
        .unwrap()
        .id;
    let new = new_passkey(&fixture, 1);
    let added = fixture.store.add_passkey(user, &new, &event(&fixture)).await.unwrap();
    let PasskeyAddition::Added(first) = added else { panic!("{added:?}") };
    assert_eq!(add(&fixture, other, 1).await, PasskeyAddition::Taken, "by whoever else");
    let again = NewPasskey { credential_id: vec![2; 20], ..new };
    let replayed = fixture.store.add_passkey(user, &again, &event(&fixture)).await.unwrap();
    assert_eq!(replayed, PasskeyAddition::Taken, "one challenge, one passkey");
    assert_eq!(fixture.store.list_passkeys(user).await.unwrap(), [first]);
}

async fn passkeys_need_a_password(fixture: Fixture) {
    let person = fixture.admit(&fixture.attempt("jane")).await.user.id;
    assert_eq!(add(&fixture, person, 1).await, PasskeyAddition::Refused);
    let user = root(&fixture).await;
    fixture.test_access.set_disabled(user, true).await.unwrap();
    assert_eq!(add(&fixture, user, 1).await, PasskeyAddition::Refused);
}

/// PK-01.
async fn a_passkey_begins_a_session(fixture: Fixture) {
    let user = root(&fixture).await;
    let passkey = added(&fixture, user, 1).await;
    let (session, reference) = (fixture.session(), fixture.reference());
    let checked = checked(&fixture, user, passkey.id, 7);
    let outcome = fixture.store.complete_passkey_sign_in(&checked, &session, &reference).await.unwrap();
    let PasskeySignIn::SignedIn(signed_in) = outcome else { panic!("{outcome:?}") };
    assert_eq!((signed_in.user.id, signed_in.user.last_sign_in_at), (user, Some(fixture.now())));
    let found = fixture.store.find_session(&session.token_hash).await.unwrap().unwrap().session;
    assert_eq!((found.user, found.provider, found.link), (user, None, None));
    let event = fixture.event_of(&reference).await.event;
    assert_eq!((event.kind, event.outcome, event.detail.as_deref()), (EventKind::SignIn, Outcome::Ok, Some("passkey")));
    let stored = fixture.store.find_passkey(&[1; 20]).await.unwrap().unwrap();
    assert_eq!((stored.credential.as_str(), stored.passkey.last_used_at), ("{\"count\":7}", Some(fixture.now())));
}

/// PK-02.
async fn a_challenge_is_answered_once(fixture: Fixture) {
    let user = root(&fixture).await;
    let passkey = added(&fixture, user, 1).await;
    let first = checked(&fixture, user, passkey.id, 1);
    assert!(sign_in(&fixture, &first).await);
    let again = CheckedPasskey { sign_count: 2, ..first.clone() };
    assert_eq!(refused(&fixture, &again).await, ErrorCode::PasskeyInvalid);
    // A refused answer uses the challenge up as well.
    let behind = checked(&fixture, user, passkey.id, 1);
    assert_eq!(refused(&fixture, &behind).await, ErrorCode::PasskeyInvalid);
    let again = CheckedPasskey { sign_count: 2, ..behind };
    assert_eq!(refused(&fixture, &again).await, ErrorCode::PasskeyInvalid);
    assert!(sign_in(&fixture, &checked(&fixture, user, passkey.id, 2)).await);
}

/// PK-03.
async fn a_counter_goes_forward(fixture: Fixture) {
    let user = root(&fixture).await;
    let passkey = added(&fixture, user, 1).await;
    for (sign_count, is_good) in [(0, true), (0, true), (5, true), (5, false), (4, false), (0, false), (6, true)] {
        let checked = checked(&fixture, user, passkey.id, sign_count);
        if is_good {
            assert!(sign_in(&fixture, &checked).await, "{sign_count}");
        } else {
            assert_eq!(refused(&fixture, &checked).await, ErrorCode::PasskeyInvalid, "{sign_count}");
        }
    }
}

/// PK-04.
async fn who_may_not_sign_in_has_no_use_of_a_passkey(fixture: Fixture) {
    let user = root(&fixture).await;
    fixture.store.create_administrator(&fixture.administrator("other@example.com"), fixture.rules()).await.unwrap();
    let passkey = added(&fixture, user, 1).await;
    fixture.test_access.set_disabled(user, true).await.unwrap();
    assert_eq!(refused(&fixture, &checked(&fixture, user, passkey.id, 1)).await, ErrorCode::AccountDisabled);
    assert!(!fixture.store.has_passkeys(HOST).await.unwrap());
    fixture.test_access.set_disabled(user, false).await.unwrap();
    let demoted = UserChange { is_admin: Some(false), ..UserChange::default() };
    let event = fixture.event(EventKind::UserChanged);
    fixture.store.change_user(user, demoted, fixture.rules(), &event).await.unwrap();
    assert!(!fixture.is_admin(user).await);
    assert_eq!(refused(&fixture, &checked(&fixture, user, passkey.id, 2)).await, ErrorCode::NotAllowed);
}

async fn a_removed_passkey_opens_nothing(fixture: Fixture) {
    let user = root(&fixture).await;
    let passkey = added(&fixture, user, 1).await;
    let checked_before = checked(&fixture, user, passkey.id, 1);
    let event = fixture.event(EventKind::FactorRemoved);
    assert!(fixture.store.remove_passkey(user, passkey.id, &event).await.unwrap());
    assert_eq!(refused(&fixture, &checked_before).await, ErrorCode::PasskeyInvalid);
    // PK-10: the password stays, so the last passkey is not the last way to sign in.
    let (password, session) = (fixture.checked(user, FactorProof::None).await, fixture.session());
    let outcome = fixture.store.complete_password_sign_in(&password, &session, &fixture.reference()).await.unwrap();
    assert!(matches!(outcome, PasswordSignIn::SignedIn(_)));
}

/// PK-11.
async fn dropping_factors_drops_passkeys(fixture: Fixture) {
    let user = root(&fixture).await;
    let drops = Drops { factors: true, ..Drops::default() };
    let drop_factors = || async {
        let administrator = fixture.administrator("root@example.com");
        match fixture.try_reset(&Reset { administrator, user: None, drops }).await {
            ResetOutcome::Done(done) => done.factors,
            other => panic!("{other:?}"),
        }
    };
    assert!(!drop_factors().await, "there is none");
    let passkey = added(&fixture, user, 1).await;
    fixture.reset(&fixture.administrator("root@example.com")).await;
    assert_eq!(fixture.store.list_passkeys(user).await.unwrap(), [passkey], "kept unless asked");
    assert!(drop_factors().await);
    assert_eq!(fixture.store.list_passkeys(user).await.unwrap(), []);
}
