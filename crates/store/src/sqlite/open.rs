//! Opens a SQLite database.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use backon::{ConstantBuilder, Retryable as _};
use sqlx::{
    Connection as _, SqliteConnection, SqlitePool,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions, SqliteSynchronous},
};

use super::{
    Open, OpenedFile,
    location::{self, Location},
};
use crate::{
    OpenError, StoreOptions,
    deadline::STATEMENT_TIMEOUT,
    sql::{
        SqlStore, WebhookQueues,
        availability::rewrite_key_check,
        connection::Pools,
        decrypted_secrets::DecryptedSecrets,
        errors::{code, primary_code},
        schema::{self, SchemaError},
        upgrade::Upgrade,
    },
};

const READERS: u32 = 4;
/// Every statement of this crate fits, including the combinations of the audit filter.
const CACHED_STATEMENTS: usize = 128;
/// How often turning on write-ahead mode is tried while others open the same new file.
const MODE_ATTEMPTS: u32 = 100;
/// Between two attempts to open a file that is locked; SQLite waits by itself before each says so.
const PAUSE: Duration = Duration::from_secs(1);
/// The write-ahead log is copied into the database when it has this many pages, 16 MiB: a page that has changed often is copied
/// once.
const LOG_PAGES: &str = "4000";
/// A write-ahead log that once grew is cut back to this, in bytes.
const LOG_LIMIT: &str = "67108864";

/// Opens the database of `options`, creates it when it is not there, and brings its schema up to date.
pub(crate) async fn open(options: StoreOptions) -> Result<SqlStore, OpenError> {
    let pools = match location::parse(&options.url, &options.base)? {
        Location::Memory => in_memory(&options).await?,
        Location::File(path) => when_unlocked(&path, &options).await?,
    };
    let StoreOptions { keys, clock, random, url, .. } = options;
    let store = SqlStore {
        pools,
        nodes: None,
        changes: Arc::default(),
        keys,
        decrypted: DecryptedSecrets::default(),
        webhooks: WebhookQueues::default(),
        clock,
        random,
    };
    store.with_known_webhooks().await.map_err(|error| OpenError::Database { url, cause: Box::new(error) })
}

/// One connection for everything: a database in memory lives exactly as long as its connection, which is never replaced.
async fn in_memory(options: &StoreOptions) -> Result<Pools, OpenError> {
    let connect = connect_options().in_memory(true);
    let report = |error| report(error, &options.url, Path::new(":memory:"));
    let open = Open::default();
    let rolled_back = open.clone();
    let pool = base_pool_options(1).after_release(move |connection, _| {
        let open = rolled_back.clone();
        Box::pin(async move {
            open.roll_back(connection).await;
            Ok(true)
        })
    });
    let pool = pool.connect_with(connect).await.map_err(SchemaError::from).map_err(report)?;
    update(&pool, options).await.map_err(report)?;
    Ok(Pools::Sqlite { writer: pool.clone(), open, reader: pool, file: None })
}

/// Waits for another process that has the file to itself, as long as the options say.
async fn when_unlocked(path: &Path, options: &StoreOptions) -> Result<Pools, OpenError> {
    let begun = Instant::now();
    let attempt = || in_file(path, options);
    attempt
        .retry(ConstantBuilder::default().with_delay(PAUSE).without_max_times())
        .when(|error| matches!(error, OpenError::Locked(_)) && begun.elapsed() + PAUSE <= options.connect.wait)
        .notify(|error, _| tracing::warn!(%error, "the database cannot be opened yet; it is tried again"))
        .await
}

async fn in_file(path: &Path, options: &StoreOptions) -> Result<Pools, OpenError> {
    // SQLite reads a path that begins with `file:` as a URI, so it never sees a relative one.
    let path = std::path::absolute(path).map_err(not_writable(path))?;
    let report = |error| report(error, &options.url, &path);
    create_missing(&path).await?;
    let connect = connect_options().filename(&path);
    let open = Open::default();
    let writer =
        pool_options(1, &open).connect_with(connect.clone()).await.map_err(SchemaError::from).map_err(report)?;
    let opened = async {
        // Write-ahead mode is a property of the file, and the file may be another program's: inspect it first.
        schema::inspect(&mut *writer.acquire().await?).await?;
        write_ahead(&writer).await?;
        update(&writer, options).await?;
        let reader = pool_options(READERS, &Open::default()).connect_with(connect.read_only(true)).await?;
        Ok::<_, SchemaError>(reader)
    };
    match opened.await {
        Ok(reader) => Ok(Pools::Sqlite { writer, open, reader, file: Some(OpenedFile::new(&path)) }),
        Err(error) => {
            // The file must be free to be repaired or replaced.
            writer.close().await;
            Err(report(error))
        }
    }
}

/// Turns write-ahead mode on. For this one lock SQLite does not wait by itself, and another process may be opening the
/// same new file: so wait for the lock that can be waited for, and try again.
async fn write_ahead(writer: &SqlitePool) -> Result<(), sqlx::Error> {
    let mut attempts = 0..MODE_ATTEMPTS;
    let mode: String = loop {
        match sqlx::query_scalar("pragma journal_mode = wal").fetch_one(writer).await {
            Ok(mode) => break mode,
            Err(error) if primary_code(&error) == Some(code::BUSY) && attempts.next().is_some() => {
                writer.begin_with("begin exclusive").await?.rollback().await?;
            }
            Err(error) => return Err(error),
        }
    };
    if mode != "wal" {
        tracing::warn!(mode, "the file system does not support write-ahead mode; the database will be slow");
    }
    Ok(())
}

