//! `cargo dev check-deps`: the direction of dependencies.
//!
//! Owns the rules ([`tables`]) and the comparison ([`rules`]); refuses to own a list of what is used today, which is
//! what [`edge`] reads from the manifests.

mod edge;
mod rules;
mod tables;
mod unused;

use vestibule_dev::console;
use vestibule_dev::error::Error;
use vestibule_dev::workspace::Workspace;

/// Fails with one line for each dependency that no rule allows.
pub(crate) fn check(workspace: &Workspace) -> Result<(), Error> {
    let metadata = workspace.metadata();
    let crates: Vec<&str> = metadata.workspace_packages().iter().map(|package| package.name.as_str()).collect();
    let edges = edge::declared(metadata);
    let mut found: Vec<String> = rules::violations(&crates, &edges).iter().map(ToString::to_string).collect();
    found.extend(unused::find(metadata)?);
    if found.is_empty() {
        console::line(&format!(
            "{} crates, {} dependencies: every one is allowed and used.",
            crates.len(),
            edges.len()
        ));
        return Ok(());
    }
    let mut text = String::from("dependencies that the architecture does not allow:\n");
    for violation in &found {
        text.push_str(&format!("  {violation}\n"));
    }
    text.push_str("Remove the dependency. A deliberate change of direction belongs in docs/architecture.md and in ");
    text.push_str("crates/dev/src/deps/tables.rs.");
    Err(Error::Refused(text))
}
