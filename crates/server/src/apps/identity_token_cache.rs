//! What was signed for applications behind a proxy in the last minute.

use std::{sync::Arc, time::Duration};

use http::HeaderValue;
use moka::future::Cache;
use vestibule_core::{clock::Timestamp, definition::SigningAlgorithm, ids::SessionId};

use crate::session::CurrentSession;

/// Quick to sign, and every library verifies it.
pub(super) const ALGORITHM: SigningAlgorithm = SigningAlgorithm::ES256;
/// For how long the same one is sent.
const SENT: chrono::Duration = chrono::Duration::minutes(1);
/// So many tokens are remembered.
const REMEMBERED: u64 = 100_000;

/// What was signed in the last minute, by session and origin. Many callers at once are one signature.
pub(super) struct IdentityTokens(pub(super) Cache<(SessionId, String), Arc<Made>>);

pub(super) struct Made {
    pub(super) header: HeaderValue,
    pub(super) at: Timestamp,
    /// What it says.
    pub(super) of: CurrentSession,
}

impl Made {
    pub(super) fn is_good(&self, current: &CurrentSession, now: Timestamp) -> bool {
        now < self.at + SENT && self.of.is_same(current)
    }
}

impl IdentityTokens {
    pub(super) fn new() -> Self {
        Self(Cache::builder().time_to_live(Duration::from_secs(60)).max_capacity(REMEMBERED).build())
    }
}
