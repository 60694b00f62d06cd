//! `cargo dev graph`: which file of a crate uses which, and that no two of them need each other.
//!
//! Owns the rule for files, and the layers of `server`. Start with [`check`]; [`sources`] reads the modules of a crate,
//! [`resolve`] finds the file that a path means, [`imports`] puts both together, [`cycles`] and [`layers`] judge.
//!
//! The rule: a file uses another when code of it outside `#[cfg(test)]` names something that the other one defines.
//! `use super::X` and a path through a parent count for the file that defines `X`, not for the `mod.rs` in between, so a
//! `mod.rs` that only declares and re-exports its children is part of no cycle. What a parent re-exports of its own
//! children is no use. Traits that are only called by method, and what macros generate, are not seen.

mod cycles;
mod imports;
mod layers;
mod resolve;
mod sources;
mod tokens;

use std::collections::BTreeSet;

use imports::{Graph, graph, join};
pub(crate) use tokens::tokens;
use vestibule_dev::console;
use vestibule_dev::error::Error;
use vestibule_dev::workspace::Workspace;

/// What `cargo dev graph` is asked to do.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Print the imports of this crate too, by its folder: `server`.
    #[arg(value_name = "CRATE")]
    name: Option<String>,
}

/// Prints what was asked for, then judges every crate.
pub(crate) fn run(workspace: &Workspace, arguments: &Arguments) -> Result<(), Error> {
    if let Some(name) = &arguments.name {
        let root = workspace.path("crates").join(name).join("src");
        for (file, uses) in graph(&sources::read(&root)?) {
            console::line(&file);
            for (used, names) in uses {
                console::line(&format!("  {used}  {}", join(&names)));
            }
        }
    }
    check(workspace)
}

/// Fails with every import cycle and every import of `server` against its layers.
pub(crate) fn check(workspace: &Workspace) -> Result<(), Error> {
    let (mut files, mut found) = (0, String::new());
    for package in workspace.metadata().workspace_packages() {
        let folder = package.manifest_path.parent().map(|folder| folder.join("src")).filter(|folder| folder.is_dir());
        let Some(folder) = folder else { continue };
        let modules = sources::read(folder.as_std_path())?;
        files += modules.len();
        let graph = graph(&modules);
        for cycle in cycles::find(&graph) {
            let edges = describe(&graph, &cycle);
            found.push_str(&format!("  {}: {} files need each other:\n{edges}", package.name, cycle.len()));
        }
        if package.name.as_str() == layers::PACKAGE {
            layers::violations(&graph).iter().for_each(|line| found.push_str(&format!("  {}: {line}\n", package.name)));
        }
    }
    if found.is_empty() {
        console::line(&format!("{files} files, no import cycle, no import against the layers."));
        return Ok(());
    }
    Err(Error::Refused(format!(
        "imports that the architecture does not allow:\n{found}\
         Move what both need into a file below them, or pass it in. `cargo dev graph CRATE` prints every import."
    )))
}

/// Each edge inside the cycle, with the names that make it.
fn describe(graph: &Graph, cycle: &BTreeSet<String>) -> String {
    let edges = cycle.iter().flat_map(|from| graph[from].iter().map(move |(to, names)| (from, to, names)));
    let inside = edges.filter(|(_, to, _)| cycle.contains(*to));
    inside.map(|(from, to, names)| format!("    {from} -> {to}  {}\n", join(names))).collect()
}

#[cfg(test)]
mod tests;
