//! The nodes of an installation, and what differs between them, on the page of the configuration.

use vestibule_core::node::{Difference, NodeReport, Presence};

use super::super::{Moment, texts::Admin};
use crate::http::nodes::NodeView;

/// A node as the page shows it.
pub(super) struct NodeRow {
    pub(super) name: String,
    pub(super) is_this: bool,
    pub(super) version: String,
    pub(super) started: Moment,
    pub(super) seen: Moment,
    /// What is wrong with it, or differs from the node that is asked.
    pub(super) problems: Vec<String>,
}

/// All nodes; none while there is one, with nothing wrong.
pub(super) fn node_rows(nodes: &[NodeView], t: Admin) -> Vec<NodeRow> {
    let rows: Vec<_> = nodes.iter().map(|view| row(view, t)).collect();
    if rows.len() > 1 || rows.iter().any(|row| !row.problems.is_empty()) { rows } else { Vec::new() }
}

fn row(view: &NodeView, t: Admin) -> NodeRow {
    let report = &view.node.report;
    let differences = view.differences.iter().map(|difference| describe(difference, t));
    NodeRow {
        name: report.name.clone(),
        is_this: view.is_this,
        version: report.version.clone(),
        started: Moment(report.started_at),
        seen: Moment(view.node.seen_at),
        problems: clock(report, t).into_iter().chain(differences).collect(),
    }
}

fn clock(report: &NodeReport, t: Admin) -> Option<String> {
    let offset = report.wrong_clock()?;
    let tenths = offset.unsigned_abs() / 100;
    let seconds = format!("{}.{}", tenths / 10, tenths % 10);
    Some(if offset > 0 { t.node_clock_ahead(seconds) } else { t.node_clock_behind(seconds) })
}

fn describe(difference: &Difference, t: Admin) -> String {
    match difference {
        Difference::Version(_) => t.node_other_version().to_owned(),
        Difference::Setting(name) => t.node_other_setting(name.clone()),
        Difference::Provider(Presence::Differs, id) => t.node_other_provider(id.clone()),
        Difference::Provider(Presence::OnlyHere, id) => t.node_lacks_provider(id.clone()),
        Difference::Provider(Presence::OnlyThere, id) => t.node_has_provider(id.clone()),
        Difference::Definition(Presence::Differs, id) => t.node_other_definition(id.clone()),
        Difference::Definition(Presence::OnlyHere, id) => t.node_lacks_definition(id.clone()),
        Difference::Definition(Presence::OnlyThere, id) => t.node_has_definition(id.clone()),
        Difference::KeyUnknownThere(key) => t.node_lacks_key(key.clone()),
        Difference::KeyUnknownHere(key) => t.node_has_key(key.clone()),
    }
}
