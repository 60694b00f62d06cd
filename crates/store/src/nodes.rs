//! The nodes of an installation, as they have said of themselves.

use async_trait::async_trait;
use chrono::Duration;
use vestibule_core::{clock::Timestamp, node::NodeReport};

use crate::{AuditEvent, StoreError};

/// A node that has said nothing for this long is gone: it says something every minute.
pub const NODE_GONE: Duration = Duration::minutes(3);

/// For how long it is remembered that an event was written under a name.
pub(crate) const SAID_FOR: Duration = Duration::days(400);

/// More than this many have something wrong with their starts: the oldest are forgotten.
pub(crate) const NODE_LIMIT: u32 = 100;

/// A node of this installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    pub report: NodeReport,
    /// When it said so, by the clock of the database.
    pub seen_at: Timestamp,
}

/// The nodes of an installation. Times are the database's own, which is one clock for all of them.
#[async_trait]
pub trait Nodes: Send + Sync {
    /// Writes what this node says of itself, in place of what it has said before.
    async fn report_node(&self, report: &NodeReport) -> Result<(), StoreError>;

    /// Those that are not gone, by name.
    async fn list_nodes(&self) -> Result<Vec<Node>, StoreError>;

    /// Forgets a node that stops.
    async fn forget_node(&self, id: &str) -> Result<(), StoreError>;

    /// Writes an event under a name, unless one was written under it. True for the first node that does; what was written
    /// more than 400 days ago can be written again.
    async fn record_once(&self, name: &str, event: &AuditEvent) -> Result<bool, StoreError>;

    /// Forgets that an event was written under a name, and writes another one about that, if there is one. True for the
    /// first node that does; false where nothing was to be forgotten.
    async fn forget_recorded(&self, name: &str, event: Option<&AuditEvent>) -> Result<bool, StoreError>;

    /// What time it is for the database; `None` where that is the clock of this machine.
    async fn database_time(&self) -> Result<Option<Timestamp>, StoreError>;
}
