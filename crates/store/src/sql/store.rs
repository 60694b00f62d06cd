//! An open database, and how its transactions begin and end.

use std::sync::Arc;

use vestibule_core::{
    clock::{Clock, Timestamp, from_millis},
    ids::UserId,
    random::Random,
    seal::Keyring,
};

use super::{
    batch::Batch,
    connection::{Pools, Transaction},
    decrypted_secrets::DecryptedSecrets,
    locks::LockMode,
    value::SqlRow,
    webhook_queues::WebhookQueues,
};
use crate::{
    AuditEvent, StoreError, UserChanges,
    deadline::{DATABASE_TIME_LIMIT, time_left, with_database_time},
    postgres::{NodeNotifications, lost_connection},
};

/// Lists without paging end here: they are for people to read.
pub(super) const LIST_LIMIT: i64 = 200;

/// The most that a page of a list holds.
pub(super) const PAGE_LIMIT: u32 = 200;

/// How often an intent is tried again whose connection was lost: a server that stops closes the connections of a pool one after the other.
const ATTEMPTS: u32 = 16;

/// An open database.
pub(crate) struct SqlStore {
    pub(crate) pools: Pools,
    /// The other nodes on the same database, where there can be any.
    pub(crate) nodes: Option<Arc<NodeNotifications>>,
    /// Whose sessions have changed, on this node or on another one.
    pub(crate) changes: Arc<UserChanges>,
    pub(crate) keys: Arc<Keyring>,
    pub(crate) decrypted: DecryptedSecrets,
    /// Who is sent events.
    pub(crate) webhooks: WebhookQueues,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
}

impl SqlStore {
    /// Now, in the precision that is stored.
    pub(super) fn now(&self) -> Timestamp {
        from_millis(self.clock.now().timestamp_millis())
    }

    /// A transaction that writes concurrently with others.
    pub(super) async fn begin(&self) -> Result<Transaction<'static>, StoreError> {
        self.pools.begin(LockMode::Shared).await
    }

    /// A transaction that writes while no other does: for a change whose precondition must hold until it is done. Rare,
    /// so it may stop the others for a moment.
    pub(super) async fn begin_exclusive(&self) -> Result<Transaction<'static>, StoreError> {
        self.pools.begin(LockMode::Exclusive).await
    }

    /// Runs an intent that is one transaction, and again when the connection to PostgreSQL was lost before anything of it was
    /// committed: a server that restarts costs whoever waits a moment, and nothing else.
    pub(super) async fn until_certain<T, F: Future<Output = Result<T, StoreError>>>(
        &self,
        intent: impl Fn() -> F,
    ) -> Result<T, StoreError> {
        if let Pools::Sqlite { .. } = self.pools {
            return Box::pin(intent()).await;
        }
        let attempts = async {
            let mut left = 0..ATTEMPTS;
            loop {
                // Boxed: an intent is large, and its future would be in this one several times.
                match Box::pin(intent()).await {
                    // Beginning it again waits for the server, as long as the request may.
                    Err(error) if lost_connection(&error) && left.next().is_some() && !time_left().is_zero() => {
                        tracing::debug!(
                            error = error.detail(),
                            "the connection was lost before a commit; trying again"
                        );
                    }
                    answer => return answer,
                }
            }
        };
        with_database_time(DATABASE_TIME_LIMIT, Box::pin(attempts)).await
    }

    /// Runs a batch as one transaction in one text: on SQLite each hop to the driver's thread costs more than the statement.
    /// Returns what its statements return; `None` on PostgreSQL, where nothing has happened then.
    pub(super) async fn at_once(&self, batch: Batch) -> Result<Option<Vec<SqlRow>>, StoreError> {
        match self.pools {
            Pools::Sqlite { .. } => batch.commit(self.begin().await?).await.map(Some),
            Pools::Postgres(_) => Ok(None),
        }
    }

    /// Runs the batch, writes `event` and commits.
    pub(super) async fn commit_with(
        &self,
        transaction: Transaction<'_>,
        batch: Batch,
        event: &AuditEvent,
    ) -> Result<(), StoreError> {
        self.commit_changed_with(transaction, batch, event, &[]).await
    }

    /// The same for a change of what sessions say about these users.
    pub(super) async fn commit_changed_with(
        &self,
        transaction: Transaction<'_>,
        mut batch: Batch,
        event: &AuditEvent,
        changed: &[UserId],
    ) -> Result<(), StoreError> {
        self.push_event(&mut batch, self.now(), event);
        self.commit_batch(transaction, batch, changed.to_vec()).await
    }
}
