//! A PostgreSQL server, which several nodes may share.
//!
//! Owns how it is reached and what only it can do: telling other nodes that something has changed, and knowing whether
//! any of them runs. The statements are `crate::sql`'s.
//!
//! Start with `open`, then `nodes`.

mod address;
mod bench;
mod nodes;
mod open;
pub(crate) mod upkeep;

pub(crate) use address::is_postgres;
pub use bench::PostgresBackend;
pub(crate) use nodes::{CHANNEL, Nodes};
pub(crate) use open::open;
