//! A database file as a whole: looked into, copied, replaced, held.
//!
//! Start with `file`, which opens one for such a work.

mod backup;
mod file;
mod look;
mod restore;
#[cfg(test)]
mod tests;

pub(crate) use backup::backup;
pub(crate) use file::{exists, open_exclusive};
pub(crate) use look::list_providers;
pub(crate) use restore::restore;
