//! Events that are sent to somebody: a queue for each webhook, which one node at a time empties, in order.

use async_trait::async_trait;
use chrono::Duration;
use tokio::sync::watch;
use vestibule_core::{clock::Timestamp, event::EventPattern, ids::WebhookName};

use crate::{AuditEntry, StoreError};

/// The most that waits for one webhook; beyond that, the oldest goes.
pub const WEBHOOK_QUEUE: u32 = 10_000;

/// A webhook, and which events it is sent; with no pattern, all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookEvents {
    pub name: WebhookName,
    pub events: Vec<EventPattern>,
}

/// An event that is to be sent now, by whoever has claimed it.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// Its place in the queue.
    pub seq: i64,
    pub queued_at: Timestamp,
    /// How often it has failed.
    pub attempts: u32,
    /// `None`: it has been deleted since.
    pub entry: Option<AuditEntry>,
}

/// How a webhook does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookState {
    pub name: WebhookName,
    /// How many events wait.
    pub waiting: u64,
    /// How often in a row it has failed.
    pub attempts: u32,
    /// Since when every attempt has failed, and the last reason.
    pub failing: Option<(Timestamp, String)>,
}

/// The queues of webhooks. An event is queued in the transaction that writes it, by every process that has this database
/// open.
#[async_trait]
pub trait Webhooks: Send + Sync {
    /// From now on events are queued for these webhooks, and for no other. What waits for another one is forgotten.
    async fn set_webhooks(&self, webhooks: &[WebhookEvents]) -> Result<(), StoreError>;

    /// Changes when this process has queued an event, or is about to.
    fn queued_events(&self) -> watch::Receiver<()>;

    /// The next event of a webhook, if one is due and no other node holds the webhook: from now on `node` does, for `lease`.
    async fn claim_delivery(
        &self,
        webhook: &WebhookName,
        node: &str,
        lease: Duration,
    ) -> Result<Option<Delivery>, StoreError>;

    /// Takes an event from the queue: it was sent, or is given up. True for whoever holds the webhook.
    async fn end_delivery(&self, webhook: &WebhookName, node: &str, seq: i64) -> Result<bool, StoreError>;

    /// Notes that an attempt has failed, and that the next one is at `next`.
    async fn delivery_failed(
        &self,
        webhook: &WebhookName,
        node: &str,
        failure: &str,
        next: Timestamp,
    ) -> Result<(), StoreError>;

    /// Deletes the oldest events beyond [`WEBHOOK_QUEUE`], and returns how many.
    async fn bound_queue(&self, webhook: &WebhookName) -> Result<u64, StoreError>;

    /// Lets other nodes deliver what this one held.
    async fn release_webhooks(&self, node: &str) -> Result<(), StoreError>;

    /// All webhooks, by name.
    async fn list_webhooks(&self) -> Result<Vec<WebhookState>, StoreError>;
}
