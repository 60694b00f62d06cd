//! The sealed secrets of the providers that administrators own.

use std::collections::BTreeMap;

use vestibule_core::{seal::OpenError, secret::Secret};

use super::{
    fixture::{Fixture, provider},
    named,
    providers::{assert_same, create, find, input},
};
use crate::{ChangeOutcome, EventKind};

named![
    a_damaged_secret_affects_one_provider,
    a_kept_secret_stays_even_if_it_does_not_open,
    a_moved_secret_does_not_open,
];

/// DB-11.
async fn a_damaged_secret_affects_one_provider(fixture: Fixture) {
    create(&fixture, "bad").await;
    create(&fixture, "good").await;
    fixture.test_access.damage_secrets(&provider("bad")).await.unwrap();
    let rows = fixture.store.list_providers().await.unwrap();
    assert_eq!(rows[0].secrets["client_secret"], Err(OpenError::Tampered));
    assert_eq!(rows[0].settings.as_ref().unwrap().sort_order, Some(7), "the rest of it is there");
    assert_same(&rows[1], &input("good"));
}

/// DB-11: a provider is disabled with the wrong key, and is whole again with the right one.
async fn a_kept_secret_stays_even_if_it_does_not_open(fixture: Fixture) {
    create(&fixture, "work").await;
    let id = provider("work");
    fixture.test_access.damage_secrets(&id).await.unwrap();
    let mut changed = input("work");
    changed.settings.enabled = false;
    changed.secrets = BTreeMap::from([("private_key".to_owned(), Secret::new("\"new\""))]);
    // Entered anew wins over kept; kept without being stored is nothing.
    changed.kept = ["client_secret", "private_key", "never_stored"].map(str::to_owned).into();
    let begun = &fixture.event(EventKind::ProviderChanged);
    let done = fixture.store.update_provider(&changed, 1, fixture.rules(), begun).await.unwrap();
    let ChangeOutcome::Done(row) = done else { panic!("refused: {done:?}") };
    let wanted = [("client_secret", Err(OpenError::Tampered)), ("private_key", Ok(Secret::new("\"new\"")))];
    assert_eq!(row.secrets, wanted.map(|(name, secret)| (name.to_owned(), secret)).into());
}

/// DB-12: neither between providers nor between fields.
async fn a_moved_secret_does_not_open(fixture: Fixture) {
    create(&fixture, "one").await;
    create(&fixture, "other").await;
    let (one, other) = (provider("one"), provider("other"));
    fixture.test_access.move_secret((&one, "client_secret"), (&other, "client_secret")).await.unwrap();
    fixture.test_access.move_secret((&one, "client_secret"), (&one, "private_key")).await.unwrap();
    let (one, other) = (find(&fixture, &one).await, find(&fixture, &other).await);
    assert_eq!(other.secrets["client_secret"], Err(OpenError::Tampered));
    assert_eq!(one.secrets["private_key"], Err(OpenError::Tampered));
    assert_eq!(one.secrets["client_secret"], Ok(Secret::new("\"one client_secret\"")));
}
