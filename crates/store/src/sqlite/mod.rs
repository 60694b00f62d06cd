//! The embedded database: one file in write-ahead mode, one writer, a few readers.
//!
//! Owns how a file is opened and what is done with it as a whole. The statements are `crate::sql`'s.
//!
//! Start with `open`, then `upkeep`.

mod bench;
mod location;
mod open;
#[cfg(test)]
mod tests;
pub(crate) mod upkeep;

pub use bench::SqliteBackend;
pub(crate) use open::open;
