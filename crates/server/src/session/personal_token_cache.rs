//! Personal access tokens in memory, by their hash, with what is taken for the session of each.

use std::sync::Arc;

use moka::future::Cache;
use vestibule_store::PersonalToken;

use super::cache::CachedSession;
use crate::http::state::HttpState;

/// Read again as sessions are.
pub(super) struct PersonalTokenCache(pub(super) Cache<[u8; 32], Option<Arc<Cached>>>);

pub(super) struct Cached {
    pub(super) token: PersonalToken,
    pub(super) session: Arc<CachedSession>,
}

impl PersonalTokenCache {
    pub(super) fn new(http: &HttpState) -> Self {
        Self(Cache::builder().time_to_live(http.settings.session_fresh).max_capacity(100_000).build())
    }
}
