//! Locks of PostgreSQL, across all nodes.
//!
//! SQLite has one writer. PostgreSQL gets as much of that as the rules need from advisory locks, which the server releases
//! when a transaction or a connection ends:
//!
//! - **writing**: sign-ins and sessions share it; a change that must see that an administrator, or a link, is left holds
//!   it exclusively. An attempt that lost a race is repeated exclusively, so it cannot lose a second one.
//! - **migration**: one node at a time brings the schema up to date.
//! - **instance**: every server shares it while it runs; a key rotation needs it exclusively.

use crate::sql::locks::LockMode;

/// The numbers are shared by all programs on one database: ours begin with the bytes of `vest`.
pub(crate) const MIGRATION: i64 = 0x7665_7374_0000_0002;
pub(crate) const INSTANCE: i64 = 0x7665_7374_0000_0003;

/// Begins a transaction that writes: one round trip for both statements.
pub(super) fn begin(mode: LockMode) -> &'static str {
    // The number of the lock `writing`.
    match mode {
        LockMode::Shared => "begin; select pg_advisory_xact_lock_shared(8531352011176673281)",
        LockMode::Exclusive => "begin; select pg_advisory_xact_lock(8531352011176673281)",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locks_differ() {
        for mode in [LockMode::Shared, LockMode::Exclusive] {
            assert!(begin(mode).ends_with(&format!("({})", MIGRATION - 1)), "{}", begin(mode));
        }
        assert_ne!(MIGRATION, INSTANCE);
    }
}
