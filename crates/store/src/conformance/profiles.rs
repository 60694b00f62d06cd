//! How profiles follow their providers.

use vestibule_core::settings::ProfileSync::{EverySignIn, FillEmpty, FirstSignIn};

use super::{
    fixture::{Attempt, Fixture, address, origins, provider},
    named,
};
use crate::{ProfileField, User, ValueOrigin};

named![
    first_sign_in_leaves_a_profile_alone,
    fill_empty_fills_what_is_empty,
    every_sign_in_replaces_what_was_sent,
    an_address_of_another_user_is_not_taken_over,
    an_address_becomes_verified_and_stays_so,
    groups_follow_when_they_are_sent,
    every_value_keeps_where_it_came_from,
];

/// Jane with a new name and picture, and nothing else.
fn renamed(fixture: &Fixture) -> Attempt {
    let mut attempt = fixture.attempt("jane").with_email(None, false);
    let profile = &mut attempt.identity.profile;
    profile.name = Some("Jane Renamed".into());
    profile.first_name = None;
    profile.last_name = None;
    profile.avatar_url = Some("https://id.example.com/new.png".into());
    profile.groups = None;
    attempt
}

/// Jane, about whom nothing is known at first.
async fn blank_jane(fixture: &Fixture) -> User {
    let mut attempt = fixture.attempt("jane").with_email(None, false);
    let profile = &mut attempt.identity.profile;
    (profile.name, profile.first_name, profile.last_name, profile.avatar_url) = (None, None, None, None);
    fixture.admit(&attempt).await.user
}

async fn first_sign_in_leaves_a_profile_alone(fixture: Fixture) {
    let jane = blank_jane(&fixture).await;
    let mut attempt = fixture.attempt("jane");
    attempt.profile_sync = FirstSignIn;
    let again = fixture.admit(&attempt).await.user;
    assert_eq!((&again, &fixture.user(jane.id).await), (&jane, &jane));
}

async fn fill_empty_fills_what_is_empty(fixture: Fixture) {
    let jane = blank_jane(&fixture).await;
    let filled = fixture.admit(&fixture.attempt("jane")).await.user;
    assert_eq!(filled.name.as_deref(), Some("jane of Example"));
    assert_eq!((filled.email.clone(), filled.email_verified), (Some(address("jane@example.com")), true));
    let mut attempt = renamed(&fixture).with_email(Some("new@example.com"), true);
    attempt.profile_sync = FillEmpty;
    assert_eq!(fixture.admit(&attempt).await.user, filled);
    assert_eq!(fixture.user(jane.id).await, filled);
}

async fn every_sign_in_replaces_what_was_sent(fixture: Fixture) {
    let jane = fixture.admit(&fixture.attempt("jane")).await.user;
    let mut attempt = renamed(&fixture).with_email(Some("new@example.com"), false);
    attempt.profile_sync = EverySignIn;
    let expected = User {
        name: Some("Jane Renamed".into()),
        avatar_url: Some("https://id.example.com/new.png".into()),
        email: Some(address("new@example.com")),
        email_verified: false,
        origins: jane.origins.clone().into_iter().filter(|(field, _)| *field != ProfileField::EmailVerified).collect(),
        ..jane.clone()
    };
    assert_eq!(fixture.admit(&attempt).await.user, expected);
    assert_eq!(fixture.user(jane.id).await, expected);
}

async fn an_address_of_another_user_is_not_taken_over(fixture: Fixture) {
    let bob = fixture.admit(&fixture.attempt("bob")).await.user;
    let jane = fixture.admit(&fixture.attempt("jane")).await.user;
    let mut attempt = fixture.attempt("jane").with_email(Some("BOB@example.com"), true);
    attempt.profile_sync = EverySignIn;
    assert_eq!(fixture.admit(&attempt).await.user, jane);
    assert_eq!((fixture.user(jane.id).await, fixture.user(bob.id).await), (jane, bob));
    let detail = fixture.event_of(&attempt.reference).await.event.detail;
    assert_eq!(detail.as_deref(), Some("address not updated: another user has it"));
}

async fn an_address_becomes_verified_and_stays_so(fixture: Fixture) {
    let jane = fixture.admit(&fixture.attempt("jane").with_email(Some("jane@example.com"), false)).await.user;
    for upstream_says in [true, false] {
        let mut attempt = fixture.attempt("jane").with_email(Some("jane@example.com"), upstream_says);
        attempt.profile_sync = FirstSignIn;
        fixture.admit(&attempt).await;
        assert!(fixture.user(jane.id).await.email_verified);
    }
}

async fn groups_follow_when_they_are_sent(fixture: Fixture) {
    let jane = fixture.admit(&fixture.attempt("jane")).await.user;
    for (sent, expected) in [
        (None, vec!["staff", "\"quoted\" group"]),
        (Some(vec!["a".to_owned(), "ü".to_owned()]), vec!["a", "ü"]),
        (None, vec!["a", "ü"]),
        (Some(vec![]), vec![]),
    ] {
        let mut attempt = fixture.attempt("jane");
        attempt.profile_sync = FirstSignIn;
        attempt.identity.profile.groups = sent;
        assert_eq!(fixture.admit(&attempt).await.user.groups, expected);
        assert_eq!(fixture.user(jane.id).await.groups, expected);
    }
}

async fn every_value_keeps_where_it_came_from(fixture: Fixture) {
    let mut first = fixture.attempt("jane").with_email(None, false);
    (first.identity.profile.last_name, first.identity.profile.groups) = (None, None);
    let jane = fixture.admit(&first).await.user;
    // The second one fills what is empty, and its groups are those of no sign-in.
    fixture.link(jane.id, &fixture.attempt_by("work", "https://work.example.com", "j")).await;
    let of = |id: &str| ValueOrigin::Provider(provider(id));
    let mut expected = origins("pocketid");
    expected.remove(&ProfileField::Groups);
    expected.extend(
        [ProfileField::Email, ProfileField::EmailVerified, ProfileField::LastName].map(|field| (field, of("work"))),
    );
    assert_eq!(fixture.user(jane.id).await.origins, expected);
    // It replaces them when its rule says so, and its groups count once somebody has signed in with it.
    let mut attempt = fixture.attempt_by("work", "https://work.example.com", "j");
    attempt.profile_sync = EverySignIn;
    fixture.admit(&attempt).await;
    assert_eq!(fixture.user(jane.id).await.origins, origins("work"));
}
