//! What this node says of itself to the others, and what it finds in what they say.

use std::sync::atomic::Ordering;

use vestibule_core::{
    node::{Difference, Digests, NodeReport, digest},
    secret::hex,
};
use vestibule_registry::digests;
use vestibule_store::{Node, StoreError};

use super::state::HttpState;

/// A node as an administrator sees it.
pub(crate) struct NodeView {
    pub(crate) node: Node,
    /// Whether it is the one that is asked.
    pub(crate) is_this: bool,
    /// What must not differ from this one, and does.
    pub(crate) differences: Vec<Difference>,
}

/// What this node says of itself.
pub(crate) fn own_report(app: &HttpState) -> NodeReport {
    let registry = app.registry.load();
    let (providers, definitions) = digests(registry.slots.values().map(|slot| &**slot), &registry.catalogue);
    let mut settings = app.node.settings.clone();
    // As they are now: they may change while the node runs.
    settings.insert("forward_auth.rules".to_owned(), digest(format!("{:?}", registry.forward_auth)));
    let keys = std::iter::once(app.keys.fingerprint()).chain(app.keys.former());
    NodeReport {
        id: app.node.id.clone(),
        name: app.node.name.clone(),
        version: app.node.version.clone(),
        started_at: app.node.started_at,
        clock_offset: app.clock_offset.load(Ordering::Relaxed),
        keys: keys.map(hex).collect(),
        digests: Digests { settings, providers, definitions },
    }
}

/// The nodes of this installation, by name.
pub(crate) async fn list(app: &HttpState) -> Result<Vec<NodeView>, StoreError> {
    let own = own_report(app);
    let view = |node: Node| {
        let is_this = node.report.id == own.id;
        let differences = if is_this { Vec::new() } else { own.differences(&node.report) };
        NodeView { node, is_this, differences }
    };
    Ok(app.store.list_nodes().await?.into_iter().map(view).collect())
}
