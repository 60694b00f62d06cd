//! The nodes of an installation, as they have said of themselves.

use async_trait::async_trait;
use chrono::Duration;
use vestibule_core::{clock::Timestamp, node::NodeReport};

use crate::StoreError;

/// A node that has said nothing for this long is gone: it says something every minute.
pub const NODE_GONE: Duration = Duration::minutes(3);

/// For how long what was said once is remembered.
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

    /// Notes that something is said now. True for the first node that says it; what was said more than 400 days ago can be
    /// said again.
    async fn say_once(&self, name: &str) -> Result<bool, StoreError>;

    /// What time it is for the database; `None` where that is the clock of this machine.
    async fn database_time(&self) -> Result<Option<Timestamp>, StoreError>;
}
