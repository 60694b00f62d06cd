//! The state of the session layer.

use std::{ops::Deref, sync::Arc};

use super::{cache::SessionCache, personal_token_cache::PersonalTokenCache};
use crate::http::state::HttpState;

/// What sessions need: the HTTP layer, and the sessions and tokens in memory.
pub struct SessionState {
    pub(crate) http: Arc<HttpState>,
    pub(crate) sessions: SessionCache,
    pub(super) personal_tokens: PersonalTokenCache,
}

impl SessionState {
    pub(crate) fn new(http: Arc<HttpState>) -> Self {
        let sessions = SessionCache::new(http.clone());
        let personal_tokens = PersonalTokenCache::new(&http);
        Self { http, sessions, personal_tokens }
    }
}

impl Deref for SessionState {
    type Target = HttpState;
    fn deref(&self) -> &HttpState {
        &self.http
    }
}
