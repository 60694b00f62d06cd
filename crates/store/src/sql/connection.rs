//! What statements run on: a connection from a pool, or a transaction.

use async_trait::async_trait;
use sqlx::{Sqlite, SqliteConnection, SqlitePool, pool::PoolConnection};

use super::locks::LockMode;
use crate::{
    StoreError,
    postgres::{PgConnection, ServerConnection, ServerPool, ServerTransaction},
    sqlite::{Open, OpenedFile, WriteTransaction},
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
    /// With what the text that runs on it next begins with.
    Sqlite(&'c mut SqliteConnection, &'static str),
    Postgres(&'c mut PgConnection),
}

/// The connections to one database.
#[derive(Clone)]
pub(crate) enum Pools {
    /// One connection that writes, some that read. In memory it is one for both.
    Sqlite {
        writer: SqlitePool,
        open: Open,
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
            Self::Postgres(pool) => Ok(Pooled::Postgres(pool.acquire(false).await?)),
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
            Self::Postgres(pool) => Ok(Pooled::Postgres(pool.acquire(true).await?)),
        }
    }

    /// One snapshot for several statements that read.
    pub(super) async fn view(&self) -> Result<Transaction<'static>, StoreError> {
        let _timed = Timed::begin(Operation::Wait);
        match self {
            Self::Sqlite { reader, .. } => Ok(Transaction::Sqlite(reader.begin().await?)),
            Self::Postgres(pool) => Ok(Transaction::Postgres(pool.view().await?)),
        }
    }

    /// A transaction that writes. On SQLite there is one at a time, whatever `lock` is.
    pub(super) async fn begin(&self, lock: LockMode) -> Result<Transaction<'static>, StoreError> {
        let _timed = Timed::begin(Operation::Wait);
        match self {
            Self::Sqlite { writer, open, file, .. } => {
                let connection = writer.acquire().await?;
                verify(file.as_ref())?;
                Ok(Transaction::SqliteWrite(WriteTransaction::new(connection, open)))
            }
            Self::Postgres(pool) => Ok(Transaction::Postgres(pool.begin(lock).await?)),
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
    Postgres(ServerConnection),
}

/// Rolled back when dropped without a commit.
pub(super) enum Transaction<'c> {
    Sqlite(sqlx::Transaction<'c, Sqlite>),
    SqliteWrite(WriteTransaction),
    Postgres(ServerTransaction<'c>),
}

impl Transaction<'_> {
    pub(super) async fn commit(self) -> Result<(), StoreError> {
        let _timed = Timed::begin(Operation::Commit);
        match self {
            Self::Sqlite(transaction) => Ok(transaction.commit().await?),
            Self::SqliteWrite(transaction) => Ok(transaction.commit().await?),
            Self::Postgres(transaction) => transaction.commit().await,
        }
    }

    /// Whether no other transaction writes meanwhile.
    pub(super) fn is_exclusive(&self) -> bool {
        match self {
            Self::Sqlite(_) | Self::SqliteWrite(_) => true,
            Self::Postgres(transaction) => transaction.is_exclusive(),
        }
    }
}

#[async_trait]
impl Connection for Pooled {
    fn raw(&mut self) -> Raw<'_> {
        match self {
            Self::Sqlite(connection) => Raw::Sqlite(connection, ""),
            Self::Postgres(connection) => Raw::Postgres(connection.raw()),
        }
    }

    async fn replace_after(&mut self, failure: &sqlx::Error) -> bool {
        match self {
            Self::Sqlite(_) => false,
            Self::Postgres(connection) => connection.replace_after(failure).await,
        }
    }
}

#[async_trait]
impl Connection for Transaction<'_> {
    fn raw(&mut self) -> Raw<'_> {
        match self {
            Self::Sqlite(transaction) => Raw::Sqlite(transaction, ""),
            Self::SqliteWrite(transaction) => {
                let (connection, begin) = transaction.next_text();
                Raw::Sqlite(connection, begin)
            }
            Self::Postgres(transaction) => Raw::Postgres(transaction.raw()),
        }
    }
}

#[async_trait]
impl Connection for SqliteConnection {
    fn raw(&mut self) -> Raw<'_> {
        Raw::Sqlite(self, "")
    }
}

#[async_trait]
impl Connection for PgConnection {
    fn raw(&mut self) -> Raw<'_> {
        Raw::Postgres(self)
    }
}
