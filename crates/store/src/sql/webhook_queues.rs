//! For whom this process queues events.

use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::watch;
use vestibule_core::{clock::Timestamp, ids::AuditId, webhook::wants};

use super::batch::Batch;
use crate::{AuditEvent, WebhookEvents};

/// For whom this process queues events.
#[derive(Default)]
pub(crate) struct WebhookQueues {
    webhooks: RwLock<Arc<[WebhookEvents]>>,
    pub(super) queued: watch::Sender<()>,
}

impl WebhookQueues {
    pub(super) fn get(&self) -> Arc<[WebhookEvents]> {
        self.webhooks.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set(&self, webhooks: &[WebhookEvents]) {
        *self.webhooks.write().unwrap_or_else(PoisonError::into_inner) = webhooks.into();
    }

    /// Adds an event to the queues of those who want it.
    pub(super) fn push(&self, batch: &mut Batch, (id, at): (AuditId, Timestamp), event: &AuditEvent) {
        for webhook in self.get().iter().filter(|webhook| wants(&webhook.events, event.kind, event.outcome)) {
            // A webhook that another node has removed gets nothing more.
            batch.push("insert into webhook_events (webhook, event_id, queued_at) select name, ").push_bind(id.0);
            batch.push_per_dialect("", "::uuid").push(", ").push_bind(at.timestamp_millis());
            batch.push_per_dialect("", "::bigint").push(" from webhooks where name = ");
            batch.push_bind(webhook.name.as_str()).end();
            self.queued.send_replace(());
        }
    }
}
