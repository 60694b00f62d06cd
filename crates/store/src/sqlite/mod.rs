//! The embedded database: one file in write-ahead mode, one writer, a few readers.
//!
//! Owns the SQL of every aggregate and how a file is opened. Rules about people live elsewhere, as pure functions:
//! [`vestibule_core::linking`], [`crate::profile`], [`crate::username`].
//!
//! Every statement is a hop to the connection's thread, some 80 µs, far more than SQLite itself needs. So an intent is
//! one statement where one can be atomic, and otherwise four hops: begin, read the facts, write everything as one
//! [`Batch`], commit. Write transactions take the lock when they begin, and there is one writing connection, so they
//! queue in the program and never meet `SQLITE_BUSY` among themselves.
//!
//! Start with `open`, then `sign_ins`.

mod admin_grants;
mod audit;
mod bench;
mod errors;
mod facts;
mod linking;
mod links;
mod location;
mod open;
mod password;
mod provider_secrets;
mod providers;
mod roster;
mod rows;
mod schema;
mod sessions;
mod sign_ins;
#[cfg(test)]
mod tests;
mod tokens;
pub(crate) mod upkeep;
mod upstream_sign_out;
mod users;
mod way_in;

use std::sync::Arc;

use sqlx::{QueryBuilder, Sqlite, SqlitePool, Transaction};
use vestibule_core::{
    clock::{Clock, Timestamp, from_millis},
    random::Random,
    seal::Keyring,
};

use crate::StoreError;

pub use bench::SqliteBackend;
pub(crate) use open::open;

/// Several statements that travel to the connection's thread together. Each ends with `;`.
type Batch = QueryBuilder<Sqlite>;

/// Lists are for people to read; nobody reads more than this.
const LIST_LIMIT: i64 = 200;

/// The most that a page of a list holds.
const PAGE_LIMIT: u32 = 200;

/// An open SQLite database.
pub(crate) struct SqliteStore {
    /// One connection. In memory it reads, too.
    writer: SqlitePool,
    reader: SqlitePool,
    keys: Arc<Keyring>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
}

impl SqliteStore {
    /// Now, in the precision that is stored.
    fn now(&self) -> Timestamp {
        from_millis(self.clock.now().timestamp_millis())
    }

    /// A write transaction that holds the lock. Dropped without a commit, it never happened.
    async fn begin(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(self.writer.begin_with("begin immediate").await?)
    }
}
