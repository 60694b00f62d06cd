//! Failures that can only be provoked on the writing connection itself.

use std::{collections::BTreeSet, fs, path::Path, sync::Arc};

use chrono::Duration;
use vestibule_core::{
    access::{self, Checked, Rules},
    clock::{FixedClock, from_millis},
    identity::{Identity, Profile},
    ids::{Issuer, ProviderId, Ref, Subject},
    random::CountingRandom,
    seal::Keyring,
    secret::Secret,
    settings::{Linking, ProfileSync, ProviderSettings},
};

use crate::{
    Audit as _, AuditEvent, AuditFilter, Availability as _, ChangeOutcome, CompleteSignIn, Confirmed, ConnectSettings,
    EventKind, NewSession, Outcome, ProviderInput, Providers as _, RefusalRows, Sessions as _, SignInOutcome,
    SignIns as _, StoreError, StoreOptions,
    sql::{SqlStore, connection::Pools, decrypted_secrets::DECRYPTED, errors::primary_code},
};

/// `SQLITE_NOMEM` (<https://www.sqlite.org/rescode.html>).
const NOMEM: u8 = 7;

pub(crate) async fn memory() -> SqlStore {
    at("sqlite::memory:", Path::new("")).await
}

async fn at(url: &str, base: &Path) -> SqlStore {
    let random = Arc::new(CountingRandom::default());
    let keys = Arc::new(Keyring::parse(&Keyring::generate(random.as_ref())).unwrap());
    let clock = Arc::new(FixedClock::at(1_700_000_000_123));
    let options = StoreOptions {
        url: url.to_owned(),
        base: base.to_owned(),
        connect: ConnectSettings::default(),
        keys,
        clock,
        random,
    };
    super::open(options).await.unwrap()
}

pub(super) fn writer(store: &SqlStore) -> &sqlx::SqlitePool {
    match &store.pools {
        Pools::Sqlite { writer, .. } => writer,
        Pools::Postgres(_) => unreachable!("these tests are about SQLite"),
    }
}

pub(super) async fn execute(store: &SqlStore, sql: &'static str) {
    sqlx::raw_sql(sql).execute(writer(store)).await.unwrap();
}

pub(super) async fn sign_in(store: &SqlStore) -> Result<SignInOutcome, StoreError> {
    sign_in_by(store, 1).await
}

/// `number` makes the session's token hash.
async fn sign_in_by(store: &SqlStore, number: u16) -> Result<SignInOutcome, StoreError> {
    let provider: ProviderId = "pocketid".parse().unwrap();
    let identity = Identity {
        issuer: Issuer("https://id.example.com".into()),
        subject: Subject::parse("jane").unwrap(),
        profile: Profile::default(),
        claims: serde_json::Map::new(),
        id_token: None,
        not_taken: Vec::new(),
        id_token_alg: None,
        upstream_session: None,
        refresh_token: None,
    };
    let mut token_hash = [0; 32];
    token_hash[..2].copy_from_slice(&number.to_be_bytes());
    let session = NewSession {
        token_hash,
        idle: Duration::hours(1),
        absolute: Duration::hours(2),
        recheck: Duration::minutes(15),
        user_agent: Some("x".repeat(500)),
        address: None,
        authentication: vestibule_core::authentication::Authentication::default(),
        replaces: None,
        application_id: None,
    };
    let sign_in = CompleteSignIn {
        confirmed: Confirmed {
            provider: &provider,
            identity: &identity,
            linking: Linking::VerifiedEmail,
            profile_sync: ProfileSync::FillEmpty,
            grants_admin: false,
            checked: &Checked::default(),
            rules: Rules { providers: &access::Providers::default(), grant_max_age: Duration::days(30) },
            refusals: RefusalRows::ALL,
        },
        auto_register: true,
        session: Some(&session),
        reference: &Ref::generate(&CountingRandom::default()),
    };
    store.complete_sign_in(&sign_in).await
}

async fn events(store: &SqlStore) -> usize {
    store.list_audit(&AuditFilter { limit: 200, ..AuditFilter::default() }).await.unwrap().len()
}

