//! How many upstreams are asked at once.

use std::time::Duration;

use tokio::sync::Semaphore;

/// How many upstreams that may answer soon are asked at once.
const PLACES: usize = 32;
/// How long a request holds its place. One that takes longer goes on without it: upstreams that hang do not keep those
/// waiting that would answer.
const HOLD: Duration = Duration::from_millis(500);

/// Places for requests to upstreams.
pub(super) struct Places(Semaphore);

impl Default for Places {
    fn default() -> Self {
        Self(Semaphore::new(PLACES))
    }
}

impl Places {
    /// Runs `work` in a place, or after a wait for one.
    pub(super) async fn run<T>(&self, work: impl Future<Output = T>) -> T {
        let place = self.0.acquire().await;
        tokio::pin!(work);
        // The only use of the outcome of a wait that is over: the work goes on.
        match tokio::time::timeout(HOLD, &mut work).await {
            Ok(done) => done,
            Err(_) => {
                drop(place);
                work.await
            }
        }
    }
}
