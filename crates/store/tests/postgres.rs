//! PostgreSQL passes the conformance suite, and keeps the promises that only a server can break.

#![expect(clippy::unwrap_used, reason = "only tests are built from this")]

mod support;

use std::{path::Path, sync::Arc, time::Duration};

use support::{event, key, open_url, provider, sign_in};
use vestibule_core::{clock::from_millis, ids::UserId, random::OsRandom, seal::Keyring, secret::Secret};
use vestibule_store::{
    AuditFilter, OpenError, Reading, Store,
    conformance::{self, PostgresServer},
    maintenance::{self, DatabaseLocation, MaintenanceError},
};

async fn open(url: &str) -> Result<Arc<dyn Store>, OpenError> {
    open_url(url, Path::new("/nowhere"), &[key(1)]).await
}

fn place(url: &str) -> DatabaseLocation {
    DatabaseLocation { url: url.to_owned(), base: "/nowhere".into(), wait: Duration::ZERO }
}

fn database(url: &str) -> &str {
    url.trim_start_matches("postgres:///").split('?').next().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_server_conforms() {
    conformance::run(Arc::new(PostgresServer::shared().backend())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn several_programs_may_open_a_new_database_at_once() {
    let url = PostgresServer::shared().fresh_url();
    let opening = (0..8).map(|_| {
        let url = url.clone();
        tokio::spawn(async move { open(&url).await.map(|_| ()) })
    });
    for opened in opening.collect::<Vec<_>>() {
        opened.await.unwrap().unwrap();
    }
}

/// AC-17: two nodes on one database find what the other one wrote.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_nodes_share_a_database() {
    let url = PostgresServer::shared().fresh_url();
    let nodes = [open(&url).await.unwrap(), open(&url).await.unwrap()];
    let sign_ins = (0..50u8).map(|number| {
        let store = nodes[usize::from(number % 2)].clone();
        tokio::spawn(async move { sign_in(store.as_ref(), "jane", number).await.user.id })
    });
    let mut users = std::collections::HashSet::new();
    for sign_in in sign_ins.collect::<Vec<_>>() {
        users.insert(sign_in.await.unwrap());
    }
    assert_eq!(users.len(), 1);
    assert_eq!(PostgresServer::shared().run_on(database(&url), "select count(*) from sessions"), "50");
    let flow = [7; 32];
    let mut consumed = 0;
    for node in &nodes {
        consumed += u32::from(node.consume_flow(&flow, from_millis(1)).await.unwrap());
    }
    assert_eq!(consumed, 1);
}

/// DB-08: whatever a lost race looks like, the person does not see it.
#[tokio::test]
async fn a_lost_race_is_run_again() {
    for state in ["40001", "40P01", "23505"] {
        let server = PostgresServer::shared();
        let url = server.fresh_url();
        let store = open(&url).await.unwrap();
        // A sequence counts on when its transaction is rolled back.
        let sabotage = format!(
            "create sequence attempts; create function lose() returns trigger language plpgsql as $$ begin \
             if nextval('attempts') = 1 then raise exception 'lost' using errcode = '{state}'; end if; return new; end $$; \
             create trigger lose before insert on sessions for each row execute function lose()"
        );
        server.run_on(database(&url), &sabotage);
        sign_in(store.as_ref(), "jane", 1).await;
        assert_eq!(server.run_on(database(&url), "select nextval('attempts')"), "3", "{state}");
        assert_eq!(server.run_on(database(&url), "select count(*) from audit_events"), "1", "{state}");
    }
}

#[tokio::test]
async fn why_it_cannot_be_opened_is_said_without_the_password() {
    let server = PostgresServer::shared();
    server.run("create user locked password 'right'");
    server.run("create user weak");
    let (foreign, newer, weak) = (server.fresh_url(), server.fresh_url(), server.fresh_url());
    server.run_on(database(&foreign), "create table theirs (id integer)");
    drop(open(&newer).await.unwrap());
    server.run_on(
        database(&newer),
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time) \
         values (999, 'newer', true, '', 0)",
    );
    let weak = weak.replacen("user=vestibule", "user=weak", 1);
    let locked = server.url_as("locked", "postgres") + "&password=canary";
    for (url, expected) in [
        (locked.as_str(), "it rejects this user or password"),
        (&server.url("absent"), "there is no such database; create it"),
        (&weak, "the user may not create tables there"),
        (&foreign, "it contains tables of another program"),
        (&newer, "written by a newer version (its schema is 999"),
        ("postgres://v:canary@127.0.0.1:1/v?sslmode=canary", "this is no URL of a PostgreSQL database"),
    ] {
        let error = open(url).await.err().unwrap();
        assert!(error.to_string().contains(expected), "{url}: {error}");
        assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
    }
    assert_eq!(server.run_on(database(&foreign), "select count(*) from pg_tables where schemaname = 'public'"), "1");
}

/// OU-09: an engine, or a pooler, without something that we need is refused by name, whatever speaks its protocol.
#[tokio::test]
async fn an_engine_that_lacks_something_is_refused() {
    let server = PostgresServer::shared();
    let url = server.fresh_url();
    let name = database(&url);
    let lacking = format!(
        "create schema engine; create function engine.pg_advisory_xact_lock(bigint) returns void language plpgsql as $$ \
         begin raise exception 'unimplemented: advisory locks' using errcode = '0A000'; end $$; \
         alter database {name} set search_path = engine, public, pg_catalog"
    );
    server.run_on(name, &lacking);
    let error = open(&url).await.err().unwrap();
    let said = error.to_string();
    assert!(said.contains("it lacks something that vestibule needs; connect to PostgreSQL 15"), "{said}");
    assert!(said.contains("unimplemented: advisory locks"), "{said}");
    assert!(!error.is_temporary(), "it would lack it tomorrow");
}

/// ND-05: while nodes are upgraded one after the other, the former version works with what the new one has added.
#[tokio::test]
async fn a_column_that_another_version_adds_spoils_no_connection() {
    let server = PostgresServer::shared();
    let url = server.fresh_url();
    let store = open(&url).await.unwrap();
    let jane = sign_in(store.as_ref(), "jane", 1).await.user.id;
    assert!(store.end_session(&[1; 32], &event()).await.unwrap().is_some());
    let read = async || {
        assert_eq!(store.list_links(jane).await.unwrap().len(), 1);
        assert_eq!(store.list_tokens().await.unwrap().len(), 0);
        assert_eq!(store.list_nodes().await.unwrap().len(), 0);
        assert_eq!(store.list_providers().await.unwrap().len(), 0);
        assert_eq!(store.list_signing_keys().await.unwrap().len(), 0);
        assert!(store.find_passkey(b"none").await.unwrap().is_none());
        store.list_audit(&AuditFilter { limit: 9, ..AuditFilter::default() }).await.unwrap().len()
    };
    assert_eq!(read().await, 2);
    let all = "do $$ declare name text; begin for name in select tablename from pg_tables where schemaname = 'public' \
               loop execute format('alter table %I add column added text', name); end loop; end $$";
    server.run_on(database(&url), all);
    sign_in(store.as_ref(), "jane", 2).await;
    assert!(store.end_session(&[2; 32], &event()).await.unwrap().is_some());
    assert_eq!(read().await, 4);
}

/// OU-06: what a restore has left out is missed at the start, not when it is needed.
#[tokio::test]
async fn an_incomplete_database_is_refused() {
    let server = PostgresServer::shared();
    for (damage, named) in [
        ("alter table links drop constraint links_pkey", "primary key links (id)"),
        ("alter table users drop constraint users_username_key", "unique users (username)"),
        ("alter table sessions drop constraint sessions_user_id_fkey", "foreign key sessions (user_id) to users"),
        ("drop index sessions_by_expiry", "index sessions_by_expiry on sessions (idle_expires_at)"),
        ("alter table sessions drop column refresh_token_sealed", "column sessions.refresh_token_sealed"),
        ("drop table consumed_flows", "column consumed_flows.expires_at"),
        (
            "update pg_index set indisvalid = false where indexrelid = 'links_by_user'::regclass",
            "index links_by_user on links (user_id)",
        ),
    ] {
        let url = server.fresh_url();
        drop(open(&url).await.unwrap());
        server.run_on(database(&url), damage);
        let error = open(&url).await.err().unwrap();
        let said = error.to_string();
        assert!(said.starts_with("the database is incomplete, it has no ") && said.contains(named), "{damage}: {said}");
        assert!(!error.is_temporary());
    }
    // What somebody has added is theirs.
    let url = server.fresh_url();
    drop(open(&url).await.unwrap());
    server.run_on(database(&url), "create index mine on users (created_at); create table theirs (id integer)");
    open(&url).await.unwrap();
}

#[tokio::test]
async fn a_wrong_key_is_refused_and_changes_nothing() {
    let url = PostgresServer::shared().fresh_url();
    drop(open(&url).await.unwrap());
    let refused = open_url(&url, Path::new("/nowhere"), &[key(2)]).await;
    assert!(matches!(refused, Err(OpenError::WrongKey)));
    open(&url).await.unwrap();
    assert!(maintenance::exists(&place(&url)).await.unwrap());
    assert!(!maintenance::exists(&place(&PostgresServer::shared().fresh_url())).await.unwrap());
}

/// DB-11: no server runs during a key rotation, and the old key is not needed afterwards.
#[tokio::test]
async fn everything_is_sealed_again() {
    let url = PostgresServer::shared().fresh_url();
    let store = open(&url).await.unwrap();
    for number in 1..=3 {
        sign_in(store.as_ref(), "jane", number).await;
    }
    store.create_provider(&provider("work"), &event()).await.unwrap();
    assert!(matches!(maintenance::open_exclusive(&place(&url)).await, Err(MaintenanceError::InUse(_))));
    drop(store);
    let keys = Keyring::parse(&Secret::new(format!("{},{}", key(2).expose(), key(1).expose()))).unwrap();
    let mut database = loop {
        // Its connections end in the background.
        match maintenance::open_exclusive(&place(&url)).await {
            Ok(database) => break database.unwrap(),
            Err(MaintenanceError::InUse(_)) => tokio::task::yield_now().await,
            Err(error) => panic!("{error}"),
        }
    };
    assert!(matches!(open(&url).await, Err(OpenError::KeyRotationInProgress)));
    database.check_keys(&keys).await.unwrap();
    assert_eq!(database.count_outdated(&keys).await.unwrap(), 5);
    let done = database.reencrypt(&keys, &OsRandom, |_| {}).await.unwrap();
    assert_eq!((done.values, done.unreadable), (4, vec![]));
    assert_eq!(database.count_outdated(&keys).await.unwrap(), 0);
    database.close().await.unwrap();
    let store = open_url(&url, Path::new("/nowhere"), &[key(2)]).await.unwrap();
    let ended = store.end_session(&[1; 32], &event()).await.unwrap().unwrap();
    assert_eq!(ended.id_token, Some(Secret::new("canary.id_token.jane")));
    let work = store.find_provider(&"work".parse().unwrap()).await.unwrap().unwrap();
    assert!(work.secrets["client_secret"].as_ref().is_ok_and(|secret| secret.expose() == "\"canary\""));
    let copy = maintenance::backup(&place(&url), Path::new("/nowhere/copy"), |_, _| {}).await;
    assert!(matches!(copy, Err(MaintenanceError::ServerDatabase)));
}

/// What one node saves the others hear of, and after a loss they look by themselves.
#[tokio::test]
async fn provider_changes_are_notified() {
    let server = PostgresServer::shared();
    let url = server.fresh_url();
    let (here, there) = (open(&url).await.unwrap(), open(&url).await.unwrap());
    // The count of changes, by which nodes see what no notification announced, stays as it is.
    let uncounted = "create rule uncounted as on update to change_numbers do instead nothing";
    server.run_on(database(&url), uncounted);
    here.create_provider(&provider("work"), &event()).await.unwrap();
    wait_for_notification(&there).await;
    // A node is not notified of its own change: the next one is the first that arrives.
    there.create_provider(&provider("other"), &event()).await.unwrap();
    wait_for_notification(&here).await;
    let nothing_more = tokio::time::timeout(Duration::from_millis(1), here.wait_for_remote_change()).await;
    assert!(nothing_more.is_err());
    server.end_connections(database(&url));
    wait_for_notification(&here).await;
    wait_for_notification(&there).await;
}

/// SE-04: what ends sessions at one node ends them at the others at once, and after a loss they look by themselves.
#[tokio::test]
async fn ends_of_sessions_are_notified() {
    let server = PostgresServer::shared();
    let url = server.fresh_url();
    let (here, there) = (open(&url).await.unwrap(), open(&url).await.unwrap());
    let (jane, joe) = (sign_in(&*here, "jane", 1).await.user.id, sign_in(&*here, "joe", 2).await.user.id);
    let reading = there.user_changes().begin_reading();
    here.end_session(&[1; 32], &event()).await.unwrap().unwrap();
    until_changed(&there, reading, jane).await;
    assert!(there.user_changes().is_current(reading, joe), "only hers");
    server.end_connections(database(&url));
    until_changed(&there, reading, joe).await;
}

/// Not a measure of time: only so that a defect is a failure and not a test that never ends.
async fn until_changed(node: &Arc<dyn Store>, reading: Reading, user: UserId) {
    let changed = async {
        while node.user_changes().is_current(reading, user) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), changed).await.unwrap();
}

/// Not a measure of time: only so that a defect is a failure and not a test that never ends.
async fn wait_for_notification(node: &Arc<dyn Store>) {
    tokio::time::timeout(Duration::from_secs(60), node.wait_for_remote_change()).await.unwrap();
}
