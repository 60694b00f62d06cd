//! People who are not let in. Each refusal leaves one event and nothing else.

use vestibule_core::{code::ErrorCode, settings::Linking};

use super::{
    fixture::{Attempt, ISSUER, World},
    named,
};

named![
    an_address_is_no_proof_by_itself,
    an_unverified_account_is_not_taken_over,
    a_second_subject_takes_over_nobody,
    a_second_subject_of_the_issuer_takes_over_nobody,
    a_disabled_user_stays_out,
    registration_can_be_closed,
    a_refused_sign_in_keeps_the_old_session,
];

/// Jane by another provider.
fn elsewhere(world: &World, verified: bool) -> Attempt {
    world.attempt_by("work", "https://work.example", "7").with_email(Some("jane@example.com"), verified)
}

/// AC-01, AC-02, AC-03: the account is byte for byte what it was.
async fn an_address_is_no_proof_by_itself(world: World) {
    let jane = world.admit(&world.attempt("jane")).await.user;
    let links = world.store.list_links(jane.id).await.unwrap();
    for attempt in [
        elsewhere(&world, false),
        elsewhere(&world, true).with_linking(Linking::Ask),
        elsewhere(&world, true).with_linking(Linking::Never),
    ] {
        world.refuse(&attempt.granting(true), ErrorCode::AccountExists, Some(jane.id)).await;
        assert_eq!(world.user(jane.id).await, jane);
        assert_eq!(world.store.list_links(jane.id).await.unwrap(), links);
    }
}

/// AC-11.
async fn an_unverified_account_is_not_taken_over(world: World) {
    let squatter = world.admit(&world.attempt("jane").with_email(Some("jane@example.com"), false)).await.user;
    for linking in [Linking::VerifiedEmail, Linking::TrustedEmail] {
        let victim = elsewhere(&world, true).with_linking(linking);
        world.refuse(&victim, ErrorCode::AccountExists, Some(squatter.id)).await;
    }
}

/// AC-04, AC-07: a recycled address.
async fn a_second_subject_takes_over_nobody(world: World) {
    let jane = world.admit(&world.attempt("jane")).await.user;
    for linking in [Linking::VerifiedEmail, Linking::TrustedEmail] {
        let heir = world.attempt("heir").with_email(Some("jane@example.com"), true).with_linking(linking);
        world.refuse(&heir, ErrorCode::AccountExists, Some(jane.id)).await;
    }
}

async fn a_second_subject_of_the_issuer_takes_over_nobody(world: World) {
    let jane = world.admit(&world.attempt("jane")).await.user;
    let heir = world.attempt_by("second", ISSUER, "heir").with_email(Some("jane@example.com"), true);
    world.refuse(&heir, ErrorCode::AccountExists, Some(jane.id)).await;
}

/// AC-12.
async fn a_disabled_user_stays_out(world: World) {
    let first = world.attempt("jane");
    let jane = world.admit(&first).await.user;
    world.test_access.set_disabled(jane.id, true).await.unwrap();
    assert!(world.store.find_session(&first.session.token_hash).await.unwrap().is_none());
    assert!(world.store.list_sessions(jane.id).await.unwrap().is_empty());
    world.refuse(&world.attempt("jane").granting(true), ErrorCode::AccountDisabled, Some(jane.id)).await;
    world.refuse(&elsewhere(&world, true), ErrorCode::AccountDisabled, Some(jane.id)).await;
    world.refuse(&elsewhere(&world, false), ErrorCode::AccountExists, Some(jane.id)).await;
    assert!(world.user(jane.id).await.disabled);
}

/// AC-14.
async fn registration_can_be_closed(world: World) {
    world.admit(&world.attempt("jane")).await;
    let mut stranger = world.attempt("stranger");
    stranger.auto_register = false;
    world.refuse(&stranger, ErrorCode::RegistrationClosed, None).await;
    let detail = world.event_of(&stranger.reference).await.event.detail;
    assert_eq!(detail.as_deref(), Some("subject stranger of https://id.example.com"));
    let mut known = world.attempt("jane");
    known.auto_register = false;
    world.admit(&known).await;
}

async fn a_refused_sign_in_keeps_the_old_session(world: World) {
    let jane = world.attempt("jane");
    world.admit(&jane).await;
    let mut stranger = world.attempt("stranger");
    stranger.auto_register = false;
    stranger.session.replaces = Some(jane.session.token_hash);
    world.refuse(&stranger, ErrorCode::RegistrationClosed, None).await;
    assert!(world.store.find_session(&jane.session.token_hash).await.unwrap().is_some());
}
