//! Access to the published snapshot and to its writer: one atomic pointer, one channel.

use std::sync::Arc;

use arc_swap::ArcSwap;
use tokio::sync::{mpsc, oneshot, watch};
use vestibule_core::{ids::ProviderId, provider::ProviderRecord, sealed_documents::DocumentError};

use super::{context::RegistryContext, report::ReloadReport, snapshot::Registry};
use crate::reload::pending_changes::PendingChanges;

/// What a reload reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Every file, whatever its fingerprint.
    Everything,
    /// The files with a new fingerprint.
    Touched,
}

#[derive(Debug)]
pub(crate) enum Command {
    Reload(Scope, oneshot::Sender<ReloadReport>),
    /// The upstream of a provider is asked again.
    Refetch(ProviderId),
}

/// Reads the registry, and requests reloads from its writer.
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

    /// Reads all settings and definitions again and publishes what changed; the upstreams of all other providers are
    /// asked again in the background. `None` when the writer is gone (shutting
    /// down).
    pub async fn reload(&self) -> Option<ReloadReport> {
        self.request(Scope::Everything).await
    }

    /// The same after a known change: files with an unchanged fingerprint are not opened.
    pub async fn reload_touched(&self) -> Option<ReloadReport> {
        self.request(Scope::Touched).await
    }

    /// Has the upstream of a saved provider asked again in the background.
    pub(crate) async fn refetch(&self, provider: ProviderId) {
        // Nobody serves any more when the writer is gone.
        let _ = self.commands.send(Command::Refetch(provider)).await;
    }

    /// Whether the client of this provider registers itself.
    pub fn registers_itself(&self, record: &ProviderRecord) -> bool {
        self.preview(record).bound.is_ok_and(|bound| bound.registers_itself())
    }

    /// Forgets the client that registered itself for this provider, and has the provider resolved again, which registers
    /// another one. False where there was none to forget; what the upstream refused before is asked again either way.
    pub async fn register_again(&self, record: &ProviderRecord) -> Result<bool, DocumentError> {
        let forgotten = match &self.preview(record).bound {
            Ok(bound) => bound.forget_client().await?,
            Err(_) => false,
        };
        self.refetch(record.id.clone()).await;
        Ok(forgotten)
    }

    async fn request(&self, scope: Scope) -> Option<ReloadReport> {
        let (reply, report) = oneshot::channel();
        self.commands.send(Command::Reload(scope, reply)).await.ok()?;
        report.await.ok()
    }

    /// Notified at every publication.
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.generations.clone()
    }

    /// Waits for a published registry that is `wanted`, and returns it; `None` when the writer is gone.
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
