//! Every aggregate in SQL, once for both databases.
//!
//! Owns the statements and what is atomic. Rules about people live elsewhere, as pure functions:
//! [`vestibule_core::linking`], [`crate::profile`], [`crate::username`]. How a database is opened is `crate::sqlite`'s
//! and `crate::postgres`'s.
//!
//! To SQLite every statement is a hop to the connection's thread, some 80 µs, to PostgreSQL one over the network: far
//! more than the statement itself. So an intent is one statement where one can be atomic, and otherwise: begin, read the
//! facts, write everything as one [`Batch`], commit. SQLite has one writing connection, so writers queue in the program
//! and never meet `SQLITE_BUSY` among themselves; for PostgreSQL see [`locks`].
//!
//! Start with [`statement`], then [`sign_ins`].

mod admin_access;
mod admin_grants;
mod audit;
pub(crate) mod connection;
pub(crate) mod errors;
mod facts;
mod linking;
mod links;
pub(crate) mod locks;
mod password;
pub(crate) mod provider_secrets;
pub(crate) mod providers;
pub(crate) mod reencrypt;
mod roster;
mod rows;
pub(crate) mod schema;
mod sessions;
mod sign_ins;
mod statement;
mod test_access;
mod tokens;
mod upstream_sign_out;
mod users;
mod value;

use std::sync::Arc;

use vestibule_core::{
    clock::{Clock, Timestamp, from_millis},
    random::Random,
    seal::Keyring,
};

use crate::{StoreError, postgres::NodeNotifications};
use connection::{Pools, Transaction, Turn};
use statement::Batch;

pub(crate) use test_access::SqlTestAccess;

/// Lists are for people to read; nobody reads more than this.
const LIST_LIMIT: i64 = 200;

/// The most that a page of a list holds.
const PAGE_LIMIT: u32 = 200;

/// An open database.
pub(crate) struct SqlStore {
    pub(crate) pools: Pools,
    /// The other programs on the same database, where there can be any.
    pub(crate) nodes: Option<Arc<NodeNotifications>>,
    pub(crate) keys: Arc<Keyring>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
}

impl SqlStore {
    /// Now, in the precision that is stored.
    fn now(&self) -> Timestamp {
        from_millis(self.clock.now().timestamp_millis())
    }

    /// A transaction that writes beside others.
    async fn begin(&self) -> Result<Transaction<'static>, StoreError> {
        self.pools.begin(Turn::Shared).await
    }

    /// A transaction that writes while nobody else does: for what is only allowed as long as somebody, or something, is
    /// left. Rare, so it may stop the others for a moment.
    async fn begin_alone(&self) -> Result<Transaction<'static>, StoreError> {
        self.pools.begin(Turn::Alone).await
    }
}
