//! What statements run on: a connection from the pool, or a transaction.

use sqlx::{Connection as _, PgConnection, Postgres, pool::PoolConnection};

use super::{
    away::{is_away, said_away, was_not_sent},
    locks,
    server_pool::ServerPool,
};
use crate::{StoreError, deadline::with_timeout, sql::locks::LockMode};

/// A connection from the pool.
pub(crate) struct ServerConnection {
    connection: PoolConnection<Postgres>,
    pool: ServerPool,
    /// Whether a statement on it changes something.
    writes: bool,
}

impl ServerConnection {
    pub(crate) fn raw(&mut self) -> &mut PgConnection {
        &mut self.connection
    }

    /// Takes another connection where the statement that failed may run again; false where there is none.
    pub(crate) async fn replace_after(&mut self, failure: &sqlx::Error) -> bool {
        let may_run_again = if self.writes { said_away(failure) } else { is_away(failure) };
        if !may_run_again {
            return false;
        }
        match self.pool.acquire(self.writes).await {
            Ok(other) => *self = other,
            Err(_) => return false,
        }
        true
    }
}

/// Rolled back when dropped without a commit.
pub(crate) struct ServerTransaction<'c> {
    transaction: sqlx::Transaction<'c, Postgres>,
    lock: LockMode,
}

/// The connection was lost between a commit and its answer, so the change is kept or it is not. It is not made again by
/// itself: whoever asked for it is answered that storage is unavailable, and looks, or asks again.
#[derive(Debug, thiserror::Error)]
#[error("the connection was lost during a commit, which may have been done: {0}")]
struct UncertainCommit(#[source] sqlx::Error);

impl ServerTransaction<'_> {
    pub(crate) fn raw(&mut self) -> &mut PgConnection {
        &mut self.transaction
    }

    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        with_timeout(self.transaction.commit()).await.map_err(|error| {
            let is_certain = said_away(&error) || was_not_sent(&error) || !is_away(&error);
            match is_certain {
                true => StoreError::from(error),
                false => StoreError::Unavailable(Box::new(UncertainCommit(error))),
            }
        })
    }

    /// Whether no other transaction writes meanwhile.
    pub(crate) fn is_exclusive(&self) -> bool {
        self.lock == LockMode::Exclusive
    }
}

impl ServerPool {
    /// For one statement, which reads, or `writes`.
    pub(crate) async fn acquire(&self, writes: bool) -> Result<ServerConnection, sqlx::Error> {
        let connection = self.patiently(|pool| async move { pool.acquire().await }).await?;
        Ok(ServerConnection { connection, pool: self.clone(), writes })
    }

    /// One snapshot for several statements that read.
    pub(crate) async fn view(&self) -> Result<ServerTransaction<'static>, sqlx::Error> {
        let begin = "begin isolation level repeatable read, read only";
        let transaction = self.patiently(|pool| async move { pool.begin_with(begin).await }).await?;
        Ok(ServerTransaction { transaction, lock: LockMode::Shared })
    }

    /// A transaction that writes.
    pub(crate) async fn begin(&self, lock: LockMode) -> Result<ServerTransaction<'static>, sqlx::Error> {
        let transaction = self.patiently(|pool| async move { pool.begin_with(locks::begin(lock)).await }).await?;
        Ok(ServerTransaction { transaction, lock })
    }
}

/// The one connection that a key rotation works on.
pub(crate) struct ExclusiveConnection(pub(super) PgConnection);

impl ExclusiveConnection {
    pub(crate) fn raw(&mut self) -> &mut PgConnection {
        &mut self.0
    }

    pub(crate) async fn begin(&mut self) -> Result<ServerTransaction<'_>, sqlx::Error> {
        Ok(ServerTransaction { transaction: self.0.begin().await?, lock: LockMode::Exclusive })
    }

    /// Rewrites the files of the tables that have sealed values.
    pub(crate) async fn rewrite_files(&mut self) -> Result<(), sqlx::Error> {
        sqlx::raw_sql("vacuum full totp_factors").execute(&mut self.0).await?;
        sqlx::raw_sql("vacuum full provider_secrets").execute(&mut self.0).await?;
        sqlx::raw_sql("vacuum full sealed_documents").execute(&mut self.0).await?;
        sqlx::raw_sql("vacuum full test_sign_ins").execute(&mut self.0).await?;
        sqlx::raw_sql("vacuum full signing_keys").execute(&mut self.0).await?;
        sqlx::raw_sql("vacuum full sessions").execute(&mut self.0).await?;
        sqlx::raw_sql("vacuum full meta").execute(&mut self.0).await?;
        Ok(())
    }

    pub(crate) async fn close(self) -> Result<(), sqlx::Error> {
        self.0.close().await
    }
}
