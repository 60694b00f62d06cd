//! Adding and taking identities.

use chrono::Duration;
use vestibule_core::{code::ErrorCode, ids::UserId, settings::ProfileSync};

use super::{
    fixture::{Attempt, Fixture},
    named,
};
use crate::{Actor, EventKind, LinkOutcome, Outcome, UnlinkOutcome, User, conformance::RowCounts};

named![
    an_identity_is_added,
    adding_twice_changes_nothing,
    an_identity_of_another_user_stays_there,
    a_disabled_or_absent_user_gets_no_link,
    a_link_is_taken,
    the_last_sign_in_method_stays,
    a_password_is_a_sign_in_method,
    only_the_owner_takes_a_link,
    rights_go_with_the_last_link_of_their_provider,
    an_address_taken_back_is_taken_from_whoever_claims_it,
    an_address_stays_while_another_provider_vouches_for_it,
];

fn elsewhere(fixture: &Fixture, subject: &str) -> Attempt {
    fixture.attempt_by("work", "https://work.example", subject)
}

async fn jane_with_two_links(fixture: &Fixture) -> User {
    let jane = fixture.admit(&fixture.attempt("jane")).await.user;
    fixture.clock.advance(Duration::milliseconds(1));
    assert!(matches!(fixture.link(jane.id, &elsewhere(fixture, "7")).await, LinkOutcome::Linked(_)));
    jane
}

async fn an_identity_is_added(fixture: Fixture) {
    let jane = fixture.admit(&fixture.attempt("jane")).await.user;
    fixture.clock.advance(Duration::milliseconds(5));
    // Even an unverified address and a second subject of the provider: the person has signed in to prove it.
    let second = fixture.attempt("jane-at-home").with_email(Some("home@example.com"), false);
    let before = fixture.rows().await;
    let LinkOutcome::Linked(id) = fixture.link(jane.id, &second).await else { panic!("not linked") };
    assert_eq!(fixture.rows().await, RowCounts { links: before.links + 1, events: before.events + 1, ..before });
    let links = fixture.store.list_links(jane.id).await.unwrap();
    assert_eq!((links.len(), links[1].id), (2, id), "oldest first");
    assert_eq!((links[1].created_at, links[1].last_used_at), (fixture.now(), None));
    assert_eq!(links[1].email.as_deref(), Some("home@example.com"));
    let event = fixture.event_of(&second.reference).await.event;
    assert_eq!((event.kind, event.outcome, event.code), (EventKind::Link, Outcome::Ok, None));
    assert_eq!((event.user, event.actor), (Some(jane.id), Actor::User(jane.id)));
    assert_eq!((event.provider, event.address.as_deref()), (Some(second.provider.clone()), Some("192.0.2.7")));
    assert_eq!(User { grants: jane.grants.clone(), ..fixture.user(jane.id).await }, jane, "nothing was empty");
    assert_eq!(fixture.admit(&second).await.user.id, jane.id);
}

async fn adding_twice_changes_nothing(fixture: Fixture) {
    let jane = jane_with_two_links(&fixture).await;
    let links = fixture.store.list_links(jane.id).await.unwrap();
    let before = fixture.rows().await;
    let mut again = elsewhere(&fixture, "7");
    again.profile_sync = ProfileSync::FirstSignIn;
    assert_eq!(fixture.link(jane.id, &again).await, LinkOutcome::AlreadyLinked(links[1].id));
    fixture.assert_only_event(before).await;
    assert_eq!(fixture.store.list_links(jane.id).await.unwrap(), links);
}

/// AC-15.
async fn an_identity_of_another_user_stays_there(fixture: Fixture) {
    let bob = fixture.admit(&elsewhere(&fixture, "7")).await.user;
    let jane = fixture.admit(&fixture.attempt("jane")).await.user;
    let (before, attempt) = (fixture.rows().await, elsewhere(&fixture, "7"));
    assert_eq!(fixture.link(jane.id, &attempt).await, LinkOutcome::Refused(ErrorCode::IdentityInUse));
    fixture.assert_only_event(before).await;
    let event = fixture.event_of(&attempt.reference).await.event;
    assert_eq!((event.outcome, event.code), (Outcome::Failed, Some(ErrorCode::IdentityInUse)));
    assert_eq!((event.kind, event.user), (EventKind::Link, Some(jane.id)));
    assert_eq!((fixture.user(jane.id).await, fixture.user(bob.id).await), (jane, bob));
}

async fn a_disabled_or_absent_user_gets_no_link(fixture: Fixture) {
    let jane = fixture.admit(&fixture.attempt("jane")).await.user;
    fixture.test_access.set_disabled(jane.id, true).await.unwrap();
    for user in [jane.id, UserId(uuid::Uuid::from_u128(7))] {
        let (before, attempt) = (fixture.rows().await, elsewhere(&fixture, "7"));
        assert_eq!(fixture.link(user, &attempt).await, LinkOutcome::Refused(ErrorCode::AccountDisabled));
        fixture.assert_only_event(before).await;
    }
}

async fn a_link_is_taken(fixture: Fixture) {
    let jane = jane_with_two_links(&fixture).await;
    let links = fixture.store.list_links(jane.id).await.unwrap();
    let reference = fixture.reference();
    let taken = fixture.store.unlink(jane.id, links[0].id, fixture.rules(), &reference).await.unwrap();
    assert_eq!(taken, Some(UnlinkOutcome::Unlinked { sessions_ended: 1 }));
    assert_eq!(fixture.store.list_links(jane.id).await.unwrap(), links[1..]);
    let event = fixture.event_of(&reference).await.event;
    assert_eq!((event.kind, event.outcome, event.code), (EventKind::Unlink, Outcome::Ok, None));
    assert_eq!((event.user, event.actor), (Some(jane.id), Actor::User(jane.id)));
    assert_eq!(event.provider.as_ref(), Some(&links[0].provider));
}

