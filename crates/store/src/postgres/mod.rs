//! A PostgreSQL server, which several nodes may share.
//!
//! Owns how it is reached and what only it can do: telling other nodes that something has changed, and knowing whether
//! any of them runs. The statements are `crate::sql`'s.
//!
//! Start with `open`, then `nodes`.

mod address;
pub(crate) mod maintenance;
mod node_notifications;
mod open;
#[cfg(feature = "testing")]
mod test_backend;

pub(crate) use address::is_postgres;
pub(crate) use node_notifications::{CHANNEL, NodeNotifications};
pub(crate) use open::open;
#[cfg(feature = "testing")]
pub use test_backend::PostgresBackend;
