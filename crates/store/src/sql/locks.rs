//! Who waits for whom on PostgreSQL, across all nodes.
//!
//! SQLite has one writer. PostgreSQL gets as much of that as the rules need from advisory locks, which the server frees
//! by itself when a transaction or a connection ends:
//!
//! - **writing**: sign-ins and sessions share it; whatever must see that an administrator, or a way in, is left has it
//!   alone. An attempt that lost a race is run again alone, so it cannot lose a second one.
//! - **opening**: one program at a time brings the schema up to date.
//! - **running**: every server shares it for as long as it runs; sealing everything again needs it alone.

use super::connection::Turn;

/// The locks are numbers that all programs on one database share: ours begin with the bytes of `vest`.
pub(crate) const OPENING: i64 = 0x7665_7374_0000_0002;
pub(crate) const RUNNING: i64 = 0x7665_7374_0000_0003;

/// The beginning of a transaction that writes: one hop for both statements.
pub(super) fn begin(turn: Turn) -> &'static str {
    // The number of the lock `writing`.
    match turn {
        Turn::Shared => "begin; select pg_advisory_xact_lock_shared(8531352011176673281)",
        Turn::Alone => "begin; select pg_advisory_xact_lock(8531352011176673281)",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locks_differ() {
        for turn in [Turn::Shared, Turn::Alone] {
            assert!(begin(turn).ends_with(&format!("({})", OPENING - 1)), "{}", begin(turn));
        }
        assert_ne!(OPENING, RUNNING);
    }
}
