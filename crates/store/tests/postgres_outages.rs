//! DB-06: what a server does while it is away, and that the program recovers by itself.

#![expect(clippy::unwrap_used, clippy::panic, reason = "only tests are built from this")]

mod support;

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};

use sqlx::{Connection as _, PgConnection};
use support::{Attempt, administrator, event, key, open_url, options};
use tokio::task::JoinHandle;
use vestibule_core::{access::Rules, clock::from_millis, random::CountingRandom, seal::Keyring};
use vestibule_store::{
    ConnectSettings, OpenError, SignInOutcome, Store, StoreError, StoreOptions,
    conformance::{self, PostgresServer},
    with_database_time,
};

async fn open(url: &str) -> Result<Arc<dyn Store>, OpenError> {
    open_url(url, Path::new("/nowhere"), &[key(1)]).await
}

async fn open_waiting(url: &str, wait: Duration) -> Result<Arc<dyn Store>, OpenError> {
    open_connecting(url, ConnectSettings { wait, ..ConnectSettings::default() }).await
}

async fn open_connecting(url: &str, connect: ConnectSettings) -> Result<Arc<dyn Store>, OpenError> {
    vestibule_store::open(StoreOptions { connect, ..options(url, Path::new("/nowhere"), &[key(1)]) }).await
}

fn database(url: &str) -> &str {
    url.trim_start_matches("postgres:///").split('?').next().unwrap()
}

/// Not a measure of time: only so that a defect is a failure and not a test that never ends.
async fn wait_for_notification(node: &Arc<dyn Store>) {
    tokio::time::timeout(Duration::from_secs(60), node.wait_for_remote_change()).await.unwrap();
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
    let limited = with_database_time(Duration::from_millis(300), async {
        assert!(!answers(&store, 2).await);
        assert!(matches!(store.find_session(&[1; 32]).await, Err(StoreError::Unavailable(_))));
    });
    limited.await;
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
    let error = open(&url).await.err().unwrap();
    assert!(error.to_string().contains("it accepts no more connections") && error.is_temporary(), "{error}");
    limit(-1);
    let narrow = open(&url).await.unwrap();
    assert!(answers(&narrow, 1).await);
    limit(0);
    // What is open stays open.
    assert!(answers(&narrow, 2).await);
    server.end_connections(database(&url));
    let limited = with_database_time(Duration::from_millis(300), answers(&narrow, 3));
    assert!(!limited.await, "no connection is left, and no new one is accepted");
    limit(-1);
    assert!(answers(&narrow, 4).await);
    wait_for_notification(&narrow).await;
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
    tokio::time::timeout(Duration::from_secs(60), waiting).await.expect("an answer in time");
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

/// Whether a commit lost its answer, which may have happened or not: the only refusal that a restart may cause. Whoever is refused looks, or
/// asks again.
fn only_a_commit_is_uncertain<T>(answer: &Result<T, StoreError>) -> bool {
    let Err(error) = answer else { return false };
    assert!(error.to_string().contains("during a commit") || error.detail().contains("during a commit"), "{error:?}");
    true
}

/// For a server to restart, on any machine: a busy one takes longer than the ten seconds of a request.
const LONG_ENOUGH: Duration = Duration::from_secs(600);

/// OU-03: who signs in while the server restarts waits, and nobody is refused.
#[tokio::test(flavor = "multi_thread")]
async fn a_restart_loses_no_sign_in() {
    let server = PostgresServer::start();
    let store = open(&server.fresh_url()).await.unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    // Everybody has signed in since the last restart.
    let rounds = Arc::new(AtomicU32::new(0));
    let people: Vec<_> = (0..6u8)
        .map(|person| {
            let (store, stop, rounds) = (store.clone(), stop.clone(), rounds.clone());
            tokio::spawn(async move {
                let mut signed_in = 0u32;
                while !stop.load(Ordering::Relaxed) {
                    let round = async {
                        let flow = [person, signed_in as u8, 1, 2].repeat(8).try_into().unwrap();
                        let consumed = store.consume_flow(&flow, from_millis(1)).await;
                        assert!(consumed.is_ok(), "{consumed:?}");
                        let answer = store.complete_sign_in(&Attempt::new("jane", person).borrow()).await;
                        let is_uncertain = only_a_commit_is_uncertain(&answer);
                        let mut found = store.find_session(&[person; 32]).await.unwrap();
                        assert!(found.is_some() || is_uncertain, "sign-in {signed_in} of person {person}: {answer:?}");
                        while found.is_some() {
                            let ended = store.end_session(&[person; 32], &event()).await;
                            assert!(only_a_commit_is_uncertain(&ended) || ended.unwrap().is_some());
                            found = store.find_session(&[person; 32]).await.unwrap();
                        }
                    };
                    with_database_time(LONG_ENOUGH, round).await;
                    signed_in += 1;
                    rounds.fetch_add(1, Ordering::Relaxed);
                }
                signed_in
            })
        })
        .collect();
    for _ in 0..3 {
        let before = rounds.load(Ordering::Relaxed);
        // Whoever was refused has ended, and says so below.
        while rounds.load(Ordering::Relaxed) < before + 30 && !people.iter().any(JoinHandle::is_finished) {
            tokio::task::yield_now().await;
        }
        tokio::task::block_in_place(|| server.restart());
    }
    stop.store(true, Ordering::Relaxed);
    for person in people {
        assert!(person.await.unwrap() > 0, "they signed in meanwhile");
    }
}

/// OU-03: a statement whose connection is ended under it is asked again on another one.
#[tokio::test]
async fn a_statement_whose_connection_ends_is_asked_again() {
    const WAITING: &str =
        "select coalesce(min(pid), 0) from pg_locks where relation = 'sessions'::regclass and not granted";
    let server = PostgresServer::shared();
    let url = server.fresh_url();
    let store = open(&url).await.unwrap();
    assert!(answers(&store, 1).await);
    let mut other = PgConnection::connect(&url).await.unwrap();
    sqlx::raw_sql("begin; lock table sessions in access exclusive mode").execute(&mut other).await.unwrap();
    let asks = store.clone();
    let reading = tokio::spawn(async move { asks.find_session(&[1; 32]).await });
    let until_waiting = async |former: &str| {
        loop {
            match server.run_on(database(&url), WAITING) {
                process if process != "0" && process != former => return process,
                _ => tokio::task::yield_now().await,
            }
            assert!(!reading.is_finished(), "it is asked again");
        }
    };
    let first = until_waiting("0").await;
    server.run_on(database(&url), &format!("select pg_terminate_backend({first})"));
    until_waiting(&first).await;
    sqlx::raw_sql("rollback").execute(&mut other).await.unwrap();
    assert!(reading.await.unwrap().unwrap().is_some());
}

/// OU-04: one request waits once for a server that is gone, however many questions it has.
#[tokio::test]
async fn a_request_does_not_wait_again_and_again() {
    let server = PostgresServer::start();
    let store = open(&server.fresh_url()).await.unwrap();
    assert!(answers(&store, 1).await);
    server.crash();
    let asked = with_database_time(Duration::from_secs(1), async {
        for number in 0..200 {
            assert!(!answers(&store, number).await);
        }
    });
    tokio::time::timeout(Duration::from_secs(60), asked).await.expect("not a second for each");
}

/// OU-05: a start waits for a server that is not there yet, as long as it is said to and no longer, and says that it may
/// be tried again.
#[tokio::test(flavor = "multi_thread")]
async fn a_start_waits_for_its_server() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = silent.local_addr().unwrap();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for url in [
        format!("postgres://v:canary@{closed}/v"),
        format!("postgres://v:canary@{silent}/v"),
        "postgres://v:canary@nobody.invalid/v".to_owned(),
        format!("postgres://v:canary@{closed},nobody.invalid/v"),
        "postgres:///v?host=/nowhere&password=canary".to_owned(),
    ] {
        let error = open(&url).await.err().unwrap();
        assert!(error.is_temporary() && !error.to_string().contains("canary"), "{url}: {error}");
        assert!(error.to_string().contains("it cannot be reached"), "{url}: {error}");
    }
    let server = PostgresServer::start();
    let url = server.fresh_url();
    server.crash();
    let waiting = tokio::spawn(async move { open_waiting(&url, Duration::from_secs(60)).await.map(|_| ()) });
    tokio::task::yield_now().await;
    server.recover();
    waiting.await.unwrap().unwrap();
}

