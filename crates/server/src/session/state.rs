//! The state of the session layer.

use std::{ops::Deref, sync::Arc};

use super::cache::SessionCache;
use crate::http::state::HttpState;

/// What sessions need: the HTTP layer, and the sessions in memory.
pub struct SessionState {
    pub(crate) http: Arc<HttpState>,
    pub(crate) sessions: SessionCache,
}

impl SessionState {
    pub(crate) fn new(http: Arc<HttpState>) -> Self {
        let sessions = SessionCache::new(http.clone());
        Self { http, sessions }
    }
}

impl Deref for SessionState {
    type Target = HttpState;
    fn deref(&self) -> &HttpState {
        &self.http
    }
}
