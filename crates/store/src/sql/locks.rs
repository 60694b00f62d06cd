//! Which transactions may write at the same time.

/// Whether other transactions may write meanwhile. On SQLite none does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LockMode {
    /// Other shared ones may.
    Shared,
    /// None may, on no node: what the transaction has read stays true until it is done.
    Exclusive,
}
