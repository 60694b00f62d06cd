//! Providers that administrators own: what is sealed in the database, and what happens when it does not open.

use std::{collections::BTreeSet, fs, sync::Arc};

use vestibule_core::{
    access::Checked, clock::SystemClock, ids::Ref, random::OsRandom, seal::Keyring, secret::Secret,
    settings::ProviderSettings,
};
use vestibule_store::{
    Actor, AuditEvent, EventKind, ProviderInput, SqliteBackend, Store,
    conformance::{Backend as _, StoreDeps},
};
use vestibule_tests::json_object;

use crate::{
    installation::{Installation, SECRET, log_lines, state_line},
    storage::database,
};

/// Keeps a provider in the database of an installation that has never run, or does not run.
pub(crate) async fn store_provider(installation: &Installation, id: &str, issuer: &str) {
    if !installation.path("data/secret.key").exists() {
        assert_eq!(installation.serve_once().await.code, Some(0));
    }
    insert(&*database(installation).await.store, id, issuer).await;
}

/// The same, with a key from elsewhere.
pub(crate) async fn store_provider_with(installation: &Installation, key: &Secret, id: &str, issuer: &str) {
    fs::create_dir_all(installation.path("data")).unwrap();
    let keys = Arc::new(Keyring::parse(key).unwrap());
    let deps = StoreDeps { keys, clock: Arc::new(SystemClock), random: Arc::new(OsRandom) };
    let backend = SqliteBackend { folder: Some(installation.path("data")) };
    insert(&*backend.fresh("vestibule", deps).await.unwrap().store, id, issuer).await;
}

pub(crate) async fn insert(store: &dyn Store, id: &str, issuer: &str) {
    let input = ProviderInput {
        id: id.parse().unwrap(),
        definition: "pocketid".parse().unwrap(),
        settings: ProviderSettings { enabled: true, ..ProviderSettings::default() },
        kept: BTreeSet::new(),
        issuer: None,
        checked: Checked::default(),
        force: false,
        public: json_object(serde_json::json!({ "issuer_url": issuer, "client_id": id })),
        secrets: [("client_secret".to_owned(), Secret::new(format!("\"{SECRET}\"")))].into(),
    };
    store.create_provider(&input, &event(EventKind::ProviderCreated)).await.unwrap();
}

/// What the audit log learns of something that was done in the shell.
pub(crate) fn event(kind: EventKind) -> AuditEvent {
    AuditEvent::new(kind, Ref::generate(&OsRandom)).actor(Actor::Shell)
}

/// DB-11, DB-12: a secret that was altered, or belongs to another provider, is that provider's fault; the others run.
#[tokio::test]
async fn a_secret_that_does_not_open_hurts_its_own_provider() {
    let installation = Installation::new();
    let op = installation.upstream(&["op", "flipped", "swapped"]).await;
    for id in ["op", "flipped", "swapped"] {
        store_provider(&installation, id, op.issuer()).await;
    }
    let (from, to) = ("op".parse().unwrap(), "swapped".parse().unwrap());
    let test_access = database(&installation).await.test_access;
    test_access.damage_secrets(&"flipped".parse().unwrap()).await.unwrap();
    test_access.move_secret((&from, "client_secret"), (&to, "client_secret")).await.unwrap();
    drop(test_access);
    let program = installation.serve_ready().await;
    assert_eq!(installation.browser().sign_in("op").await.header("location"), Some("/"));
    let log = program.terminate().await.stderr;
    let says = "client_secret: the sealed value was altered or belongs to another place; enter this secret again";
    for id in ["flipped", "swapped"] {
        assert!(log.contains(&state_line(id, "faulted")), "{log}");
        let faults: Vec<_> = log_lines(&log).into_iter().filter(|line| line["provider"] == id).collect();
        assert!(faults.iter().any(|line| line["fault"].as_str().is_some_and(|fault| fault.contains(says))), "{log}");
    }
    assert!(!log.contains(SECRET));
}

/// DB-11: a database whose key is gone is not given another one.
#[tokio::test]
async fn a_missing_key_is_not_replaced() {
    let installation = Installation::new();
    assert_eq!(installation.serve_once().await.code, Some(0));
    let key = installation.path("data/secret.key");
    fs::rename(&key, installation.path("safe")).unwrap();
    let says = format!(
        "the secret key {} is missing, and the database is encrypted with it. Put the key back, or set \
         VESTIBULE_SECRET_KEY or VESTIBULE_SECRET_KEY_FILE as it is set for the server; if the key is lost, restore a backup with `vestibule restore`\n",
        key.display()
    );
    assert_eq!(installation.refusal().await, says);
    assert!(!key.exists());
    fs::rename(installation.path("safe"), &key).unwrap();
    assert_eq!(installation.serve_once().await.code, Some(0));
}
