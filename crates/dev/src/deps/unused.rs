//! Dependencies that a crate declares and that its sources never name.
//!
//! What cargo-machete does, in a few lines over the same list of names that `cargo dev graph` reads: to install that
//! tool would take longer than all the other checks together.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use cargo_metadata::{DependencyKind, Metadata};
use vestibule_dev::error::Error;

use crate::graph::tokens;

/// Declared for what they do to another crate, by package and dependency.
const BY_NAME_ONLY: &[(&str, &str)] = &[
    // Built as libraries that the tests load.
    ("vestibule-tests", "vestibule-plugin-fixture"),
    // For its feature.
    ("vestibule-tests", "vestibule-jose"),
    ("vestibule-tests", "vestibule-plugin-steam"),
];

/// One line for each dependency without a use.
pub(super) fn find(metadata: &Metadata) -> Result<Vec<String>, Error> {
    let mut found = Vec::new();
    for package in metadata.workspace_packages() {
        let Some(folder) = package.manifest_path.parent() else { continue };
        let (mut names, mut of_build_script) = (BTreeSet::new(), BTreeSet::new());
        read(folder.as_std_path(), &mut names)?;
        let script = folder.join("build.rs");
        if script.exists() {
            read_file(script.as_std_path(), &mut of_build_script)?;
        }
        for dependency in &package.dependencies {
            let names = if dependency.kind == DependencyKind::Build { &of_build_script } else { &names };
            let name = dependency.rename.as_ref().unwrap_or(&dependency.name).replace('-', "_");
            let is_known = BY_NAME_ONLY.contains(&(package.name.as_str(), dependency.name.as_str()));
            if !names.contains(&name) && !is_known {
                let table = if dependency.kind == DependencyKind::Build { " for its build script" } else { "" };
                found.push(format!("{}: `{}` is declared{table} and never used", package.name, dependency.name));
            }
        }
    }
    Ok(found)
}

fn read(folder: &Path, names: &mut BTreeSet<String>) -> Result<(), Error> {
    let failed = |source| Error::Read { path: folder.to_owned(), source };
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() && !path.ends_with("node_modules") && !path.ends_with("target") {
            read(&path, names)?;
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            read_file(&path, names)?;
        }
    }
    Ok(())
}

fn read_file(path: &Path, names: &mut BTreeSet<String>) -> Result<(), Error> {
    let text = fs::read_to_string(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    names.extend(tokens(&text).into_iter().map(str::to_owned));
    Ok(())
}
