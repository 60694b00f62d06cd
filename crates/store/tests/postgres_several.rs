//! PostgreSQL that is more than one server: a primary with a standby, and a pooler in front.

mod support;

use std::{
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Instant,
};

use support::{Attempt, key, open_url, sign_in};
use vestibule_store::{OpenError, SignInOutcome, Store, StoreError, conformance::PostgresServer};

async fn open(url: &str) -> Result<Arc<dyn Store>, OpenError> {
    open_url(url, Path::new("/nowhere"), &[key(1)]).await
}

/// OU-08: a primary goes for good and its standby is promoted, while people sign in. Whoever has seen that they are signed
/// in is, and nobody is refused after the switch.
#[tokio::test(flavor = "multi_thread")]
async fn a_failover_loses_nothing_that_was_acknowledged() {
    let primary = PostgresServer::start();
    let database = primary.fresh_database();
    let standby = primary.start_standby();
    // An acknowledged commit is on both.
    primary.run("alter system set synchronous_standby_names = '*'");
    primary.run("select pg_reload_conf()");
    // The standby is asked first, and says that it takes no writes.
    let store = open(&standby.url_with(&primary, &database)).await.unwrap();
    let (next, acknowledged) = (Arc::new(AtomicU32::new(0)), Arc::new(Mutex::new(Vec::new())));
    let refused = Arc::new(Mutex::new(Vec::new()));
    let switched = Arc::new(Mutex::new(None::<(Instant, Instant)>));
    let people: Vec<_> = (0..4)
        .map(|_| {
            let (store, next) = (store.clone(), next.clone());
            let (acknowledged, refused) = (acknowledged.clone(), refused.clone());
            let switched = switched.clone();
            tokio::spawn(async move {
                let mut afterwards = 0;
                while afterwards < 20 {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let begun = Instant::now();
                    let attempt = Attempt::new(&format!("p{number}"), 0).with_number(number);
                    match store.complete_sign_in(&attempt.borrow()).await {
                        Ok(SignInOutcome::SignedIn(_)) => acknowledged.lock().unwrap().push(number),
                        Err(StoreError::Unavailable(_)) => refused.lock().unwrap().push(begun),
                        other => panic!("{other:?}"),
                    }
                    afterwards += u32::from(switched.lock().unwrap().is_some_and(|(_, ended)| begun > ended));
                }
            })
        })
        .collect();
    while acknowledged.lock().unwrap().len() < 100 {
        tokio::task::yield_now().await;
    }
    let begun = Instant::now();
    tokio::task::block_in_place(|| {
        primary.crash();
        standby.promote();
    });
    *switched.lock().unwrap() = Some((begun, Instant::now()));
    for person in people {
        person.await.unwrap();
    }
    let (begun, ended) = switched.lock().unwrap().unwrap();
    let acknowledged = std::mem::take(&mut *acknowledged.lock().unwrap());
    for number in &acknowledged {
        let token = Attempt::new("nobody", 0).with_number(*number).session().token_hash;
        assert!(store.find_session(&token).await.unwrap().is_some(), "sign-in {number} was acknowledged");
    }
    let refused = std::mem::take(&mut *refused.lock().unwrap());
    println!(
        "{} acknowledged, {} refused, the switch took {:?}",
        acknowledged.len(),
        refused.len(),
        ended.duration_since(begun)
    );
    assert!(refused.iter().all(|at| *at <= ended), "after the switch nobody is refused");
    assert!(refused.len() <= 4, "each at most the one that was at its commit");
}

/// OU-08: a standby alone is no database to start with, and may become one.
#[tokio::test]
async fn a_standby_alone_is_refused() {
    let primary = PostgresServer::start();
    let url = primary.fresh_url();
    open(&url).await.unwrap();
    let standby = primary.start_standby();
    let database = url.trim_start_matches("postgres:///").split('?').next().unwrap();
    let error = open(&(standby.url(database) + "&target_session_attrs=read-write")).await.err().unwrap();
    assert!(error.to_string().contains("no server of it takes writes") && error.is_temporary(), "{error}");
}

/// OU-09: pgbouncer's session mode serves, its transaction mode is refused by name, and so is what it does not let pass.
#[tokio::test(flavor = "multi_thread")]
async fn a_pooler_keeps_sessions_or_is_refused() {
    const LETS_PASS: &str = "ignore_startup_parameters = extra_float_digits";
    let server = PostgresServer::shared();
    let database = server.fresh_database();
    let session = server.start_pooler("session", LETS_PASS);
    let [here, there] = [open(&session.url(&database)).await.unwrap(), open(&session.url(&database)).await.unwrap()];
    let jane = sign_in(here.as_ref(), "jane", 1).await.user.id;
    let reading = there.user_changes().begin_reading();
    here.end_session(&[1; 32], &support::event()).await.unwrap().unwrap();
    while there.user_changes().is_current(reading, jane) {
        tokio::task::yield_now().await;
    }
    for mode in ["transaction", "statement"] {
        let pooler = server.start_pooler(mode, LETS_PASS);
        let error = open(&pooler.url(&database)).await.err().unwrap();
        assert!(matches!(error, OpenError::TransactionPooler), "{mode}: {error}");
    }
    let strict = server.start_pooler("session", "");
    let error = open(&strict.url(&database)).await.err().unwrap();
    assert!(error.to_string().contains("set `ignore_startup_parameters"), "{error}");
    assert!(!error.is_temporary());
}
