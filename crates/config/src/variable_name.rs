//! How the name of a variable of ours is built.

/// What every variable of ours begins with.
pub(crate) const PREFIX: &str = "VESTIBULE_";
/// The separator between two levels.
pub(crate) const LEVEL: &str = "__";
