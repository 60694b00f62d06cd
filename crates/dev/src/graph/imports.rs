//! Which file of a crate uses which.

use std::collections::{BTreeMap, BTreeSet};

use super::resolve;
use super::sources::Module;

/// File → file → the names that it uses of it. Files are named by their module: `http::cookies`, and `lib` for the root.
pub(super) type Graph = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

/// The graph of a crate.
pub(super) fn graph(modules: &[Module]) -> Graph {
    let mut graph = Graph::new();
    for module in modules {
        let uses = graph.entry(module.file()).or_default();
        for (used, name) in resolve::uses(modules, module) {
            uses.entry(used).or_default().insert(name);
        }
    }
    graph
}

/// Names in one line.
pub(super) fn join(names: &BTreeSet<String>) -> String {
    names.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}
