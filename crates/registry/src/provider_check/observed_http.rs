//! Outgoing HTTP that remembers which requests were made, and which of them were answered.

use std::sync::{Arc, Mutex};

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
        self.seen.lock().ok()?.last().map(|(purpose, _)| *purpose)
    }

    pub(super) fn answered(&self, purpose: Purpose) -> bool {
        self.seen.lock().is_ok_and(|seen| seen.contains(&(purpose, true)))
    }
}

#[async_trait]
impl Http for ObservedHttp {
    async fn send(&self, purpose: Purpose, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, HttpError> {
        let answer = self.inner.send(purpose, request).await;
        let answered = answer.as_ref().is_ok_and(|answer| answer.status() == http::StatusCode::OK);
        if let Ok(mut seen) = self.seen.lock() {
            seen.push((purpose, answered));
        }
        answer
    }
}
