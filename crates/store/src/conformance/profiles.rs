//! How profiles follow their providers.

use vestibule_core::settings::ProfileSync::{EverySignIn, FillEmpty, FirstSignIn};

use super::{
    fixture::{Attempt, Fixture, origins, provider},
    named,
};
use crate::{ProfileField, User, ValueOrigin};

named![
    first_sign_in_leaves_a_profile_alone,
    fill_empty_fills_what_is_empty,
    every_sign_in_replaces_what_was_sent,
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
    assert_eq!(again, fixture.user(jane.id).await);
    assert_eq!((again.name, again.avatar_url), (None, None));
}

async fn fill_empty_fills_what_is_empty(fixture: Fixture) {
    let jane = blank_jane(&fixture).await;
    let filled = fixture.admit(&fixture.attempt("jane")).await.user;
    assert_eq!(filled.name.as_deref(), Some("jane of Example"));
    let mut attempt = renamed(&fixture);
    attempt.profile_sync = FillEmpty;
    let again = fixture.admit(&attempt).await.user;
    assert_eq!(again, User { grants: again.grants.clone(), ..filled });
    assert_eq!(fixture.user(jane.id).await, again);
}

async fn every_sign_in_replaces_what_was_sent(fixture: Fixture) {
    let jane = fixture.admit(&fixture.attempt("jane")).await.user;
    let mut attempt = renamed(&fixture);
    attempt.profile_sync = EverySignIn;
    let found = fixture.admit(&attempt).await.user;
    let expected = User {
        name: Some("Jane Renamed".into()),
        avatar_url: Some("https://id.example.com/new.png".into()),
        grants: found.grants.clone(),
        ..jane.clone()
    };
    assert_eq!(found, expected);
    assert_eq!(fixture.user(jane.id).await, expected);
}

async fn every_value_keeps_where_it_came_from(fixture: Fixture) {
    let mut first = fixture.attempt("jane").with_email(None, false);
    first.identity.profile.last_name = None;
    let jane = fixture.admit(&first).await.user;
    // The second one fills what is empty.
    fixture.link(jane.id, &fixture.attempt_by("work", "https://work.example.com", "j")).await;
    let of = |id: &str| ValueOrigin::Provider(provider(id));
    let mut expected = origins("pocketid");
    expected.insert(ProfileField::LastName, of("work"));
    assert_eq!(fixture.user(jane.id).await.origins, expected);
    // It replaces them when its rule says so.
    let mut attempt = fixture.attempt_by("work", "https://work.example.com", "j");
    attempt.profile_sync = EverySignIn;
    fixture.admit(&attempt).await;
    assert_eq!(fixture.user(jane.id).await.origins, origins("work"));
}
