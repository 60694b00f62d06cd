//! One declared dependency of one crate of the workspace.

use std::fmt;

use cargo_metadata::{DependencyKind, Metadata};

/// Crate `from` names crate `to` in its manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edge {
    /// The package whose manifest it is.
    pub(super) from: String,
    /// The package that is depended on, by its real name, whatever it is renamed to.
    pub(super) to: String,
    /// In which table of the manifest.
    pub(super) table: Table,
    /// Whether `to` is a path of this repository, not a crate of a registry.
    pub(super) internal: bool,
}

/// The table of a manifest that a dependency is in. Build scripts count as the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Table {
    /// `[dependencies]` and `[build-dependencies]`.
    Product,
    /// `[dev-dependencies]`.
    Tests,
}

impl fmt::Display for Edge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let note = match self.table {
            Table::Product => "",
            Table::Tests => " (dev-dependency)",
        };
        write!(f, "{} -> {}{note}", self.from, self.to)
    }
}

/// Every dependency that a crate of the workspace declares, for every target and feature, in the manifests' order.
pub(super) fn declared(metadata: &Metadata) -> Vec<Edge> {
    let mut edges = Vec::new();
    for package in metadata.workspace_packages() {
        edges.extend(package.dependencies.iter().map(|dependency| Edge {
            from: package.name.to_string(),
            to: dependency.name.clone(),
            table: if dependency.kind == DependencyKind::Development { Table::Tests } else { Table::Product },
            internal: dependency.path.is_some(),
        }));
    }
    edges
}
