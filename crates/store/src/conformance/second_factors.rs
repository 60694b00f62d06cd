//! Second factors of local administrators.

use vestibule_core::{
    code::ErrorCode,
    ids::{Ref, UserId},
    random::CountingRandom,
    totp::TotpSecret,
};

use super::{fixture::Fixture, named};
use crate::{
    Actor, AuditEvent, AuditFilter, CheckedPassword, Drops, EventKind, FactorProof, Factors, NewTotp, Outcome,
    PasswordSignIn, Reset, ResetOutcome, TotpFactor, User,
};

named![
    one_time_codes_are_kept_and_removed,
    a_password_alone_is_not_enough,
    a_step_is_used_once,
    a_recovery_code_is_used_once,
    new_recovery_codes_replace_the_former,
    factors_need_a_password,
    a_reset_keeps_factors_unless_asked,
    a_changed_password_ends_what_was_checked,
];

fn event(fixture: &Fixture, user: UserId) -> AuditEvent {
    AuditEvent::new(EventKind::FactorAdded, fixture.reference()).actor(Actor::User(user))
}

async fn root(fixture: &Fixture) -> User {
    fixture.store.create_administrator(&fixture.administrator("root@example.com"), fixture.rules()).await.unwrap()
}

fn new_totp(codes: u8) -> NewTotp {
    let recovery_codes = (0..codes).map(|number| [number; 32]).collect();
    NewTotp { secret: TotpSecret::generate(&CountingRandom::default()), step: 100, recovery_codes }
}

async fn enroll(fixture: &Fixture, user: UserId) -> NewTotp {
    let new = new_totp(10);
    assert!(fixture.store.enroll_totp(user, &new, &event(fixture, user)).await.unwrap());
    new
}

async fn try_proof(fixture: &Fixture, user: UserId, proof: FactorProof) -> (PasswordSignIn, Ref) {
    let reference = fixture.reference();
    let checked = fixture.checked(user, proof).await;
    let outcome = fixture.store.complete_password_sign_in(&checked, &fixture.session(), &reference).await;
    (outcome.unwrap(), reference)
}

async fn one_time_codes_are_kept_and_removed(fixture: Fixture) {
    let user = root(&fixture).await.id;
    assert_eq!(fixture.store.list_factors(user).await.unwrap(), Factors { totp: None, recovery_codes: 0 });
    let new = enroll(&fixture, user).await;
    let factor = TotpFactor { created_at: fixture.now(), last_used_at: None };
    let expected = Factors { totp: Some(factor), recovery_codes: 10 };
    assert_eq!(fixture.store.list_factors(user).await.unwrap(), expected);
    let kept = fixture.store.find_totp(user).await.unwrap().unwrap();
    assert_eq!(kept.base32(), new.secret.base32());
    assert!(fixture.store.remove_totp(user, &event(&fixture, user)).await.unwrap());
    assert!(!fixture.store.remove_totp(user, &event(&fixture, user)).await.unwrap(), "there is none any more");
    assert_eq!(fixture.store.list_factors(user).await.unwrap(), Factors { totp: None, recovery_codes: 0 });
    assert!(fixture.store.find_totp(user).await.unwrap().is_none());
}

/// LA-07.
async fn a_password_alone_is_not_enough(fixture: Fixture) {
    let user = root(&fixture).await.id;
    assert!(matches!(try_proof(&fixture, user, FactorProof::None).await.0, PasswordSignIn::SignedIn(_)));
    enroll(&fixture, user).await;
    let before = fixture.rows().await;
    let (outcome, _) = try_proof(&fixture, user, FactorProof::None).await;
    assert!(matches!(outcome, PasswordSignIn::FactorRequired));
    assert_eq!(fixture.rows().await, before, "nothing is written before the second factor");
}

