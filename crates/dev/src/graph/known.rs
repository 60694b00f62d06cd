//! Cycles that are known and not yet undone. The list only gets shorter: a cycle that is not here fails, and so does a row
//! here that is no cycle any more.

use std::collections::BTreeSet;

/// A package and the files of one cycle.
const KNOWN: &[(&str, &[&str])] =
    &[("vestibule-protocol", &["oidc::authorize", "oidc::driver", "oidc::finish", "oidc::userinfo"])];

/// Whether a cycle is on the list, in whole or in part.
pub(super) fn covers(package: &str, cycle: &BTreeSet<String>) -> bool {
    rows(package).any(|files| cycle.iter().all(|file| files.contains(&file.as_str())))
}

/// The rows of a package that no cycle has any more.
pub(super) fn gone(package: &str, cycles: &[BTreeSet<String>]) -> Vec<String> {
    let is_gone = |files: &&[&str]| !cycles.iter().any(|cycle| cycle.iter().any(|file| files.contains(&file.as_str())));
    rows(package).filter(is_gone).map(|files| files.join(", ")).collect()
}

fn rows(package: &str) -> impl Iterator<Item = &'static [&'static str]> {
    KNOWN.iter().filter(move |(name, _)| *name == package).map(|(_, files)| *files)
}
