//! Outgoing HTTP that remembers which requests were made, and which of them were answered.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;
use vestibule_core::http::{Http, HttpError, Purpose};

pub(super) struct ObservedHttp {
    inner: Arc<dyn Http>,
    seen: Mutex<Vec<(Purpose, bool)>>,
}

impl ObservedHttp {
    pub(super) fn new(inner: Arc<dyn Http>) -> Self {
        Self { inner, seen: Mutex::default() }
    }

    /// The purpose of the last request.
    pub(super) fn last(&self) -> Option<Purpose> {
        self.seen().last().map(|(purpose, _)| *purpose)
    }

    pub(super) fn answered(&self, purpose: Purpose) -> bool {
        self.seen().contains(&(purpose, true))
    }

    fn seen(&self) -> MutexGuard<'_, Vec<(Purpose, bool)>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Http for ObservedHttp {
    async fn send(&self, purpose: Purpose, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, HttpError> {
        let answer = self.inner.send(purpose, request).await;
        let answered = answer.as_ref().is_ok_and(|answer| answer.status() == http::StatusCode::OK);
        self.seen().push((purpose, answered));
        answer
    }
}
