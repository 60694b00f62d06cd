//! Fetching again on demand: whoever wants it at the same time shares one fetch, and a bucket limits how many there are.

use std::sync::atomic::{AtomicU64, Ordering};

use chrono::Duration;
use tokio::sync::Mutex;
use vestibule_core::{clock::Timestamp, driver::SignInError};

/// How many fetches are possible at once.
const BURST: i32 = 5;
/// How long until one of them comes back.
const INTERVAL: Duration = Duration::seconds(12);

/// The fetches of one document.
pub(super) struct Refetch {
    /// How many fetches have ended, successful or not.
    ended: AtomicU64,
    /// Held while fetching.
    state: Mutex<State>,
}

/// A moment: a fetch that ends after it is one whose outcome a caller shares.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark(u64);

struct State {
    /// How the last fetch ended.
    outcome: Result<(), SignInError>,
    /// When the bucket is full again (a leaky bucket, measured in time).
    full_at: Timestamp,
}

impl Refetch {
    pub(super) fn new(now: Timestamp) -> Self {
        Self { ended: AtomicU64::new(0), state: Mutex::new(State { outcome: Ok(()), full_at: now }) }
    }

    /// This moment.
    pub(super) fn mark(&self) -> Mark {
        Mark(self.ended.load(Ordering::Acquire))
    }

    /// Fetches, unless a fetch has ended since `mark`. `None` when none has and the bucket is empty.
    pub(super) async fn within_bucket(
        &self,
        now: Timestamp,
        mark: Mark,
        fetch: impl Future<Output = Result<(), SignInError>>,
    ) -> Option<Result<(), SignInError>> {
        let mut state = self.state.lock().await;
        if self.mark() == mark {
            if !state.take(now) {
                return None;
            }
            self.run(&mut state, fetch).await;
        }
        Some(state.outcome.clone())
    }

    /// The same without the bucket, for what callers cannot cause as often as they like.
    pub(super) async fn always(
        &self,
        mark: Mark,
        fetch: impl Future<Output = Result<(), SignInError>>,
    ) -> Result<(), SignInError> {
        let mut state = self.state.lock().await;
        if self.mark() == mark {
            self.run(&mut state, fetch).await;
        }
        state.outcome.clone()
    }

    async fn run(&self, state: &mut State, fetch: impl Future<Output = Result<(), SignInError>>) {
        state.outcome = fetch.await;
        self.ended.fetch_add(1, Ordering::Release);
    }
}

impl State {
    /// Takes one fetch out of the bucket.
    fn take(&mut self, now: Timestamp) -> bool {
        let mut full_at = self.full_at.max(now);
        if full_at - now > INTERVAL * BURST {
            full_at = now; // the clock was set back
        }
        if full_at - now > INTERVAL * (BURST - 1) {
            return false;
        }
        self.full_at = full_at + INTERVAL;
        true
    }
}
