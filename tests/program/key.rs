//! `vestibule key rotate`, with every source of a key, and killed in the middle.

use std::{collections::BTreeSet, fs, sync::Mutex};

use base64::prelude::{BASE64_STANDARD, Engine as _};
use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use http::StatusCode;
use vestibule_core::{random::OsRandom, seal::Keyring, secret::Secret};
use vestibule_tests::Ended;

use crate::{
    installation::{Installation, SECRET},
    storage::database,
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

/// What an earlier version sealed: with the key itself, for whatever purpose.
fn sealed_by_the_first_version(key: &str, place: &str, plain: &[u8]) -> Vec<u8> {
    let cipher = XChaCha20Poly1305::new_from_slice(&BASE64_STANDARD.decode(key.trim()).unwrap()).unwrap();
    let payload = Payload { msg: plain, aad: place.as_bytes() };
    let id = Keyring::parse(&Secret::new(key)).unwrap().fingerprint();
    [&[1], id.as_slice(), &[9; 24], &cipher.encrypt(&XNonce::from([9; 24]), payload).unwrap()].concat()
}

/// The versions of all sealed values.
async fn versions(installation: &Installation) -> BTreeSet<u8> {
    let versions = Mutex::new(BTreeSet::new());
    let look = |_: &str, sealed: &[u8]| {
        versions.lock().unwrap().insert(sealed[0]);
        sealed.to_vec()
    };
    database(installation).await.test_access.reseal(&look).await.unwrap();
    versions.into_inner().unwrap()
}

/// KY-01: what an earlier version stored opens, and a rotation leaves nothing of it; nobody is signed out.
#[tokio::test]
async fn what_an_earlier_version_sealed_is_sealed_anew() {
    let installation = Installation::new();
    let op = installation.upstream(&["op"]).await;
    store_provider(&installation, "op", op.issuer()).await;
    let program = installation.serve_ready().await;
    let person = installation.browser();
    assert_eq!(person.sign_in("op").await.header("location"), Some("/"));
    assert_eq!(program.terminate().await.code, Some(0));
    let key = keys(&installation, "data/secret.key").remove(0);
    let ring = Keyring::parse(&Secret::new(&key)).unwrap();
    let age = |place: &str, sealed: &[u8]| sealed_by_the_first_version(&key, place, &ring.open(place, sealed).unwrap());
    database(&installation).await.test_access.reseal(&age).await.unwrap();
    assert_eq!(versions(&installation).await, [1].into());
    let program = installation.serve_ready().await;
    assert_eq!(person.reconnected().get_json("/api/auth/session").await.status, StatusCode::OK);
    assert_eq!(installation.browser().sign_in("op").await.header("location"), Some("/"), "the secret opens");
    assert_eq!(program.terminate().await.code, Some(0));
    assert_eq!(versions(&installation).await, [1, 2].into(), "new ones are sealed in the new way");

    let rotated = installation.run(&["key", "rotate", "--drop-old"]).await;
    assert_eq!((rotated.code, &*rotated.stderr), (Some(0), ""));
    assert!(rotated.stdout.contains("Re-encrypted 5 stored secrets."), "{}", rotated.stdout);
    assert_eq!(versions(&installation).await, [2].into());
    works(&installation).await;
    let _program = installation.serve_ready().await;
    assert_eq!(person.reconnected().get_json("/api/auth/session").await.status, StatusCode::OK);
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