async fn the_last_sign_in_method_stays(fixture: Fixture) {
    let jane = fixture.admit(&fixture.attempt("jane")).await.user;
    let (link, reference, before) = (fixture.only_link(jane.id).await, fixture.reference(), fixture.rows().await);
    let refused = fixture.store.unlink(jane.id, link, fixture.rules(), &reference).await.unwrap();
    assert_eq!(refused, Some(UnlinkOutcome::Refused(ErrorCode::LastWayIn)));
    fixture.assert_only_event(before).await;
    let event = fixture.event_of(&reference).await.event;
    assert_eq!((event.outcome, event.code), (Outcome::Failed, Some(ErrorCode::LastWayIn)));
}

async fn a_password_is_a_sign_in_method(fixture: Fixture) {
    let root =
        fixture.store.create_administrator(&fixture.administrator("jane@example.com"), fixture.rules()).await.unwrap();
    let jane = fixture.user(root.id).await;
    fixture.link(jane.id, &fixture.attempt("jane")).await;
    let link = fixture.only_link(jane.id).await;
    let taken = fixture.store.unlink(jane.id, link, fixture.rules(), &fixture.reference()).await.unwrap();
    assert_eq!(taken, Some(UnlinkOutcome::Unlinked { sessions_ended: 0 }));
    assert!(fixture.is_admin(jane.id).await, "the shell gave these rights");
}

async fn only_the_owner_takes_a_link(fixture: Fixture) {
    let jane = jane_with_two_links(&fixture).await;
    let bob = fixture.admit(&fixture.attempt("bob")).await.user;
    let (link, before) = (fixture.store.list_links(jane.id).await.unwrap()[0].id, fixture.rows().await);
    assert_eq!(fixture.store.unlink(bob.id, link, fixture.rules(), &fixture.reference()).await.unwrap(), None);
    assert_eq!(fixture.rows().await, before);
}

/// No later sign-in by that provider could take them. The last administrator keeps the identity that gives the rights.
async fn rights_go_with_the_last_link_of_their_provider(fixture: Fixture) {
    let unlink = async |user, link| {
        let reference = fixture.reference();
        let outcome = fixture.store.unlink(user, link, fixture.rules(), &reference).await.unwrap().unwrap();
        (outcome, fixture.event_of(&reference).await.event.detail)
    };
    let jane = fixture.admit(&fixture.attempt("jane").granting(true)).await.user;
    let pocketid = fixture.only_link(jane.id).await;
    fixture.link(jane.id, &elsewhere(&fixture, "7")).await;
    assert_eq!(unlink(jane.id, pocketid).await, (UnlinkOutcome::Refused(ErrorCode::LastWayIn), None));
    assert!(fixture.is_admin(jane.id).await, "the last administrator stays");

    let bob = fixture.admit(&fixture.attempt("bob").granting(true)).await.user;
    let pocketid = fixture.only_link(bob.id).await;
    fixture.link(bob.id, &elsewhere(&fixture, "8")).await;
    let (outcome, detail) = unlink(bob.id, pocketid).await;
    assert_eq!(outcome, UnlinkOutcome::Unlinked { sessions_ended: 1 });
    assert!(!fixture.is_admin(bob.id).await);
    assert_eq!(detail.as_deref(), Some("administrator rights revoked; 1 session ended"));
}

/// ID-06: an address that only aged is its owner's again, and nobody else shows it.
async fn an_address_taken_back_is_taken_from_whoever_claims_it(fixture: Fixture) {
    let jane = fixture.admit(&fixture.attempt("jane")).await.user;
    fixture.clock.advance(Duration::days(31));
    let bob = fixture.admit(&elsewhere(&fixture, "bob").with_email(Some("jane@example.com"), false)).await.user;
    assert!(fixture.access(bob.id).await.email.is_some_and(|email| !email.verified));
    fixture.admit(&fixture.attempt("jane")).await;
    assert_eq!(fixture.access(jane.id).await.verified_email(), jane.grants[0].email.as_ref());
    assert_eq!(fixture.access(bob.id).await.email, None);
}

/// ID-06: what another provider says stays when one link goes.
async fn an_address_stays_while_another_provider_vouches_for_it(fixture: Fixture) {
    let shared = Some("bob@example.com");
    fixture.admit(&fixture.attempt("bob")).await;
    let jane = fixture.admit(&fixture.attempt("jane").with_email(None, false)).await.user;
    fixture.link(jane.id, &elsewhere(&fixture, "7").with_email(shared, true)).await;
    assert_eq!(fixture.access(jane.id).await.email, None, "it is bob's");
    fixture.admit(&fixture.attempt("bob").with_email(None, false)).await;
    let second = fixture.attempt_by("second", "https://second.example", "8").with_email(shared, true);
    let LinkOutcome::Linked(link) = fixture.link(jane.id, &second).await else { panic!("not linked") };
    assert!(fixture.access(jane.id).await.verified_email().is_some(), "bob has none any more");
    fixture.store.unlink(jane.id, link, fixture.rules(), &fixture.reference()).await.unwrap();
    assert!(fixture.access(jane.id).await.verified_email().is_some(), "work says so, too");
}
