//! A PostgreSQL server, which several nodes may share.
//!
//! Owns how it is reached and what only it can do: notifying other nodes of changes, and knowing whether any of them
//! runs. The statements are in `crate::sql`.
//!
//! Start with `open`, then `node_notifications`.

mod address;
mod away;
pub(crate) mod maintenance;
mod node_notifications;
mod open;
mod pool;
mod server_pool;
#[cfg(feature = "testing")]
mod test_backend;
mod user_channel;

pub(crate) use away::{is_away, lost_connection, said_away};
pub(crate) use node_notifications::{CHANNEL, NodeNotifications};
pub(crate) use open::open;
pub(crate) use server_pool::ServerPool;
#[cfg(feature = "testing")]
pub use test_backend::PostgresBackend;
pub(crate) use user_channel::{EVERYBODY, USERS_CHANNEL};
