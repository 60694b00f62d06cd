//! Adding and taking identities.

use chrono::Duration;
use vestibule_core::{code::ErrorCode, ids::UserId, settings::ProfileSync};

use super::{
    fixture::{Attempt, World},
    named,
};
use crate::{Actor, EventKind, LinkOutcome, Outcome, UnlinkOutcome, User, conformance::RowCounts};

named![
    an_identity_is_added,
    adding_twice_changes_nothing,
    an_identity_of_another_user_stays_there,
    a_disabled_or_absent_user_gets_no_link,
    a_link_is_taken,
    the_last_way_in_stays,
    a_password_is_a_way_in,
    only_the_owner_takes_a_link,
    rights_go_with_the_last_link_of_their_provider,
];

fn elsewhere(world: &World, subject: &str) -> Attempt {
    world.attempt_by("work", "https://work.example", subject)
}

async fn jane_with_two_links(world: &World) -> User {
    let jane = world.admit(&world.attempt("jane")).await.user;
    world.clock.advance(Duration::milliseconds(1));
    assert!(matches!(world.link(jane.id, &elsewhere(world, "7")).await, LinkOutcome::Linked(_)));
    jane
}

async fn an_identity_is_added(world: World) {
    let jane = world.admit(&world.attempt("jane")).await.user;
    world.clock.advance(Duration::milliseconds(5));
    // Even an unverified address and a second subject of the provider: the person has signed in to prove it.
    let second = world.attempt("jane-at-home").with_email(Some("home@example.com"), false);
    let before = world.rows().await;
    let LinkOutcome::Linked(id) = world.link(jane.id, &second).await else { panic!("not linked") };
    assert_eq!(world.rows().await, RowCounts { links: before.links + 1, events: before.events + 1, ..before });
    let links = world.store.list_links(jane.id).await.unwrap();
    assert_eq!((links.len(), links[1].id), (2, id), "oldest first");
    assert_eq!((links[1].created_at, links[1].last_used_at), (world.now(), None));
    assert_eq!(links[1].email.as_deref(), Some("home@example.com"));
    let event = world.event_of(&second.reference).await.event;
    assert_eq!((event.kind, event.outcome, event.code), (EventKind::Link, Outcome::Ok, None));
    assert_eq!((event.user, event.actor), (Some(jane.id), Actor::User(jane.id)));
    assert_eq!((event.provider, event.address.as_deref()), (Some(second.provider.clone()), Some("192.0.2.7")));
    assert_eq!(world.user(jane.id).await, jane, "nothing was empty");
    assert_eq!(world.admit(&second).await.user.id, jane.id);
}

async fn adding_twice_changes_nothing(world: World) {
    let jane = jane_with_two_links(&world).await;
    let links = world.store.list_links(jane.id).await.unwrap();
    let before = world.rows().await;
    let mut again = elsewhere(&world, "7");
    again.profile_sync = ProfileSync::FirstSignIn;
    assert_eq!(world.link(jane.id, &again).await, LinkOutcome::AlreadyLinked(links[1].id));
    world.assert_only_event(before).await;
    assert_eq!(world.store.list_links(jane.id).await.unwrap(), links);
}

/// AC-15.
async fn an_identity_of_another_user_stays_there(world: World) {
    let bob = world.admit(&elsewhere(&world, "7")).await.user;
    let jane = world.admit(&world.attempt("jane")).await.user;
    let (before, attempt) = (world.rows().await, elsewhere(&world, "7"));
    assert_eq!(world.link(jane.id, &attempt).await, LinkOutcome::Refused(ErrorCode::IdentityInUse));
    world.assert_only_event(before).await;
    let event = world.event_of(&attempt.reference).await.event;
    assert_eq!((event.outcome, event.code), (Outcome::Failed, Some(ErrorCode::IdentityInUse)));
    assert_eq!((event.kind, event.user), (EventKind::Link, Some(jane.id)));
    assert_eq!((world.user(jane.id).await, world.user(bob.id).await), (jane, bob));
}