/// LA-08.
async fn a_step_is_used_once(fixture: Fixture) {
    let user = root(&fixture).await.id;
    enroll(&fixture, user).await;
    for (step, is_good) in [(99, false), (100, false), (101, true), (101, false), (103, true), (102, false)] {
        let before = fixture.rows().await;
        let (outcome, reference) = try_proof(&fixture, user, FactorProof::Totp(step)).await;
        assert_eq!(matches!(outcome, PasswordSignIn::SignedIn(_)), is_good, "{step}");
        let event = fixture.event_of(&reference).await.event;
        if is_good {
            assert_eq!((event.outcome, event.detail.as_deref()), (Outcome::Ok, Some("password and one-time code")));
        } else {
            fixture.assert_only_event(before).await;
            assert_eq!((event.code, event.user), (Some(ErrorCode::SecondFactorInvalid), Some(user)));
        }
    }
    assert_eq!(fixture.store.list_factors(user).await.unwrap().totp.unwrap().last_used_at, Some(fixture.now()));
}

/// LA-09.
async fn a_recovery_code_is_used_once(fixture: Fixture) {
    let user = root(&fixture).await.id;
    enroll(&fixture, user).await;
    for (hash, is_good) in [([77; 32], false), ([3; 32], true), ([3; 32], false), ([4; 32], true)] {
        let (outcome, _) = try_proof(&fixture, user, FactorProof::RecoveryCode(hash)).await;
        assert_eq!(matches!(outcome, PasswordSignIn::SignedIn(_)), is_good, "{hash:?}");
    }
    assert_eq!(fixture.store.list_factors(user).await.unwrap().recovery_codes, 8);
}

/// LA-09.
async fn new_recovery_codes_replace_the_former(fixture: Fixture) {
    let user = root(&fixture).await.id;
    assert!(!fixture.store.replace_recovery_codes(user, &[[9; 32]], &event(&fixture, user)).await.unwrap());
    enroll(&fixture, user).await;
    let hashes = [[200; 32], [201; 32]];
    assert!(fixture.store.replace_recovery_codes(user, &hashes, &event(&fixture, user)).await.unwrap());
    let former = try_proof(&fixture, user, FactorProof::RecoveryCode([1; 32])).await.0;
    assert!(matches!(former, PasswordSignIn::FactorRefused));
    let new = try_proof(&fixture, user, FactorProof::RecoveryCode([200; 32])).await.0;
    assert!(matches!(new, PasswordSignIn::SignedIn(_)));
}

async fn factors_need_a_password(fixture: Fixture) {
    let jane = fixture.admit(&fixture.attempt("jane").granting(true)).await.user.id;
    let before = fixture.rows().await;
    assert!(!fixture.store.enroll_totp(jane, &new_totp(10), &event(&fixture, jane)).await.unwrap());
    assert_eq!(fixture.rows().await, before);
}

/// LA-10.
async fn a_reset_keeps_factors_unless_asked(fixture: Fixture) {
    let user = root(&fixture).await.id;
    enroll(&fixture, user).await;
    let mut administrator = fixture.administrator("root@example.com");
    assert!(!fixture.reset(&administrator).await.factors);
    assert!(fixture.store.list_factors(user).await.unwrap().is_required(), "who has the shell says so");
    administrator.reference = fixture.reference();
    let drops = Drops { factors: true, ..Drops::default() };
    let reset = Reset { administrator, user: None, drops };
    let ResetOutcome::Done(done) = fixture.try_reset(&reset).await else { panic!("the address is theirs") };
    assert!(done.factors);
    assert_eq!(fixture.store.list_factors(user).await.unwrap(), Factors { totp: None, recovery_codes: 0 });
    let filter = AuditFilter { reference: Some(reset.administrator.reference), limit: 9, ..AuditFilter::default() };
    let kinds = fixture.store.list_audit(&filter).await.unwrap().into_iter().map(|entry| entry.event.kind);
    assert_eq!(kinds.collect::<Vec<_>>(), [EventKind::UserChanged, EventKind::FactorRemoved]);
}

/// LA-11: a password that was changed between the check and the session opens nothing.
async fn a_changed_password_ends_what_was_checked(fixture: Fixture) {
    let user = root(&fixture).await.id;
    let (session, reference) = (fixture.session(), fixture.reference());
    let checked = CheckedPassword { digest: [0; 32], ..fixture.checked(user, FactorProof::None).await };
    let outcome = fixture.store.complete_password_sign_in(&checked, &session, &reference).await;
    assert!(matches!(outcome.unwrap(), PasswordSignIn::Refused));
    assert_eq!(fixture.event_of(&reference).await.event.code, Some(ErrorCode::NotAllowed));
}
