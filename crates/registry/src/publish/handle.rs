//! The way to the published snapshot and to its writer: one atomic pointer, one channel.

use std::sync::Arc;

use arc_swap::ArcSwap;
use tokio::sync::{mpsc, oneshot, watch};

use crate::{
    publish::plan::RegistryContext, publish::report::ReloadReport, publish::snapshot::Registry,
    reload::pending_changes::PendingChanges,
};

/// What a reload reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Everything, however it looks.
    Everything,
    /// What does not look as it did.
    Touched,
}

/// What the writer is asked to do.
#[derive(Debug)]
pub(crate) enum Command {
    Reload(Scope, oneshot::Sender<ReloadReport>),
}

/// Reads the registry, and asks its writer to reload.
#[derive(Clone, Debug)]
pub struct RegistryHandle {
    pub(crate) current: Arc<ArcSwap<Registry>>,
    pub(crate) commands: mpsc::Sender<Command>,
    pub(crate) generations: watch::Receiver<u64>,
    pub(crate) context: Arc<RegistryContext>,
    pub(crate) pending: Arc<PendingChanges>,
}

impl RegistryHandle {
    /// The published snapshot. Costs an atomic read; hold it for one request, not longer.
    pub fn load(&self) -> Arc<Registry> {
        self.current.load_full()
    }

    /// Reads all settings and definitions again and publishes what changed; `None` when the writer is gone (shutting
    /// down).
    pub async fn reload(&self) -> Option<ReloadReport> {
        self.ask(Scope::Everything).await
    }

    /// The same for a reason that is known: files that look on the disk as they did are not opened.
    pub async fn reload_touched(&self) -> Option<ReloadReport> {
        self.ask(Scope::Touched).await
    }

    async fn ask(&self, scope: Scope) -> Option<ReloadReport> {
        let (reply, report) = oneshot::channel();
        self.commands.send(Command::Reload(scope, reply)).await.ok()?;
        report.await.ok()
    }

    /// Tells of every publication.
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.generations.clone()
    }

    /// Waits until the published registry is as `wanted` says, and returns it; `None` when the writer is gone.
    pub async fn wait_until(&self, wanted: impl Fn(&Registry) -> bool) -> Option<Arc<Registry>> {
        let mut generations = self.subscribe();
        loop {
            generations.borrow_and_update();
            let registry = self.load();
            if wanted(&registry) {
                return Some(registry);
            }
            generations.changed().await.ok()?;
        }
    }
}
