//! DB-06: what a server does while it is away, and that the program recovers by itself.

#![expect(clippy::unwrap_used, clippy::panic, reason = "only tests are built from this")]

mod support;

use std::{path::Path, sync::Arc, time::Duration};

use support::{Attempt, administrator, key, open_url};
use vestibule_core::{access::Rules, random::CountingRandom, seal::Keyring};
use vestibule_store::{
    OpenError, SignInOutcome, Store, StoreError,
    conformance::{self, PostgresServer},
};

async fn open(url: &str) -> Result<Arc<dyn Store>, OpenError> {
    open_url(url, Path::new("/nowhere"), &[key(1)]).await
}

fn database(url: &str) -> &str {
    url.trim_start_matches("postgres:///").split('?').next().unwrap()
}

/// Not a measure of time: only so that a defect is a failure and not a test that never ends.
async fn wait_for_notification(node: &Arc<dyn Store>) {
    tokio::time::timeout(Duration::from_secs(30), node.wait_for_remote_change()).await.unwrap();
}

async fn answers(store: &Arc<dyn Store>, number: u8) -> bool {
    let attempt = Attempt::new("jane", number);
    match store.complete_sign_in(&attempt.borrow()).await {
        Ok(SignInOutcome::SignedIn(_)) => true,
        Err(StoreError::Unavailable(_)) => false,
        other => panic!("{other:?}"),
    }
}

/// DB-06: the server ends every connection; the next request finds a new one.
#[tokio::test]
async fn ended_connections_are_replaced() {
    let server = PostgresServer::shared();
    let url = server.fresh_url();
    let store = open(&url).await.unwrap();
    assert!(answers(&store, 1).await);
    for number in 2..6 {
        server.end_connections(database(&url));
        assert!(answers(&store, number).await, "a connection is tested before it is used");
    }
}

/// DB-06: a crash is an error while it lasts, and nothing that was confirmed is lost.
#[tokio::test]
async fn a_crash_passes() {
    let server = PostgresServer::start();
    let url = server.fresh_url();
    let store = open(&url).await.unwrap();
    assert!(answers(&store, 1).await);
    server.crash();
    assert!(!answers(&store, 2).await);
    assert!(matches!(store.find_session(&[1; 32]).await, Err(StoreError::Unavailable(_))));
    server.recover();
    assert!(answers(&store, 3).await);
    assert!(store.find_session(&[1; 32]).await.unwrap().is_some());
    wait_for_notification(&store).await;
}

/// DB-06: the server refuses connections for a while.
#[tokio::test]
async fn a_limit_of_connections_passes() {
    let server = PostgresServer::shared();
    let url = server.fresh_url();
    let wide = open(&url).await.unwrap();
    // Superusers are let in all the same.
    server.run("create user narrow");
    server.run_on(database(&url), "grant all on all tables in schema public to narrow");
    let url = url.replacen("user=vestibule", "user=narrow", 1);
    let limit = |limit: i8| server.run(&format!("alter database {} connection limit {limit}", database(&url)));
    limit(1);
    let error = open(&url).await.err().unwrap().to_string();
    assert!(error.contains("it accepts no more connections"), "{error}");
    limit(-1);
    let narrow = open(&url).await.unwrap();
    limit(1);
    assert!(!answers(&narrow, 1).await, "its one connection listens");
    limit(-1);
    assert!(answers(&narrow, 2).await);
    drop(wide);
}

/// DB-06: a server that does not respond is not waited for without end.
#[tokio::test(flavor = "multi_thread")]
async fn a_silent_server_is_given_up() {
    let server = PostgresServer::start();
    let url = server.fresh_url();
    let store = open(&url).await.unwrap();
    assert!(answers(&store, 1).await);
    let frozen = server.freeze();
    let waiting = async {
        let reading = store.find_session(&[1; 32]);
        let (signed_in, read) = tokio::join!(answers(&store, 2), reading);
        assert!(!signed_in);
        assert!(matches!(read, Err(StoreError::Unavailable(_))));
    };
    tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("an answer in time");
    drop(frozen);
    assert!(answers(&store, 3).await);
    assert!(store.find_session(&[3; 32]).await.unwrap().is_some());
}

async fn fresh(server: &PostgresServer, name: &str) -> conformance::TestStore {
    let random = Arc::new(CountingRandom::default());
    let keys = Arc::new(Keyring::parse(&Keyring::generate(random.as_ref())).unwrap());
    let clock = Arc::new(vestibule_core::clock::FixedClock::at(1));
    let parts = conformance::StoreDeps { keys, clock, random };
    conformance::Backend::fresh(&server.backend(), name, parts).await.unwrap()
}

/// DB-06: the same in the middle of a statement, where only we can give up.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_falls_silent_is_given_up() {
    let server = PostgresServer::start();
    let fresh = fresh(&server, "silent").await;
    let database = fresh.test_access.hold_writes().await.unwrap();
    let store = fresh.store.clone();
    let waiting = tokio::spawn(async move { answers(&store, 1).await });
    while server.run("select count(*) from pg_locks where not granted") == "0" {
        tokio::task::yield_now().await;
    }
    let frozen = server.freeze();
    let answered = tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("an answer in time");
    assert!(!answered.unwrap());
    drop(frozen);
    drop(database);
    assert!(answers(&fresh.store, 2).await);
}

/// DB-02: somebody who keeps a lock delays others no longer than the statement timeout.
#[tokio::test]
async fn a_lock_that_stays_is_given_up() {
    let fresh = fresh(PostgresServer::shared(), "locked_out").await;
    let database = fresh.test_access.hold_writes().await.unwrap();
    assert!(!answers(&fresh.store, 1).await);
    drop(database);
    assert!(answers(&fresh.store, 2).await);
    fresh.store.create_administrator(&administrator("root@example.com"), Rules::LOCAL).await.unwrap();
}
