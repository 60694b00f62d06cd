//! The embedded database: one file in write-ahead mode, one writer, a few readers.
//!
//! Owns how a file is opened and what is done with it as a whole. The statements are `crate::sql`'s.
//!
//! Start with `open`, then `maintenance`.

#[cfg(test)]
mod at_once_tests;
mod foreign_file;
mod location;
pub(crate) mod maintenance;
mod open;
mod opened_file;
#[cfg(feature = "testing")]
mod test_backend;
#[cfg(feature = "testing")]
pub(crate) mod test_file;
#[cfg(test)]
pub(crate) mod tests;
mod write_transaction;

pub(crate) use foreign_file::read_tables;
pub(crate) use open::open;
pub(crate) use opened_file::OpenedFile;
#[cfg(feature = "testing")]
pub use test_backend::SqliteBackend;
pub(crate) use write_transaction::{Open, WriteTransaction};
