//! Test sign-ins of administrators, where every node finds them.

use async_trait::async_trait;
use vestibule_core::{clock::Timestamp, ids::SessionId, secret::Secret};

use crate::StoreError;

/// More rows than this at once are an attack: the oldest go.
pub(crate) const TEST_SIGN_IN_LIMIT: u32 = 64;

/// What is kept of a test sign-in for a few minutes: what its callback needs, later its report. Sealed; who is not in the
/// session that it was started in finds nothing.
#[async_trait]
pub trait TestSignIns: Send + Sync {
    /// Keeps `content` under an id that nobody can guess, until `expires_at`.
    async fn keep_test_sign_in(
        &self,
        id: &[u8; 32],
        session: SessionId,
        content: &Secret,
        expires_at: Timestamp,
    ) -> Result<(), StoreError>;

    /// Takes it: `Some` for one of many callers. What no key of ours opens is absent.
    async fn take_test_sign_in(&self, id: &[u8; 32], session: SessionId) -> Result<Option<Secret>, StoreError>;

    /// Reads it, and leaves it there.
    async fn find_test_sign_in(&self, id: &[u8; 32], session: SessionId) -> Result<Option<Secret>, StoreError>;
}
