//! The layers inside `server`: a folder imports from the ones below it and from itself.

use super::imports::{Graph, join};

/// The crate that has layers.
pub(super) const PACKAGE: &str = "vestibule-server";

/// From the bottom up (docs/architecture.md, "Layers of the server"). Folders of one row do not know each other. A file
/// or folder that no row names is above all of them.
const LAYERS: &[&[&str]] =
    &[&["http"], &["session"], &["sign_in", "apps"], &["forward_auth"], &["state"], &["api"], &["pages"]];

/// One line for each import that goes up or sideways.
pub(super) fn violations(graph: &Graph) -> Vec<String> {
    let mut found = Vec::new();
    for (from, uses) in graph {
        for (to, names) in uses {
            let (own, other) = (folder(from), folder(to));
            if own != other && layer(other) >= layer(own) && layer(own) < LAYERS.len() {
                found.push(format!("{from} -> {to}  {}: `{own}` is not above `{other}`", join(names)));
            }
        }
    }
    found
}

fn folder(file: &str) -> &str {
    file.split("::").next().unwrap_or(file)
}

fn layer(folder: &str) -> usize {
    LAYERS.iter().position(|row| row.contains(&folder)).unwrap_or(LAYERS.len())
}
