//! What statements run on: a connection from a pool, or a transaction.

use std::time::Duration;

use sqlx::{PgConnection, PgPool, Postgres, Sqlite, SqliteConnection, SqlitePool, pool::PoolConnection};

use super::locks::{self, LockMode};
use crate::StoreError;

/// How long PostgreSQL may work on one statement, a request may wait for a connection, and SQLite for a lock.
pub(crate) const STATEMENT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a statement may take including the round trip to PostgreSQL. The server cancels a statement after
/// [`STATEMENT_TIMEOUT`]; this is for a server that does not respond at all.
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(7);

/// Something to run statements on.
pub(crate) trait Connection: Send {
    fn raw(&mut self) -> Raw<'_>;
}

/// The driver's connection.
pub(crate) enum Raw<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

/// Waits for PostgreSQL, at most [`RESPONSE_TIMEOUT`].
pub(crate) async fn with_timeout<T>(answer: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, sqlx::Error> {
    within(RESPONSE_TIMEOUT, answer).await
}

async fn within<T>(limit: Duration, answer: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, sqlx::Error> {
    tokio::time::timeout(limit, answer).await.unwrap_or_else(|_| {
        let elapsed = std::io::Error::new(std::io::ErrorKind::TimedOut, "the database does not respond");
        Err(sqlx::Error::Io(elapsed))
    })
}

/// The connections to one database.
#[derive(Clone)]
pub(crate) enum Pools {
    /// One connection that writes, some that read. In memory it is one for both.
    Sqlite { writer: SqlitePool, reader: SqlitePool },
    /// All are alike.
    Postgres(PgPool),
}

impl Pools {
    /// For one statement that reads.
    pub(super) async fn reader(&self) -> Result<Pooled, StoreError> {
        match self {
            Self::Sqlite { reader, .. } => Ok(Pooled::Sqlite(reader.acquire().await?)),
            Self::Postgres(pool) => Ok(Pooled::Postgres(pool.acquire().await?)),
        }
    }

    /// For one statement that writes.
    pub(super) async fn writer(&self) -> Result<Pooled, StoreError> {
        match self {
            Self::Sqlite { writer, .. } => Ok(Pooled::Sqlite(writer.acquire().await?)),
            Self::Postgres(pool) => Ok(Pooled::Postgres(pool.acquire().await?)),
        }
    }

    /// One snapshot for several statements that read.
    pub(super) async fn view(&self) -> Result<Transaction<'static>, StoreError> {
        match self {
            Self::Sqlite { reader, .. } => Ok(Transaction::Sqlite(reader.begin().await?)),
            Self::Postgres(pool) => {
                let view = within(
                    STATEMENT_TIMEOUT + RESPONSE_TIMEOUT,
                    pool.begin_with("begin isolation level repeatable read, read only"),
                )
                .await?;
                Ok(Transaction::Postgres { transaction: view, lock: LockMode::Shared })
            }
        }
    }

    /// A transaction that writes. On SQLite there is one at a time, whatever `lock` is.
    pub(super) async fn begin(&self, lock: LockMode) -> Result<Transaction<'static>, StoreError> {
        match self {
            Self::Sqlite { writer, .. } => Ok(Transaction::Sqlite(writer.begin_with("begin immediate").await?)),
            Self::Postgres(pool) => {
                let transaction =
                    within(STATEMENT_TIMEOUT + RESPONSE_TIMEOUT, pool.begin_with(locks::begin(lock))).await?;
                Ok(Transaction::Postgres { transaction, lock })
            }
        }
    }
}

/// A connection from a pool.
pub(super) enum Pooled {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
}

/// Rolled back when dropped without a commit.
pub(super) enum Transaction<'c> {
    Sqlite(sqlx::Transaction<'c, Sqlite>),
    Postgres { transaction: sqlx::Transaction<'c, Postgres>, lock: LockMode },
}

impl Transaction<'_> {
    pub(super) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await?,
            Self::Postgres { transaction, .. } => with_timeout(transaction.commit()).await?,
        }
        Ok(())
    }

    /// Whether no other transaction writes meanwhile.
    pub(super) fn is_exclusive(&self) -> bool {
        matches!(self, Self::Sqlite(_) | Self::Postgres { lock: LockMode::Exclusive, .. })
    }
}

impl Connection for Pooled {
    fn raw(&mut self) -> Raw<'_> {
        match self {
            Self::Sqlite(connection) => Raw::Sqlite(connection),
            Self::Postgres(connection) => Raw::Postgres(connection),
        }
    }
}

impl Connection for Transaction<'_> {
    fn raw(&mut self) -> Raw<'_> {
        match self {
            Self::Sqlite(transaction) => Raw::Sqlite(transaction),
            Self::Postgres { transaction, .. } => Raw::Postgres(transaction),
        }
    }
}

impl Connection for SqliteConnection {
    fn raw(&mut self) -> Raw<'_> {
        Raw::Sqlite(self)
    }
}

impl Connection for PgConnection {
    fn raw(&mut self) -> Raw<'_> {
        Raw::Postgres(self)
    }
}