/// OU-05: more connections than the server accepts are refused before they are missing.
#[tokio::test]
async fn more_connections_than_there_are_is_refused() {
    let connect = ConnectSettings { connections: 250, ..ConnectSettings::default() };
    let error = open_connecting(&PostgresServer::shared().fresh_url(), connect).await.err().unwrap();
    assert!(matches!(error, OpenError::TooManyConnections { connections: 250, accepted: 250 }), "{error}");
    assert!(!error.is_temporary());
}

/// A node has as many connections as `storage.connections` says, and the one that receives notifications.
#[tokio::test(flavor = "multi_thread")]
async fn a_node_has_so_many_connections() {
    let server = PostgresServer::shared();
    for connections in [2, 5] {
        let url = server.fresh_url();
        let store = open_connecting(&url, ConnectSettings { connections, ..ConnectSettings::default() }).await.unwrap();
        let reads: Vec<_> = (0..100)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move { store.find_session(&[1; 32]).await.unwrap().is_some() })
            })
            .collect();
        for read in reads {
            assert!(!read.await.unwrap());
        }
        let counted = format!("select count(*) from pg_stat_activity where datname = '{}'", database(&url));
        let expected = (connections + 1).to_string();
        let until = async {
            // The connection of the start is gone a moment later.
            while server.run(&counted) != expected {
                tokio::task::yield_now().await;
            }
        };
        let reached = tokio::time::timeout(Duration::from_secs(60), until).await;
        assert!(reached.is_ok(), "{} and not {expected}", server.run(&counted));
    }
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
    let answered = tokio::time::timeout(Duration::from_secs(60), waiting).await.expect("an answer in time");
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
