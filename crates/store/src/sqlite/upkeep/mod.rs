//! A database file as a whole: copied, replaced, sealed again.
//!
//! Start with `file`, which opens one for such a work.

mod backup;
mod file;
mod reseal;
mod restore;
#[cfg(test)]
mod tests;

pub use backup::backup;
pub use file::exists;
pub use reseal::{Held, hold};
pub use restore::restore;
