//! What is not opened as a database file, with the reason, and is left as it was.

mod support;

use std::time::Duration;

use sqlx::Connection as _;
use support::{File, sign_in, sqlite};
use vestibule_store::{ConnectSettings, OpenError, StoreOptions, open};

#[tokio::test]
async fn a_newer_schema_is_left_alone() {
    let file = File::new();
    file.open().await.unwrap();
    file.execute("insert into _sqlx_migrations select 999, description, installed_on, success, checksum, 0 from _sqlx_migrations where version = 1").await;
    let Err(OpenError::Newer { found: 999, known }) = file.open().await else { panic!("it was opened") };
    let migrations = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/sqlite")).unwrap().count();
    assert_eq!(usize::try_from(known).unwrap(), migrations);
}

#[tokio::test]
async fn a_changed_schema_is_refused() {
    let file = File::new();
    file.open().await.unwrap();
    file.execute("update _sqlx_migrations set checksum = zeroblob(48)").await;
    assert!(matches!(file.open().await, Err(OpenError::ForeignSchema(_))));
}

#[tokio::test]
async fn a_missing_key_check_is_refused() {
    let file = File::new();
    file.open().await.unwrap();
    file.execute("delete from meta").await;
    assert!(matches!(file.open().await, Err(OpenError::ForeignSchema(_))));
}

/// OU-06: the same as on PostgreSQL.
#[tokio::test]
async fn an_incomplete_database_is_refused() {
    for (damage, named) in [
        ("drop index sessions_by_expiry", "index sessions_by_expiry on sessions (idle_expires_at)"),
        ("alter table sessions drop column refresh_token_sealed", "column sessions.refresh_token_sealed"),
        ("drop table recovery_codes", "primary key recovery_codes (user_id, hash)"),
    ] {
        let file = File::new();
        drop(file.open().await.unwrap());
        file.execute(damage).await;
        let error = file.open().await.err().unwrap();
        assert!(matches!(&error, OpenError::Incomplete(missing) if missing.contains(named)), "{damage}: {error}");
    }
    let file = File::new();
    drop(file.open().await.unwrap());
    file.execute("create index mine on users (created_at)").await;
    file.open().await.unwrap();
}

/// OU-05: a file that another process has to itself may be free later.
#[tokio::test]
async fn a_locked_file_is_waited_for() {
    let file = File::new();
    file.open().await.unwrap().close().await;
    let mut other = file.connect().await;
    sqlx::raw_sql("pragma locking_mode = exclusive; begin exclusive").execute(&mut other).await.unwrap();
    let error = file.open().await.err().unwrap();
    assert!(matches!(&error, OpenError::Locked(path) if *path == file.path), "{error}");
    assert!(error.is_temporary());
    let url = format!("sqlite:{}", file.path.display());
    let connect = ConnectSettings { wait: Duration::from_secs(60), ..ConnectSettings::default() };
    let options = StoreOptions { connect, ..support::options(&url, "/nowhere".as_ref(), &[support::key(1)]) };
    let waiting = tokio::spawn(open(options));
    tokio::task::yield_now().await;
    other.close().await.unwrap();
    assert!(waiting.await.unwrap().is_ok());
}

#[tokio::test]
async fn the_database_of_another_program_is_left_alone() {
    let file = File::new();
    std::fs::create_dir_all(file.path.parent().unwrap()).unwrap();
    let mut other = sqlx::SqliteConnection::connect_with(&sqlite(&file.path).create_if_missing(true)).await.unwrap();
    sqlx::query("create table theirs (id integer)").execute(&mut other).await.unwrap();
    other.close().await.unwrap();
    let before = file.bytes();
    let error = file.open().await.err().unwrap();
    assert!(matches!(error, OpenError::ForeignSchema(_)), "{error}");
    assert_eq!(file.bytes(), before);
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused() {
    let file = File::new();
    std::fs::create_dir_all(file.path.parent().unwrap()).unwrap();
    std::fs::write(&file.path, "not a database, but long enough for the header to be read. ".repeat(20)).unwrap();
    let before = file.bytes();
    assert!(matches!(file.open().await, Err(OpenError::NotSqlite(path)) if path == file.path));
    assert_eq!(file.bytes(), before);
}

#[tokio::test]
async fn a_damaged_file_is_refused() {
    let file = File::new();
    let store = file.open().await.unwrap();
    sign_in(store.as_ref(), "jane", 1).await;
    file.execute("pragma wal_checkpoint(truncate)").await;
    let mut bytes = std::fs::read(&file.path).unwrap();
    bytes[100..4_000].fill(0xa5);
    std::fs::write(&file.path, bytes).unwrap();
    let error = file.open().await.err().unwrap();
    assert!(matches!(error, OpenError::ForeignSchema(_)), "{error}");
}

#[tokio::test]
async fn a_place_that_cannot_be_written_is_named() {
    let file = File::new();
    let folder = file.path.parent().unwrap();
    std::fs::create_dir_all(&file.path).unwrap();
    let error = file.open().await.err().unwrap();
    assert!(matches!(&error, OpenError::NotWritable { path, .. } if *path == file.path), "{error}");
    assert!(error.to_string().contains("it is not a regular file"), "{error}");
    std::fs::write(folder.join("regular"), "x").unwrap();
    for path in ["regular/v.db", "regular/below/v.db"] {
        let error = File::at(folder.join(path)).open().await.err().unwrap();
        assert!(matches!(error, OpenError::NotWritable { .. }), "{path}: {error}");
        assert!(error.to_string().contains("regular"), "{error}");
    }
    let error = support::open_url("sqlite:a\0b.db", folder, &[support::key(1)]).await.err().unwrap();
    assert!(matches!(error, OpenError::NotWritable { .. }), "{error}");
}

#[tokio::test]
async fn an_unknown_scheme_is_named_without_its_password() {
    let error = support::open_url("mysql://v:canary@db/v", "/".as_ref(), &[support::key(1)]).await.err().unwrap();
    assert!(matches!(&error, OpenError::UnsupportedUrl(url) if !url.contains("canary")), "{error}");
}
