//! A database file as a whole: looked into, copied, replaced, database.
//!
//! Start with `file`, which opens one for such a work.

mod backup;
mod differences;
mod file;
mod list;
mod restore;
mod server_lock;
#[cfg(test)]
mod tests;

pub(crate) use backup::backup;
pub(crate) use file::{exists, open_exclusive, path_of};
pub(crate) use list::{check_keys, lacks_administrator, list_apps, list_providers};
pub(crate) use restore::restore;
pub use server_lock::ServerLock;
pub(crate) use server_lock::{enter, leave};
