//! What prevents a start: the port, the data folder, the database, the key.

use std::{fs, sync::Arc};

use tokio::net::TcpListener;
use vestibule_core::{clock::SystemClock, random::OsRandom, seal::Keyring, secret::Secret};
use vestibule_store::{
    SqliteBackend,
    conformance::{Backend as _, StoreDeps, TestStore},
};

use crate::installation::Installation;

/// The database of an installation that does not run, with the way past its traits.
pub(crate) async fn database(installation: &Installation) -> TestStore {
    let key = Secret::new(fs::read_to_string(installation.path("data/secret.key")).unwrap());
    let keys = Arc::new(Keyring::parse(&key).unwrap());
    let deps = StoreDeps { keys, clock: Arc::new(SystemClock), random: Arc::new(OsRandom) };
    let backend = SqliteBackend { folder: Some(installation.path("data")) };
    // Nothing of the program closes what is opened here, so the next start must not expect it.
    let _ = fs::remove_file(installation.path("data/vestibule.db.lock"));
    backend.fresh("vestibule", deps).await.unwrap()
}

/// Starts once and ends in order, so that there are data.
async fn start_once(installation: &Installation) {
    assert_eq!(installation.serve_once().await.code, Some(0));
}

#[tokio::test]
async fn a_port_that_is_taken() {
    let installation = Installation::new();
    let _other = TcpListener::bind(installation.address()).await.unwrap();
    let says = format!(
        "cannot listen on {}: the address is in use by another program; stop it, or change `listen`\n",
        installation.address()
    );
    let ended = installation.run(&["serve"]).await;
    assert_eq!(ended.code, Some(75), "it may be free later: {}", ended.stderr);
    assert!(ended.stderr.ends_with(&says), "{}", ended.stderr);
}

#[tokio::test]
async fn a_data_folder_that_cannot_be_made() {
    let installation = Installation::new();
    installation.configure("data_dir = \"regular/data\"\n");
    fs::write(installation.path("regular"), "a file").unwrap();
    let says = format!(
        "cannot write to {}: Not a directory (os error 20). Make the folder writable for the user that runs vestibule, \
         or change `data_dir`\n",
        installation.path("regular/data").display()
    );
    assert_eq!(installation.refusal().await, says);
}

#[tokio::test]
async fn a_key_file_that_is_not_there_or_holds_no_key() {
    let mut installation = Installation::new();
    installation.set("VESTIBULE_SECRET_KEY_FILE", "key");
    let key = installation.path("key");
    let says = format!(
        "cannot use the key file {}: No such file or directory (os error 2). Check the path and its permissions, \
         or change VESTIBULE_SECRET_KEY_FILE or `data_dir`\n",
        key.display()
    );
    assert_eq!(installation.refusal().await, says);
    fs::write(&key, "canary-4711\n").unwrap();
    let says =
        format!("{}: key number 1 is not 32 bytes in base64; make one with `openssl rand -base64 32`\n", key.display());
    assert_eq!(installation.refusal().await, says);
}

#[tokio::test]
async fn a_key_that_is_malformed_or_another_one() {
    let mut installation = Installation::new();
    let first = Keyring::generate(&OsRandom);
    installation.set("VESTIBULE_SECRET_KEY", first.expose());
    start_once(&installation).await;
    for (key, says) in [
        (
            "",
            "VESTIBULE_SECRET_KEY: is not usable: no key: give 32 random bytes in base64, for instance from `openssl rand \
              -base64 32`\n",
        ),
        (
            "canary-4711",
            "VESTIBULE_SECRET_KEY: is not usable: key number 1 is not 32 bytes in base64; make one with `openssl \
                         rand -base64 32`\n",
        ),
        (
            Keyring::generate(&OsRandom).expose(),
            "the secret key does not open this database. Start with the key that was used \
                                                 before: VESTIBULE_SECRET_KEY, VESTIBULE_SECRET_KEY_FILE, or `secret.key` in \
                                                 the data directory\n",
        ),
    ] {
        installation.set("VESTIBULE_SECRET_KEY", key);
        assert_eq!(installation.refusal().await, says);
    }
    installation.set("VESTIBULE_SECRET_KEY", first.expose());
    start_once(&installation).await;
}

#[tokio::test]
async fn a_file_that_is_no_database() {
    let installation = Installation::new();
    fs::create_dir(installation.path("data")).unwrap();
    let letter = "Dear diary, today I was taken for a database. ".repeat(200);
    fs::write(installation.path("data/vestibule.db"), &letter).unwrap();
    let says = format!(
        "{} is not an SQLite database; check `storage.url` and `data_dir`, or put a backup in its place with `vestibule \
         restore`\n",
        installation.path("data/vestibule.db").display()
    );
    assert_eq!(installation.refusal().await, says);
    // A look at it says the same, and not that there are no providers.
    let listed = installation.run(&["provider", "list"]).await;
    assert_eq!((listed.code, listed.stderr), (Some(2), says));
    assert_eq!(fs::read_to_string(installation.path("data/vestibule.db")).unwrap(), letter, "it is left alone");
}

#[tokio::test]
async fn a_database_of_a_newer_version() {
    let installation = Installation::new();
    start_once(&installation).await;
    database(&installation).await.test_access.pretend_newer().await.unwrap();
    let says = installation.refusal().await;
    let begins = "the database was written by a newer version (its schema is ";
    let ends = "). Run that version, or restore a backup\n";
    assert!(says.starts_with(begins) && says.ends_with(ends), "{says}");
}

/// OU-05: a database that cannot be used now is waited for as long as `storage.wait` says; then the exit code is the one at
/// which a supervisor tries again, with one line that says why.
#[tokio::test]
async fn a_database_that_is_away() {
    let mut installation = Installation::new();
    installation.set("VESTIBULE_STORAGE__WAIT", "2s");
    let port = vestibule_tests::installation::Port::reserve();
    for place in [port.address(), "nobody.invalid".to_owned(), format!("{},nobody.invalid", port.address())] {
        installation.set("VESTIBULE_STORAGE__URL", &format!("postgres://v:canary@{place}/v?sslmode=disable"));
        let ended = installation.run(&["serve"]).await;
        assert_eq!(ended.code, Some(75), "{place}: {}", ended.stderr);
        let says: Vec<_> = ended.stderr.lines().filter(|line| !line.starts_with('{')).collect();
        assert!(matches!(says[..], [line] if line.contains("it cannot be reached; check host and port")), "{says:?}");
        assert!(ended.stderr.contains("it is tried again") && !ended.stderr.contains("canary"), "{}", ended.stderr);
    }
    installation.unset("VESTIBULE_STORAGE__URL");
    start_once(&installation).await;
    let held = database(&installation).await.test_access.hold_writes().await.unwrap();
    let ended = installation.run(&["serve"]).await;
    assert_eq!(ended.code, Some(75), "{}", ended.stderr);
    let locked = format!("{} is locked by another process", installation.path("data/vestibule.db").display());
    assert!(ended.stderr.contains(&locked), "{}", ended.stderr);
    // Nor does a start that waits end before that time.
    installation.set("VESTIBULE_STORAGE__WAIT", "5m");
    let mut waits = installation.start(&["serve"]);
    waits.until_log("it is tried again").await;
    drop(held);
    waits.until_log("setup_url").await;
}
