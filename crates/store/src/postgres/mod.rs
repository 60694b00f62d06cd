//! A PostgreSQL server, which several nodes may share.
//!
//! Owns how it is reached and what only it can do: notifying other nodes of changes, and knowing whether any of them
//! runs. The statements are in `crate::sql`.
//!
//! Start with `open`, then `node_notifications`.

mod address;
mod away;
mod connections;
mod locks;
pub(crate) mod maintenance;
mod node_notifications;
mod open;
mod pool;
mod server_pool;
mod statements;
#[cfg(feature = "testing")]
mod test_backend;
mod user_channel;

pub(crate) use away::lost_connection;
pub(crate) use connections::{ExclusiveConnection, ServerConnection, ServerTransaction};
pub(crate) use node_notifications::{CHANNEL, NodeNotifications};
pub(crate) use open::open;
pub(crate) use server_pool::ServerPool;
pub(crate) use sqlx::{PgConnection, postgres::PgRow};
pub(crate) use statements::{PostgresColumn, execute, fetch_all, fetch_optional, migrate, read, sql_state};
#[cfg(feature = "testing")]
pub use test_backend::PostgresBackend;
pub(crate) use user_channel::{EVERYBODY, USERS_CHANNEL};