/// DB-08: what another node has just written is found by the second attempt.
#[tokio::test]
async fn a_conflict_is_tried_once_more() {
    let store = memory().await;
    // The count of changes survives a rollback, so the trigger refuses the first attempt and lets the second one pass.
    execute(
        &store,
        "create temp table mark as select total_changes() + 3 as changes;
         create temp trigger conflict before insert on main.sessions
             when total_changes() <= (select changes from mark) begin select raise(abort, 'taken'); end;",
    )
    .await;
    assert!(matches!(sign_in(&store).await, Ok(SignInOutcome::SignedIn(_))));
    assert_eq!(events(&store).await, 1);
}

#[tokio::test]
async fn a_conflict_that_stays_is_reported_and_nothing_is_written() {
    let store = memory().await;
    execute(
        &store,
        "create temp trigger conflict before insert on main.sessions begin select raise(abort, 'taken'); end;",
    )
    .await;
    assert!(matches!(sign_in(&store).await, Err(StoreError::Conflict(_))));
    assert_eq!(events(&store).await, 0);
    let users: i64 = sqlx::query_scalar("select count(*) from users").fetch_one(writer(&store)).await.unwrap();
    assert_eq!(users, 0);
}

/// DB-01: while the disk is full requests fail, and everything works again when there is space.
#[tokio::test]
async fn a_full_database_is_unavailable_and_stays_intact() {
    let store = memory().await;
    execute(&store, "pragma max_page_count = 1").await;
    let mut stored = 0u16;
    let consume = async |number: u16| {
        let mut flow = [0; 32];
        flow[..2].copy_from_slice(&number.to_be_bytes());
        store.consume_flow(&flow, from_millis(1)).await
    };
    let error = loop {
        match consume(stored).await {
            Ok(won) => assert!(won),
            Err(error) => break error,
        }
        stored += 1;
    };
    assert!(matches!(error, StoreError::Unavailable(_)), "{error}");
    assert_eq!(events(&store).await, 0, "reading goes on");
    execute(&store, "pragma max_page_count = 100000").await;
    assert!(consume(stored).await.unwrap(), "what failed was not done");
    assert!(!consume(stored - 1).await.unwrap(), "what was done is there");
    let intact: String = sqlx::query_scalar("pragma integrity_check").fetch_one(writer(&store)).await.unwrap();
    assert_eq!(intact, "ok");
}

/// OU-01: the database is full in the middle of a batch, and SQLite ends the transaction by itself.
#[tokio::test]
async fn a_transaction_that_the_database_ended_spoils_no_connection() {
    let folder = tempfile::tempdir().unwrap();
    let store = at("sqlite:v.db", folder.path()).await;
    let mut numbers = 1..;
    for _ in 0..10 {
        execute(&store, "pragma max_page_count = 1").await;
        loop {
            match sign_in_by(&store, numbers.next().unwrap()).await {
                Ok(_) => {}
                Err(StoreError::Unavailable(_)) => break,
                Err(other) => panic!("{other}"),
            }
        }
        execute(&store, "pragma max_page_count = 100000").await;
        store.prove_write().await.unwrap();
        let signed_in = sign_in_by(&store, numbers.next().unwrap()).await;
        assert!(matches!(signed_in, Ok(SignInOutcome::SignedIn(_))), "{signed_in:?}");
    }
}

/// OU-01: there is no memory for a statement of a sign-in. That one is refused, and the next one works.
#[tokio::test]
async fn a_lack_of_memory_spoils_no_connection() {
    let folder = tempfile::tempdir().unwrap();
    let store = at("sqlite:v.db", folder.path()).await;
    // In bytes, for the whole process, and more than all tests of it need together.
    execute(&store, "pragma hard_heap_limit = 134217728").await;
    for number in 0..3 {
        // A key of it is computed in a statement that changes one row: when that fails, SQLite ends the whole transaction.
        let index =
            "delete from sessions; create index memory on sessions (hex(zeroblob(200000000 + length(token_hash))))";
        execute(&store, index).await;
        let refused = sign_in_by(&store, 2 * number).await;
        let Err(StoreError::Unavailable(cause)) = refused else { panic!("{refused:?}") };
        assert_eq!(cause.downcast_ref().and_then(primary_code), Some(NOMEM), "{cause}");
        execute(&store, "drop index memory").await;
        store.prove_write().await.unwrap();
        let signed_in = sign_in_by(&store, 2 * number + 1).await;
        assert!(matches!(signed_in, Ok(SignInOutcome::SignedIn(_))), "{signed_in:?}");
    }
    assert_eq!(events(&store).await, 3, "what was refused left nothing");
}

