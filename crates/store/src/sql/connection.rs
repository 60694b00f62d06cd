//! What statements run on: a connection from a pool, or a transaction.

use async_trait::async_trait;
use sqlx::{PgConnection, Postgres, Sqlite, SqliteConnection, SqlitePool, pool::PoolConnection};

use super::locks::{self, LockMode};
use crate::{
    StoreError,
    deadline::with_timeout,
    postgres::{ServerPool, is_away, said_away},
    sqlite::OpenedFile,
    timing::{Operation, Timed},
};

/// Something to run statements on.
#[async_trait]
pub(crate) trait Connection: Send {
    fn raw(&mut self) -> Raw<'_>;

    /// Whether there is another connection now on which the statement that failed can run again, because it certainly has
    /// not happened, or changes nothing. A transaction has none: what was done in it is lost.
    async fn replace_after(&mut self, _failure: &sqlx::Error) -> bool {
        false
    }
}

/// The driver's connection.
pub(crate) enum Raw<'c> {
    Sqlite(&'c mut SqliteConnection),
    Postgres(&'c mut PgConnection),
}

/// The connections to one database.
#[derive(Clone)]
pub(crate) enum Pools {
    /// One connection that writes, some that read. In memory it is one for both.
    Sqlite {
        writer: SqlitePool,
        reader: SqlitePool,
        /// `None` in memory.
        file: Option<OpenedFile>,
    },
    /// All are alike.
    Postgres(ServerPool),
}

impl Pools {
    /// For one statement that reads.
    pub(super) async fn reader(&self) -> Result<Pooled, StoreError> {
        let _timed = Timed::begin(Operation::Wait);
        match self {
            Self::Sqlite { reader, .. } => Ok(Pooled::Sqlite(reader.acquire().await?)),
            Self::Postgres(pool) => Ok(Pooled::on_server(pool, false).await?),
        }
    }

    /// For one statement that writes.
    pub(super) async fn writer(&self) -> Result<Pooled, StoreError> {
        let _timed = Timed::begin(Operation::Wait);
        match self {
            Self::Sqlite { writer, file, .. } => {
                let connection = writer.acquire().await?;
                verify(file.as_ref())?;
                Ok(Pooled::Sqlite(connection))
            }
            Self::Postgres(pool) => Ok(Pooled::on_server(pool, true).await?),
        }
    }

    /// One snapshot for several statements that read.
    pub(super) async fn view(&self) -> Result<Transaction<'static>, StoreError> {
        let _timed = Timed::begin(Operation::Wait);
        match self {
            Self::Sqlite { reader, .. } => Ok(Transaction::Sqlite(reader.begin().await?)),
            Self::Postgres(pool) => {
                let begin = "begin isolation level repeatable read, read only";
                let view = pool.patiently(|pool| async move { pool.begin_with(begin).await }).await?;
                Ok(Transaction::Postgres { transaction: view, lock: LockMode::Shared })
            }
        }
    }

    /// A transaction that writes. On SQLite there is one at a time, whatever `lock` is.
    pub(super) async fn begin(&self, lock: LockMode) -> Result<Transaction<'static>, StoreError> {
        let _timed = Timed::begin(Operation::Wait);
        match self {
            Self::Sqlite { writer, file, .. } => {
                let transaction = writer.begin_with("begin immediate").await?;
                verify(file.as_ref())?;
                Ok(Transaction::Sqlite(transaction))
            }
            Self::Postgres(pool) => {
                let transaction =
                    pool.patiently(|pool| async move { pool.begin_with(locks::begin(lock)).await }).await?;
                Ok(Transaction::Postgres { transaction, lock })
            }
        }
    }
}

/// Refuses a file that is not the one at its path any more: nothing that is written into it would be found again.
pub(super) fn verify(file: Option<&OpenedFile>) -> Result<(), StoreError> {
    file.map_or(Ok(()), OpenedFile::verify).map_err(|lost| StoreError::Unavailable(Box::new(lost)))
}

/// A connection from a pool.
pub(super) enum Pooled {
    Sqlite(PoolConnection<Sqlite>),
    Postgres {
        connection: PoolConnection<Postgres>,
        pool: ServerPool,
        /// Whether a statement on it changes something.
        writes: bool,
    },
}

impl Pooled {
    async fn on_server(pool: &ServerPool, writes: bool) -> Result<Self, sqlx::Error> {
        let connection = pool.patiently(|pool| async move { pool.acquire().await }).await?;
        Ok(Self::Postgres { connection, pool: pool.clone(), writes })
    }
}

/// The connection was lost between a commit and its answer, so the change is kept or it is not. It is not made again by
/// itself: whoever asked for it is answered that storage is unavailable, and looks, or asks again.
#[derive(Debug, thiserror::Error)]
#[error("the connection was lost during a commit, which may have been done: {0}")]
struct UncertainCommit(#[source] sqlx::Error);

/// Rolled back when dropped without a commit.
pub(super) enum Transaction<'c> {
    Sqlite(sqlx::Transaction<'c, Sqlite>),
    Postgres { transaction: sqlx::Transaction<'c, Postgres>, lock: LockMode },
}

impl Transaction<'_> {
    pub(super) async fn commit(self) -> Result<(), StoreError> {
        let _timed = Timed::begin(Operation::Commit);
        match self {
            Self::Sqlite(transaction) => transaction.commit().await?,
            Self::Postgres { transaction, .. } => {
                with_timeout(transaction.commit()).await.map_err(|error| {
                    match said_away(&error) || !is_away(&error) {
                        true => StoreError::from(error),
                        false => StoreError::Unavailable(Box::new(UncertainCommit(error))),
                    }
                })?;
            }
        }
        Ok(())
    }

    /// Whether no other transaction writes meanwhile.
    pub(super) fn is_exclusive(&self) -> bool {
        matches!(self, Self::Sqlite(_) | Self::Postgres { lock: LockMode::Exclusive, .. })
    }
}

#[async_trait]
impl Connection for Pooled {
    fn raw(&mut self) -> Raw<'_> {
        match self {
            Self::Sqlite(connection) => Raw::Sqlite(connection),
            Self::Postgres { connection, .. } => Raw::Postgres(connection),
        }
    }

    async fn replace_after(&mut self, failure: &sqlx::Error) -> bool {
        let Self::Postgres { pool, writes, .. } = self else { return false };
        let (pool, writes) = (pool.clone(), *writes);
        let may_run_again = if writes { said_away(failure) } else { is_away(failure) };
        if !may_run_again {
            return false;
        }
        match Self::on_server(&pool, writes).await {
            Ok(other) => *self = other,
            Err(_) => return false,
        }
        true
    }
}

#[async_trait]
impl Connection for Transaction<'_> {
    fn raw(&mut self) -> Raw<'_> {
        match self {
            Self::Sqlite(transaction) => Raw::Sqlite(transaction),
            Self::Postgres { transaction, .. } => Raw::Postgres(transaction),
        }
    }
}

#[async_trait]
impl Connection for SqliteConnection {
    fn raw(&mut self) -> Raw<'_> {
        Raw::Sqlite(self)
    }
}

#[async_trait]
impl Connection for PgConnection {
    fn raw(&mut self) -> Raw<'_> {
        Raw::Postgres(self)
    }
}
