//! People who are not let in. Each refusal leaves one event and nothing else.

use vestibule_core::{code::ErrorCode, settings::Linking};

use crate::{
    AuditEvent, CompleteLink, CompleteSignIn, Confirmed, EventKind, LinkOutcome, RefusalRows, RefusedIdentity,
    SignInOutcome,
};

use super::{
    fixture::{Attempt, Fixture, ISSUER},
    named,
};

named![
    an_address_is_no_proof_by_itself,
    a_second_subject_takes_over_no_account,
    a_second_subject_of_the_issuer_takes_over_no_account,
    a_disabled_user_stays_out,
    registration_can_be_closed,
    a_refused_sign_in_keeps_the_old_session,
    whoever_counts_refusals_decides_which_are_rows,
    what_ends_with_a_refusal_is_a_row,
];

/// Jane by another provider.
fn elsewhere(fixture: &Fixture, verified: bool) -> Attempt {
    fixture.attempt_by("work", "https://work.example", "7").with_email(Some("jane@example.com"), verified)
}

/// AC-01, AC-02, AC-03: the account is byte for byte what it was.
async fn an_address_is_no_proof_by_itself(fixture: Fixture) {
    let jane = fixture.admit(&fixture.attempt("jane")).await.user;
    let links = fixture.store.list_links(jane.id).await.unwrap();
    for attempt in [
        elsewhere(&fixture, false),
        elsewhere(&fixture, true).with_linking(Linking::Ask),
        elsewhere(&fixture, true).with_linking(Linking::Never),
    ] {
        fixture.refuse(&attempt.granting(true), ErrorCode::AccountExists, Some(jane.id)).await;
        assert_eq!(fixture.user(jane.id).await, jane);
        assert_eq!(fixture.store.list_links(jane.id).await.unwrap(), links);
    }
}

/// AC-04, AC-07: a recycled address.
async fn a_second_subject_takes_over_no_account(fixture: Fixture) {
    let jane = fixture.admit(&fixture.attempt("jane")).await.user;
    for linking in [Linking::VerifiedEmail, Linking::TrustedEmail] {
        let heir = fixture.attempt("heir").with_email(Some("jane@example.com"), true).with_linking(linking);
        fixture.refuse(&heir, ErrorCode::AccountExists, Some(jane.id)).await;
    }
}

async fn a_second_subject_of_the_issuer_takes_over_no_account(fixture: Fixture) {
    let jane = fixture.admit(&fixture.attempt("jane")).await.user;
    let heir = fixture.attempt_by("second", ISSUER, "heir").with_email(Some("jane@example.com"), true);
    fixture.refuse(&heir, ErrorCode::AccountExists, Some(jane.id)).await;
}

/// AC-12.
async fn a_disabled_user_stays_out(fixture: Fixture) {
    let first = fixture.attempt("jane");
    let jane = fixture.admit(&first).await.user;
    fixture.test_access.set_disabled(jane.id, true).await.unwrap();
    assert!(fixture.store.find_session(&first.session.token_hash).await.unwrap().is_none());
    assert!(fixture.store.list_sessions(jane.id).await.unwrap().is_empty());
    fixture.refuse(&fixture.attempt("jane").granting(true), ErrorCode::AccountDisabled, Some(jane.id)).await;
    fixture.refuse(&elsewhere(&fixture, true), ErrorCode::AccountDisabled, Some(jane.id)).await;
    fixture.refuse(&elsewhere(&fixture, false), ErrorCode::AccountExists, Some(jane.id)).await;
    assert!(fixture.user(jane.id).await.disabled);
}

/// AC-14.
async fn registration_can_be_closed(fixture: Fixture) {
    fixture.admit(&fixture.attempt("jane")).await;
    let mut unknown = fixture.attempt("unknown");
    unknown.auto_register = false;
    fixture.refuse(&unknown, ErrorCode::RegistrationClosed, None).await;
    let detail = fixture.event_of(&unknown.reference).await.event.detail;
    assert_eq!(detail.as_deref(), Some("subject unknown of https://id.example.com"));
    let mut known = fixture.attempt("jane");
    known.auto_register = false;
    fixture.admit(&known).await;
}

async fn a_refused_sign_in_keeps_the_old_session(fixture: Fixture) {
    let jane = fixture.attempt("jane");
    fixture.admit(&jane).await;
    let mut unknown = fixture.attempt("unknown");
    unknown.auto_register = false;
    unknown.session.replaces = Some(jane.session.token_hash);
    fixture.refuse(&unknown, ErrorCode::RegistrationClosed, None).await;
    assert!(fixture.store.find_session(&jane.session.token_hash).await.unwrap().is_some());
}

/// WH-07: a refused sign-in and a refused link.
async fn whoever_counts_refusals_decides_which_are_rows(fixture: Fixture) {
    let jane = fixture.admit(&fixture.attempt("jane")).await.user;
    let before = fixture.rows().await;
    let counted = |event: &AuditEvent| {
        assert!(event.code.is_some() && event.provider.is_some(), "the whole event is there to be counted");
        false
    };
    let attempt = elsewhere(&fixture, false);
    let sign_in = attempt.borrow();
    let confirmed = Confirmed { refusals: RefusalRows(&counted), ..sign_in.confirmed };
    let refused = fixture.store.complete_sign_in(&CompleteSignIn { confirmed, ..sign_in }).await.unwrap();
    assert!(matches!(refused, SignInOutcome::Refused(ErrorCode::AccountExists)));
    let other = fixture.admit(&fixture.attempt("other")).await.user;
    let between = fixture.rows().await;
    let own = fixture.attempt("jane");
    let confirmed = Confirmed { refusals: RefusalRows(&counted), ..own.borrow().confirmed };
    let link = CompleteLink { user: other.id, confirmed, reference: &own.reference, address: None };
    let refused = fixture.store.complete_link(&link).await.unwrap();
    assert_eq!(refused, LinkOutcome::Refused(ErrorCode::IdentityInUse));
    assert_eq!(fixture.rows().await, between);
    assert_eq!(between.events, before.events + 1, "the sign-in that was not refused");
    assert_eq!(fixture.user(jane.id).await.id, jane.id);
}

/// WH-07: the rules of its provider refuse a person whom it granted something.
async fn what_ends_with_a_refusal_is_a_row(fixture: Fixture) {
    let attempt = fixture.attempt("jane");
    fixture.admit(&attempt).await;
    for (withdraws, ended) in [(true, 1), (false, 0)] {
        let before = fixture.rows().await;
        let event = AuditEvent::new(EventKind::SignIn, fixture.reference()).failed(ErrorCode::NotAllowed);
        let refused = RefusedIdentity {
            provider: &attempt.provider,
            identity: &attempt.identity,
            event: &event,
            refusals: RefusalRows(&|_| false),
        };
        assert_eq!(fixture.store.refuse_identity(&refused).await.unwrap(), Some(ended));
        assert_eq!(fixture.rows().await.events, before.events + i64::from(withdraws), "withdraws: {withdraws}");
    }
}