/// OU-02: what would be written into a file that nobody finds again is refused with the reason, and nothing else is lost.
#[tokio::test]
async fn a_file_that_is_replaced_is_written_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let [file, other] = ["v.db", "other.db"].map(|name| folder.path().join(name));
    let store = at("sqlite:v.db", folder.path()).await;
    assert!(sign_in(&store).await.is_ok());
    store.check().await.unwrap();
    let refused = async |reason: &str| {
        let failures = [
            store.check().await.err(),
            store.prove_write().await.err(),
            sign_in_by(&store, 2).await.err(),
            store.consume_flow(&[1; 32], from_millis(1)).await.err(),
            store.sweep(Duration::days(1)).await.err(),
        ];
        for failure in failures {
            let failure = failure.unwrap().detail();
            assert!(failure.contains(reason), "{failure}");
        }
    };
    fs::rename(&file, &other).unwrap();
    refused("was deleted or moved while the server runs").await;
    fs::write(&file, "another one").unwrap();
    refused("was replaced by another file while the server runs").await;
    fs::remove_file(&file).unwrap();
    // What was moved away and comes back is the same file.
    fs::rename(&other, &file).unwrap();
    store.check().await.unwrap();
    assert!(sign_in_by(&store, 2).await.is_ok());
}

/// A reload decrypts what was sealed since the last one, and nothing else.
#[tokio::test]
async fn a_secret_is_decrypted_once() {
    let store = memory().await;
    let input = |id: &str, text: &str| ProviderInput {
        id: id.parse().unwrap(),
        definition: "pocketid".parse().unwrap(),
        settings: ProviderSettings::default(),
        public: serde_json::Map::new(),
        secrets: [("client_secret".to_owned(), Secret::new(text))].into(),
        kept: BTreeSet::new(),
        issuer: None,
        checked: Checked::default(),
        force: false,
    };
    let event = AuditEvent::new(EventKind::ProviderCreated, Ref::generate(&CountingRandom::default()));
    let listed = async || {
        let before = DECRYPTED.with(std::cell::Cell::get);
        let secrets = store.list_providers().await.unwrap().into_iter().map(|row| row.secrets["client_secret"].clone());
        let secrets: Vec<_> = secrets.map(|secret| secret.unwrap().expose().to_owned()).collect();
        (DECRYPTED.with(std::cell::Cell::get) - before, secrets)
    };
    for id in ["home", "work"] {
        store.create_provider(&input(id, id), &event).await.unwrap();
    }
    let first = || vec!["home".to_owned(), "work".to_owned()];
    assert_eq!(listed().await, (2, first()));
    assert_eq!(listed().await, (0, first()));
    let changed = store
        .update_provider(
            &input("work", "other"),
            1,
            Rules { providers: &access::Providers::default(), grant_max_age: Duration::days(30) },
            &event,
        )
        .await
        .unwrap();
    assert!(matches!(changed, ChangeOutcome::Done(_)));
    assert_eq!(listed().await, (1, vec!["home".to_owned(), "other".to_owned()]));
    execute(&store, "delete from provider_secrets where provider = 'home'").await;
    execute(&store, "insert into provider_secrets select 'home', name, sealed from provider_secrets").await;
    let moved = store.list_providers().await.unwrap();
    assert!(moved[0].secrets["client_secret"].is_err(), "a value that was opened in one place opens in no other");
}

/// A search that finds nothing must not read a million events. Without a condition, and for all successes, the newest rows
/// are read.
#[tokio::test]
async fn each_search_of_the_audit_log_has_an_index() {
    let store = memory().await;
    let provider: ProviderId = "pocketid".parse().unwrap();
    for provider in [None, Some(provider)] {
        for kind in [None, Some(EventKind::SignIn)] {
            for outcome in [None, Some(Outcome::Ok), Some(Outcome::Failed)] {
                let filter = AuditFilter { provider: provider.clone(), kind, outcome, ..AuditFilter::default() };
                let plan = store.plan_of_search(&filter).await.join("; ");
                let newest = provider.is_none() && kind.is_none() && outcome != Some(Outcome::Failed);
                assert_eq!(plan.contains("USING INDEX"), !newest, "{filter:?}: {plan}");
                assert!(!plan.contains("TEMP B-TREE"), "{filter:?}: {plan}");
                let failed = outcome == Some(Outcome::Failed) && (provider.is_none() || kind.is_none());
                assert_eq!(plan.contains("audit_events_failed"), failed, "{filter:?}: {plan}");
            }
        }
    }
}
