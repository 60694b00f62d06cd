//! A transaction that begins with its first text and, where possible, ends with its last.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use sqlx::{Sqlite, SqliteConnection, pool::PoolConnection};

use crate::sql::errors::{code, primary_code};

/// Takes the lock for writing at once: a transaction that has read cannot wait for it any more.
const BEGIN: &str = "begin immediate; ";

/// Whether the one connection that writes has a transaction that is not over.
#[derive(Debug, Clone, Default)]
pub(crate) struct Open(Arc<AtomicBool>);

/// A transaction on the connection that writes. SQLite runs on a thread of the driver, which has to be woken up for every text, and
/// which waits until its answer to a `begin` or a `commit` of its own is taken. So both are part of the texts here, and the driver
/// does not know of the transaction.
///
/// One that is dropped before its end is rolled back before anybody else gets the connection ([`Open::roll_back`]).
pub(crate) struct WriteTransaction {
    connection: PoolConnection<Sqlite>,
    open: Open,
}

impl WriteTransaction {
    /// On a connection without a transaction. Nothing happens before the first text.
    pub(crate) fn new(connection: PoolConnection<Sqlite>, open: &Open) -> Self {
        open.0.store(false, Ordering::Relaxed);
        Self { connection, open: open.clone() }
    }

    /// For one text, which the caller runs: the connection, and what the text begins with.
    pub(crate) fn next_text(&mut self) -> (&mut SqliteConnection, &'static str) {
        let begin = if self.open.0.swap(true, Ordering::Relaxed) { "" } else { BEGIN };
        (&mut self.connection, begin)
    }

    pub(crate) async fn commit(mut self) -> Result<(), sqlx::Error> {
        if self.open.0.load(Ordering::Relaxed) {
            sqlx::raw_sql("commit").execute(&mut *self.connection).await?;
        }
        self.committed();
        Ok(())
    }

    /// Its last text has committed.
    pub(crate) fn committed(self) {
        self.open.0.store(false, Ordering::Relaxed);
    }
}

impl Open {
    /// Ends a transaction that was given up; a text of it that runs ends before. Returns whether the connection can be used again.
    pub(super) async fn roll_back(&self, connection: &mut SqliteConnection) -> bool {
        if !self.0.swap(false, Ordering::Relaxed) {
            return true;
        }
        match sqlx::raw_sql("rollback").execute(&mut *connection).await {
            Ok(_) => true,
            // There is none: it never began, its commit was done before nobody waited for that any more, or SQLite has ended it
            // after SQLITE_FULL, SQLITE_IOERR or SQLITE_NOMEM. On a full disk the log can only be used again once it is copied.
            Err(error) if primary_code(&error) == Some(code::ERROR) => {
                let _ = sqlx::raw_sql("pragma wal_checkpoint(passive)").execute(connection).await;
                true
            }
            Err(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use sqlx::Connection as _;

    use super::*;

    /// Somebody goes away while the commit runs, or another process keeps the file for so long that the transaction never began.
    #[tokio::test]
    async fn a_transaction_that_is_over_costs_no_connection() {
        let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        let open = Open::default();
        for begin in [BEGIN, "select 1"] {
            open.0.store(true, Ordering::Relaxed);
            sqlx::raw_sql(begin).execute(&mut connection).await.unwrap();
            assert!(open.roll_back(&mut connection).await);
            sqlx::raw_sql("begin; commit").execute(&mut connection).await.unwrap();
        }
    }
}
