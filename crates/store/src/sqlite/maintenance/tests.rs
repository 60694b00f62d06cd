//! Assertions on the content of the file.

use std::sync::Arc;

use sqlx::{AssertSqlSafe, Executor as _, SqlitePool};
use vestibule_core::{
    clock::{FixedClock, SystemClock},
    random::{CountingRandom, OsRandom},
    seal::Keyring,
    secret::Secret,
};

use super::{backup, file::open_shared, list_providers, open_exclusive, restore};
use crate::{
    StoreOptions,
    maintenance::{DatabaseLocation, MaintenanceError},
    sql::{SqlStore, connection::Pools},
};

struct Folder {
    folder: tempfile::TempDir,
    texts: Vec<Secret>,
}

impl Folder {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), texts: vec![Keyring::generate(&OsRandom)] }
    }

    fn keys(&self) -> Keyring {
        let texts: Vec<_> = self.texts.iter().map(Secret::expose).collect();
        Keyring::parse(&Secret::new(texts.join(","))).unwrap()
    }

    fn place(&self) -> DatabaseLocation {
        DatabaseLocation {
            url: "sqlite:v.db".to_owned(),
            base: self.folder.path().to_owned(),
            wait: std::time::Duration::ZERO,
        }
    }

    async fn open(&self) -> SqlStore {
        let DatabaseLocation { url, base, .. } = self.place();
        let (keys, clock) = (Arc::new(self.keys()), Arc::new(FixedClock::at(1_700_000_000_000)));
        crate::sqlite::open(StoreOptions {
            url,
            base,
            connect: crate::ConnectSettings::default(),
            keys,
            clock,
            random: Arc::new(CountingRandom::default()),
        })
        .await
        .unwrap()
    }

    /// Sessions with ID tokens, a provider with two secrets and the secret of one-time codes, all sealed by the first key, in a closed file.
    async fn fill(&self, sessions: usize) {
        let store = self.open().await;
        let sealed = |place: &str| hex(&self.keys().seal(&OsRandom, place, b"canary").unwrap());
        let mut sql = format!(
            "insert into users (id, username, disabled, created_at) \
                 values (zeroblob(16), 'u', 0, 0);
             insert into providers values ('work', 'pocketid', '{{}}', '{{}}', 1, 0, 0);
             insert into provider_secrets values ('work', 'client_secret', x'{}'), ('work', 'private_key', x'{}');
             insert into totp_factors values (zeroblob(16), x'{}', 0, 0, null);
             insert into sealed_documents values ('client/work', 1, x'{}', 0);",
            sealed("provider_secrets/work/client_secret"),
            sealed("provider_secrets/work/private_key"),
            sealed(&format!("totp_factors/{}/secret", uuid::Uuid::nil())),
            sealed("sealed_documents/client/work/content"),
        );
        for number in 1..=sessions {
            let id = uuid::Uuid::from_u128(number as u128);
            let token = sealed(&format!("sessions/{id}/id_token"));
            sql += &format!(
                "insert into sessions (id, token_hash, user_id, provider, issuer, subject, id_token_sealed, \
                 signed_in_at, last_seen_at, idle_expires_at, expires_at) values (x'{0}', x'{0}{0}', zeroblob(16), \
                 'work', 'i', 's', x'{token}', 0, 0, 9, 9);",
                id.simple()
            );
        }
        pools(&store).0.execute(AssertSqlSafe(sql)).await.unwrap();
        close(&store).await;
    }

    /// The ids of the keys that have sealed something, and how many values each.
    async fn sealed_by(&self) -> Vec<(Vec<u8>, i64)> {
        let mut connection = open_shared(&self.folder.path().join("v.db")).await.unwrap();
        sqlx::query_as(
            "select key, count(*) from (select substr(sealed, 2, 4) as key from provider_secrets \
             union all select substr(secret_sealed, 2, 4) from totp_factors \
             union all select substr(content_sealed, 2, 4) from sealed_documents \
             union all select substr(id_token_sealed, 2, 4) from sessions \
             union all select substr(value, 2, 4) from meta where name = 'key_check') group by key",
        )
        .fetch_all(&mut connection)
        .await
        .unwrap()
    }
}

/// The one that writes, and those that read.
fn pools(store: &SqlStore) -> (&SqlitePool, &SqlitePool) {
    match &store.pools {
        Pools::Sqlite { writer, reader, .. } => (writer, reader),
        Pools::Postgres(_) => unreachable!("these tests are about SQLite"),
    }
}