async fn update(writer: &SqlitePool, options: &StoreOptions) -> Result<(), SchemaError> {
    let mut transaction = writer.begin_with("begin immediate").await?;
    let upgrade = schema::update(&mut *transaction, &options.keys, options.random.as_ref()).await?;
    rewrite_key_check(&mut *transaction).await?;
    transaction.commit().await?;
    upgrade.into_iter().for_each(Upgrade::log);
    Ok(())
}

/// The driver sets the busy timeout before any of the pragmas.
pub(super) fn connect_options() -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .busy_timeout(STATEMENT_TIMEOUT)
        .foreign_keys(true)
        .synchronous(SqliteSynchronous::Normal)
        .pragma("wal_autocheckpoint", LOG_PAGES)
        .pragma("journal_size_limit", LOG_LIMIT)
        .statement_cache_capacity(CACHED_STATEMENTS)
}

/// A connection is replaced when it may not be used any more.
fn pool_options(connections: u32, open: &Open) -> SqlitePoolOptions {
    let open = open.clone();
    base_pool_options(connections).after_release(move |connection, _| Box::pin(is_usable(connection, open.clone())))
}

/// Whether a connection that comes back can be used again. When SQLite ends a transaction of the driver by itself, after SQLITE_IOERR or
/// SQLITE_NOMEM, the driver's own rollback fails, it goes on counting that transaction, and refuses to begin another one.
async fn is_usable(connection: &mut SqliteConnection, open: Open) -> Result<bool, sqlx::Error> {
    if connection.is_in_transaction() {
        // The rollback of a transaction that was given up is on its way to the connection's thread.
        connection.ping().await?;
    }
    let usable = open.roll_back(&mut *connection).await && !connection.is_in_transaction();
    if !usable {
        tracing::warn!("a transaction cannot be rolled back; the connection is replaced");
    }
    Ok(usable)
}

/// Connections to a local file do not go stale, so they are not tested.
fn base_pool_options(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(STATEMENT_TIMEOUT)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
}

/// Creates the file and its folders, readable for their owner only; SQLite gives its side files the same mode.
///
/// A file that exists is never opened here: closing it would release the locks that this process holds on it.
async fn create_missing(path: &Path) -> Result<(), OpenError> {
    if let Some(folder) = path.parent() {
        let mut builder = tokio::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        builder.mode(0o700);
        builder.create(folder).await.map_err(not_writable(folder))?;
    }
    let mut file = tokio::fs::OpenOptions::new();
    file.write(true).create_new(true);
    #[cfg(unix)]
    file.mode(0o600);
    match file.open(path).await {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let kind = tokio::fs::metadata(path).await.map_err(not_writable(path))?;
            let problem = || io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file");
            if kind.is_file() { Ok(()) } else { Err(problem()).map_err(not_writable(path)) }
        }
        Err(error) => Err(error).map_err(not_writable(path)),
    }
}

fn not_writable(path: &Path) -> impl FnOnce(io::Error) -> OpenError {
    let path: PathBuf = path.to_owned();
    move |cause| OpenError::NotWritable { path, cause }
}

fn report(error: SchemaError, url: &str, path: &Path) -> OpenError {
    let error = match error {
        SchemaError::Rejected(found) => return found,
        SchemaError::Database(error) => error,
    };
    if matches!(error, sqlx::Error::PoolTimedOut) {
        // As long as a connection waits for a lock, it waits for the connection.
        return OpenError::Locked(path.to_owned());
    }
    match primary_code(&error) {
        Some(code::PERM | code::READONLY | code::CANTOPEN) => {
            OpenError::NotWritable { path: path.to_owned(), cause: io::Error::other(error) }
        }
        Some(code::BUSY | code::LOCKED) => OpenError::Locked(path.to_owned()),
        Some(code::NOTADB) => OpenError::NotSqlite(path.to_owned()),
        Some(code::CORRUPT) => OpenError::ForeignSchema(format!("{} is damaged", path.display())),
        _ => OpenError::Database { url: url.to_owned(), cause: Box::new(error) },
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use sqlx::{ConnectOptions as _, Executor as _};

    use super::*;

    #[tokio::test]
    async fn turning_write_ahead_mode_on_waits_for_other_programs() {
        let folder = tempfile::tempdir().unwrap();
        let connect = connect_options().filename(folder.path().join("v.db")).create_if_missing(true);
        let open = Open::default();
        let writer = pool_options(1, &open).connect_with(connect.clone()).await.unwrap();
        writer.execute("create table t (id integer) strict").await.unwrap();
        let mut other = connect.connect().await.unwrap();
        other.execute("begin immediate").await.unwrap();
        let released = Cell::new(false);
        let turning = async {
            write_ahead(&writer).await.unwrap();
            assert!(released.get(), "the file was in use");
        };
        let release = async {
            // By the hundredth answer here, SQLite has long said there that it does not wait.
            for _ in 0..100 {
                other.execute("select 1").await.unwrap();
            }
            released.set(true);
            other.execute("rollback").await.unwrap();
        };
        tokio::join!(turning, release);
    }
}