async fn a_disabled_or_absent_user_gets_no_link(world: World) {
    let jane = world.admit(&world.attempt("jane")).await.user;
    world.test_access.set_disabled(jane.id, true).await.unwrap();
    for user in [jane.id, UserId(uuid::Uuid::from_u128(7))] {
        let (before, attempt) = (world.rows().await, elsewhere(&world, "7"));
        assert_eq!(world.link(user, &attempt).await, LinkOutcome::Refused(ErrorCode::AccountDisabled));
        world.assert_only_event(before).await;
    }
}

async fn a_link_is_taken(world: World) {
    let jane = jane_with_two_links(&world).await;
    let links = world.store.list_links(jane.id).await.unwrap();
    let reference = world.reference();
    let taken = world.store.unlink(jane.id, links[0].id, &reference).await.unwrap();
    assert_eq!(taken, Some(UnlinkOutcome::Unlinked));
    assert_eq!(world.store.list_links(jane.id).await.unwrap(), links[1..]);
    let event = world.event_of(&reference).await.event;
    assert_eq!((event.kind, event.outcome, event.code), (EventKind::Unlink, Outcome::Ok, None));
    assert_eq!((event.user, event.actor), (Some(jane.id), Actor::User(jane.id)));
    assert_eq!(event.provider.as_ref(), Some(&links[0].provider));
}

async fn the_last_way_in_stays(world: World) {
    let jane = world.admit(&world.attempt("jane")).await.user;
    let (link, reference, before) = (world.only_link(jane.id).await, world.reference(), world.rows().await);
    let refused = world.store.unlink(jane.id, link, &reference).await.unwrap();
    assert_eq!(refused, Some(UnlinkOutcome::Refused(ErrorCode::LastWayIn)));
    world.assert_only_event(before).await;
    let event = world.event_of(&reference).await.event;
    assert_eq!((event.outcome, event.code), (Outcome::Failed, Some(ErrorCode::LastWayIn)));
}

async fn a_password_is_a_way_in(world: World) {
    let root = world.store.create_administrator(&world.administrator("jane@example.com")).await.unwrap();
    let jane = world.admit(&world.attempt("jane")).await.user;
    assert_eq!(jane.id, root.id, "the operator vouches for the address");
    let link = world.only_link(jane.id).await;
    let taken = world.store.unlink(jane.id, link, &world.reference()).await.unwrap();
    assert_eq!(taken, Some(UnlinkOutcome::Unlinked));
    assert!(world.user(jane.id).await.is_admin, "the shell gave these rights");
}

async fn only_the_owner_takes_a_link(world: World) {
    let jane = jane_with_two_links(&world).await;
    let bob = world.admit(&world.attempt("bob")).await.user;
    let (link, before) = (world.store.list_links(jane.id).await.unwrap()[0].id, world.rows().await);
    assert_eq!(world.store.unlink(bob.id, link, &world.reference()).await.unwrap(), None);
    assert_eq!(world.rows().await, before);
}

/// No later sign-in by that provider could take them.
async fn rights_go_with_the_last_link_of_their_provider(world: World) {
    let jane = world.admit(&world.attempt("jane").granting(true)).await.user;
    let pocketid = world.only_link(jane.id).await;
    world.link(jane.id, &elsewhere(&world, "7")).await;
    let reference = world.reference();
    world.store.unlink(jane.id, pocketid, &reference).await.unwrap();
    assert!(world.user(jane.id).await.is_admin, "the last administrator stays");
    let detail = world.event_of(&reference).await.event.detail.unwrap();
    assert!(detail.starts_with("administrator rights kept"), "{detail}");

    let bob = world.admit(&world.attempt("bob").granting(true)).await.user;
    let pocketid = world.only_link(bob.id).await;
    world.link(bob.id, &elsewhere(&world, "8")).await;
    let reference = world.reference();
    world.store.unlink(bob.id, pocketid, &reference).await.unwrap();
    assert!(!world.user(bob.id).await.is_admin);
    assert_eq!(world.event_of(&reference).await.event.detail.as_deref(), Some("administrator rights taken"));
}
