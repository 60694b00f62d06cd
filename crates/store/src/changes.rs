//! How a guarded change ends.

use vestibule_core::code::ErrorCode;

/// How a guarded change ended.
#[derive(Debug, Clone)]
pub enum ChangeOutcome<T> {
    Done(T),
    NotFound,
    /// Nothing was written: `revision_mismatch`, `last_way_in`, `in_use`.
    Refused(ErrorCode),
}