async fn close(store: &SqlStore) {
    pools(store).1.close().await;
    pools(store).0.close().await;
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// DB-11: every sealed value follows the new key, however many there are.
#[tokio::test]
async fn everything_is_sealed_again() {
    let mut folder = Folder::new();
    folder.fill(1_201).await;
    folder.texts.insert(0, Keyring::generate(&OsRandom));
    let keys = folder.keys();
    let mut database = open_exclusive(&folder.place()).await.unwrap().unwrap();
    database.check_keys(&keys).await.unwrap();
    assert_eq!(database.count_outdated(&keys).await.unwrap(), 1_206);
    let done = database.reencrypt(&keys, &OsRandom, |_| {}).await.unwrap();
    assert_eq!((done.values, done.unreadable), (1_205, vec![]));
    assert_eq!(database.count_outdated(&keys).await.unwrap(), 0);
    database.close().await.unwrap();
    assert_eq!(folder.sealed_by().await, [(keys.fingerprint().to_vec(), 1_206)]);
    // The new key alone opens it, and every value is for its own place.
    folder.texts.truncate(1);
    let store = folder.open().await;
    let mut connection = pools(&store).1.acquire().await.unwrap();
    let secrets =
        crate::sql::provider_secrets::open_all(&mut *connection, &store.keys, &store.decrypted).await.unwrap();
    assert!(secrets["work"].values().all(|secret| secret.as_ref().is_ok_and(|text| text.expose() == "canary")));
}

/// DB-11: what is interrupted goes on, and both keys open meanwhile.
#[tokio::test]
async fn interrupted_it_goes_on() {
    let mut folder = Folder::new();
    folder.fill(700).await;
    folder.texts.insert(0, Keyring::generate(&OsRandom));
    let keys = folder.keys();
    let mut database = open_exclusive(&folder.place()).await.unwrap().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let stop = std::cell::Cell::new(Some(stop));
    // The second word comes after the first step of the sessions.
    let words = std::cell::Cell::new(0);
    let more = |_| {
        words.set(words.get() + 1);
        if words.get() == 2 {
            stop.take().unwrap().send(()).unwrap();
        }
    };
    tokio::select! {
        biased;
        _ = stopped => {}
        _ = database.reencrypt(&keys, &OsRandom, more) => panic!("it was not interrupted"),
    }
    drop(database);
    assert_eq!(folder.sealed_by().await.len(), 2, "half is done");
    let mut database = open_exclusive(&folder.place()).await.unwrap().unwrap();
    let left = database.count_outdated(&keys).await.unwrap();
    assert!(left > 0 && left < 705, "{left}");
    let done = database.reencrypt(&keys, &OsRandom, |_| {}).await.unwrap();
    assert_eq!(done.values, left - 1, "the key check is the last one");
    database.close().await.unwrap();
    assert_eq!(folder.sealed_by().await, [(keys.fingerprint().to_vec(), 705)]);
}

/// DB-12: what does not open is named and left alone, and does not look like work that is left.
#[tokio::test]
async fn what_no_key_opens_is_named() {
    let mut folder = Folder::new();
    folder.fill(1).await;
    let store = folder.open().await;
    let swap = "update provider_secrets set sealed = (select sealed from provider_secrets where name = 'private_key')";
    pools(&store).0.execute(swap).await.unwrap();
    close(&store).await;
    folder.texts.insert(0, Keyring::generate(&OsRandom));
    let keys = folder.keys();
    let mut database = open_exclusive(&folder.place()).await.unwrap().unwrap();
    let done = database.reencrypt(&keys, &OsRandom, |_| {}).await.unwrap();
    assert_eq!(done.values, 4);
    assert_eq!(done.unreadable, [("work".parse().unwrap(), "client_secret".to_owned())]);
    assert_eq!(database.count_outdated(&keys).await.unwrap(), 0);
}

/// A column that holds sealed values and is not sealed again would be lost with the old key.
#[tokio::test]
async fn no_sealed_column_is_forgotten() {
    let folder = Folder::new();
    let store = folder.open().await;
    let columns: Vec<String> = sqlx::query_scalar(
        "select t.name || '.' || c.name from sqlite_schema t, pragma_table_info(t.name) c \
         where t.type = 'table' and c.name like '%sealed%' order by 1",
    )
    .fetch_all(pools(&store).1)
    .await
    .unwrap();
    assert_eq!(
        columns,
        [
            "provider_secrets.sealed",
            "sealed_documents.content_sealed",
            "sessions.id_token_sealed",
            "sessions.refresh_token_sealed",
            "signing_keys.key_sealed",
            "test_sign_ins.content_sealed",
            "totp_factors.secret_sealed"
        ]
    );
}

#[tokio::test]
async fn a_database_in_use_is_neither_replaced_nor_sealed_again() {
    let folder = Folder::new();
    folder.fill(1).await;
    let copy = folder.folder.path().join("copy.db");
    let store = folder.open().await;
    backup(&folder.place(), &copy, |_, _| {}).await.unwrap();
    assert!(matches!(open_exclusive(&folder.place()).await, Err(MaintenanceError::InUse(_))), "idle, and in use");
    let refused = restore(&folder.place(), &copy, &folder.keys(), &SystemClock, &OsRandom).await;
    assert!(matches!(refused, Err(MaintenanceError::InUse(_))));
    assert_eq!(folder.sealed_by().await.len(), 1, "and it goes on");
    drop(store);
}

#[tokio::test]
async fn what_is_no_backup_is_not_restored() {
    let folder = Folder::new();
    folder.fill(40).await;
    let copy = folder.folder.path().join("copy.db");
    backup(&folder.place(), &copy, |_, _| {}).await.unwrap();
    assert!(matches!(backup(&folder.place(), &copy, |_, _| {}).await, Err(MaintenanceError::Exists(_))));
    let whole = std::fs::read(&copy).unwrap();
    // The same page twice: the file is a database, and its trees do not fit together.
    let mut torn = whole.clone();
    let page = 4_096 * 6..4_096 * 7;
    torn.copy_within(page, 4_096 * 8);
    for (name, bytes) in [("torn", torn), ("cut", whole[..whole.len() / 2].to_vec()), ("empty", Vec::new())] {
        let path = folder.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let refused = restore(&folder.place(), &path, &folder.keys(), &SystemClock, &OsRandom).await.unwrap_err();
        let named = match &refused {
            MaintenanceError::DamagedBackup { path, .. } | MaintenanceError::ForeignBackup { path, .. } => {
                Some(path.as_path())
            }
            _ => None,
        };
        assert_eq!(named, Some(&*path), "{name}: {refused}");
    }
    let log = folder.folder.path().join("copy.db-wal");
    std::fs::write(log, "frames").unwrap();
    let refused = restore(&folder.place(), &copy, &folder.keys(), &SystemClock, &OsRandom).await.unwrap_err();
    assert!(matches!(refused, MaintenanceError::NotABackup(_)), "{refused}");
    let names = std::fs::read_dir(folder.folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(
        !names.into_iter().any(|name| name.to_string_lossy().starts_with(".vestibule-")),
        "no temporary_file is left"
    );
}

/// Whoever restores because the database is damaged gets the backup, and keeps what is left of the damaged one.
#[tokio::test]
async fn a_damaged_database_gives_way() {
    let folder = Folder::new();
    folder.fill(3).await;
    let (path, copy) = (folder.folder.path().join("v.db"), folder.folder.path().join("copy.db"));
    backup(&folder.place(), &copy, |_, _| {}).await.unwrap();
    std::fs::write(&path, "no database any more").unwrap();
    let restored = restore(&folder.place(), &copy, &folder.keys(), &SystemClock, &OsRandom).await.unwrap();
    let kept = restored.previous.unwrap();
    assert_eq!(std::fs::read_to_string(kept).unwrap(), "no database any more");
    assert_eq!(folder.sealed_by().await[0].1, 5, "no session, no token");
}

/// The way back from an upgrade: the backup from before it, over a database that is newer than the program.
#[tokio::test]
async fn a_newer_database_gives_way_and_is_not_restored() {
    let folder = Folder::new();
    folder.fill(3).await;
    let (path, copy) = (folder.folder.path().join("v.db"), folder.folder.path().join("copy.db"));
    backup(&folder.place(), &copy, |_, _| {}).await.unwrap();
    let store = folder.open().await;
    let newer = "insert into _sqlx_migrations (version, description, success, checksum, execution_time) \
                 select max(version) + 1, 'newer', true, x'00', 0 from _sqlx_migrations";
    pools(&store).0.execute(newer).await.unwrap();
    close(&store).await;
    let newer = folder.folder.path().join("newer.db");
    std::fs::copy(&path, &newer).unwrap();
    let refused = restore(&folder.place(), &newer, &folder.keys(), &SystemClock, &OsRandom).await.unwrap_err();
    assert!(matches!(refused, MaintenanceError::Open(crate::OpenError::Newer { .. })), "{refused}");
    let restored = restore(&folder.place(), &copy, &folder.keys(), &SystemClock, &OsRandom).await.unwrap();
    assert!(restored.previous.is_some());
    assert_eq!(folder.sealed_by().await[0].1, 5, "no session, no token");
}

/// A look changes nothing: neither a database that is not there yet, nor one that is older than this program.
#[tokio::test]
async fn a_look_leaves_everything_as_it_is() {
    let folder = Folder::new();
    assert!(list_providers(&folder.place(), &folder.keys()).await.unwrap().is_empty());
    assert_eq!(folder.folder.path().read_dir().unwrap().count(), 0, "nothing is made");
    folder.fill(0).await;
    let file = folder.folder.path().join("v.db");
    let before = std::fs::read(&file).unwrap();
    let rows = list_providers(&folder.place(), &Keyring::parse(&Keyring::generate(&OsRandom)).unwrap()).await.unwrap();
    assert_eq!(rows.len(), 1);
    assert!(rows[0].secrets.values().all(Result::is_err), "another key opens nothing, and hides nothing");
    let rows = list_providers(&folder.place(), &folder.keys()).await.unwrap();
    assert!(rows[0].secrets.values().all(Result::is_ok));
    assert_eq!(std::fs::read(&file).unwrap(), before);
    assert_eq!(folder.folder.path().read_dir().unwrap().count(), 1, "nothing else is left in the folder");

    let mut connection = open_shared(&file).await.unwrap();
    let older = "drop table provider_secrets; drop table providers; delete from _sqlx_migrations where version > 1";
    connection.execute(older).await.unwrap();
    drop(connection);
    assert!(list_providers(&folder.place(), &folder.keys()).await.unwrap().is_empty());
}
