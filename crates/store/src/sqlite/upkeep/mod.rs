//! A database file as a whole: looked into, copied, replaced, sealed again.
//!
//! Start with `file`, which opens one for such a work.

mod backup;
mod file;
mod look;
mod reseal;
mod restore;
#[cfg(test)]
mod tests;

pub use backup::backup;
pub use file::exists;
pub use look::list_providers;
pub use reseal::{Held, hold};
pub use restore::restore;
