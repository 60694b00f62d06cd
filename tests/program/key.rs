//! `vestibule key rotate`, with every source of a key, and killed in the middle.

use std::fs;

use http::StatusCode;
use vestibule_core::{random::OsRandom, seal::Keyring};
use vestibule_tests::Ended;

use crate::{
    installation::{Installation, SECRET},
    stored::{store_provider, store_provider_with},
};

fn keys(installation: &Installation, name: &str) -> Vec<String> {
    fs::read_to_string(installation.path(name)).unwrap().lines().map(str::to_owned).collect()
}

/// The provider's secret opens and people get in.
async fn works(installation: &Installation) {
    let program = installation.serve_ready().await;
    assert_eq!(installation.browser().sign_in("op").await.header("location"), Some("/"));
    assert_eq!(program.terminate().await.code, Some(0));
}

#[tokio::test]
async fn the_generated_key_is_replaced_without_signing_anyone_out() {
    let installation = Installation::new();
    let op = installation.upstream(&["op"]).await;
    store_provider(&installation, "op", op.issuer()).await;
    let program = installation.serve_ready().await;
    let person = installation.browser();
    assert_eq!(person.sign_in("op").await.header("location"), Some("/"));
    let before = keys(&installation, "data/secret.key");
    let refused = installation.run(&["key", "rotate"]).await;
    let database = installation.path("data/vestibule.db");
    let says =
        format!("{} is in use: stop the vestibule that runs on it, then run this command again\n", database.display());
    assert_eq!(refused, Ended { code: Some(75), stdout: String::new(), stderr: says });
    assert_eq!(keys(&installation, "data/secret.key"), before, "refused before anything was changed");
    assert_eq!(program.terminate().await.code, Some(0));

    let rotated = installation.run(&["key", "rotate"]).await;
    assert_eq!((rotated.code, &*rotated.stderr), (Some(0), ""));
    // The client secret, and the ID token and the refresh token of the session.
    assert!(rotated.stdout.ends_with("\nRe-encrypted 3 stored secrets.\n"), "{}", rotated.stdout);
    let after = keys(&installation, "data/secret.key");
    assert_eq!((after.len(), &after[1]), (2, &before[0]));
    works(&installation).await;

    let rotated = installation.run(&["key", "rotate", "--drop-old"]).await;
    assert_eq!(rotated.code, Some(0), "{}", rotated.stderr);
    let last = keys(&installation, "data/secret.key");
    assert!(last.len() == 1 && !after.contains(&last[0]));
    assert!(!rotated.stdout.contains(&last[0]) && !rotated.stdout.contains(SECRET));
    let program = installation.serve_ready().await;
    let session = person.reconnected().get_json("/api/auth/session").await;
    assert_eq!(session.status, StatusCode::OK, "{}", session.body);
    drop(program);
}

#[tokio::test]
async fn a_named_file_is_rotated_in_place() {
    let mut installation = Installation::new();
    let op = installation.upstream(&["op"]).await;
    let key = Keyring::generate(&OsRandom);
    fs::write(installation.path("key"), key.expose()).unwrap();
    installation.set("VESTIBULE_SECRET_KEY_FILE", "key");
    store_provider_with(&installation, &key, "op", op.issuer()).await;
    assert_eq!(installation.run(&["key", "rotate", "--drop-old"]).await.code, Some(0));
    let now = keys(&installation, "key");
    assert!(now.len() == 1 && now[0] != key.expose());
    works(&installation).await;
}

/// The environment is not ours to change: first it says what to set, then it seals.
#[tokio::test]
async fn a_key_of_the_environment_is_printed_before_anything_is_sealed() {
    let mut installation = Installation::new();
    let op = installation.upstream(&["op"]).await;
    let key = Keyring::generate(&OsRandom);
    installation.set("VESTIBULE_SECRET_KEY", key.expose());
    store_provider_with(&installation, &key, "op", op.issuer()).await;
    let first = installation.run(&["key", "rotate"]).await;
    let both = first.stdout.strip_prefix("VESTIBULE_SECRET_KEY=").unwrap().trim_end().to_owned();
    let (new, old) = both.split_once(',').unwrap();
    assert_eq!(old, key.expose());
    assert!(first.stderr.starts_with("Nothing has changed yet."), "{}", first.stderr);
    works(&installation).await;

    installation.set("VESTIBULE_SECRET_KEY", &both);
    works(&installation).await;
    let second = installation.run(&["key", "rotate"]).await;
    assert!(second.stdout.ends_with(&format!("\nVESTIBULE_SECRET_KEY={new}\n")), "{}", second.stdout);
    installation.set("VESTIBULE_SECRET_KEY", new);
    works(&installation).await;
    installation.set("VESTIBULE_SECRET_KEY", key.expose());
    assert!(installation.refusal().await.starts_with("the secret key does not open this database"));
}

/// DB-11: killed wherever it was, the next start opens everything, and the next rotation ends what was begun.
#[tokio::test]
async fn killed_in_the_middle_nothing_is_lost() {
    let installation = Installation::new();
    let op = installation.upstream(&["op"]).await;
    store_provider(&installation, "op", op.issuer()).await;
    for round in 0..6 {
        let mut rotation = installation.start(&["key", "rotate"]);
        if round % 2 == 0 {
            rotation.until_output("first").await;
        } else {
            // Before it has said anything: the new key is in its place, or not.
            tokio::task::yield_now().await;
        }
        rotation.kill().await;
        works(&installation).await;
    }
    assert_eq!(installation.run(&["key", "rotate", "--drop-old"]).await.code, Some(0));
    assert_eq!(keys(&installation, "data/secret.key").len(), 1);
    works(&installation).await;
}
