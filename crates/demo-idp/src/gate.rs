//! A gate that holds requests until a test opens it.

use std::sync::Arc;

use tokio::sync::watch;

/// A gate that a test opens. Requests held by it wait until then, or until the provider is shut down. Clones share
/// one state.
#[derive(Debug, Clone)]
pub struct Gate(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    open: watch::Sender<bool>,
    waiting: watch::Sender<usize>,
}

impl Gate {
    /// A closed gate.
    #[expect(clippy::new_without_default, reason = "`default` would not say whether it is open")]
    pub fn new() -> Self {
        Self(Arc::new(Shared { open: watch::Sender::new(false), waiting: watch::Sender::new(0) }))
    }

    /// Lets everybody through, now and later.
    pub fn open(&self) {
        self.0.open.send_replace(true);
    }

    /// Waits until at least that many requests stand at it.
    pub async fn reached(&self, at_least: usize) {
        // The sender lives in `self`, here and below, so the channel cannot close while this waits.
        let _ = self.0.waiting.subscribe().wait_for(|waiting| *waiting >= at_least).await;
    }

    pub(crate) async fn wait(&self) {
        let _standing = WaitingGuard::at(&self.0.waiting);
        let _ = self.0.open.subscribe().wait_for(|open| *open).await;
    }
}

/// Counts one request for as long as it waits at the gate, however it leaves.
struct WaitingGuard<'a>(&'a watch::Sender<usize>);

impl<'a> WaitingGuard<'a> {
    fn at(waiting: &'a watch::Sender<usize>) -> Self {
        waiting.send_modify(|waiting| *waiting += 1);
        Self(waiting)
    }
}

impl Drop for WaitingGuard<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|waiting| *waiting -= 1);
    }
}
