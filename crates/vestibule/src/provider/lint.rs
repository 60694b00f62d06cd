//! `vestibule provider lint FILE…`: checks files, or standard input, as definitions.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use serde::Serialize;
use vestibule_core::{ids::DefinitionId, violation::Violation};
use vestibule_registry::Catalogue;

use super::print_json;
use crate::{FAULTS, Failure, cli::LintArguments, count, print};

/// One file, as a program reads it.
#[derive(Serialize)]
struct Verdict<'c> {
    path: &'c Path,
    ok: bool,
    /// The definition that it would be.
    id: Option<&'c DefinitionId>,
    faults: Vec<&'c Violation>,
}

pub(crate) async fn lint(arguments: LintArguments) -> Result<ExitCode, Failure> {
    let LintArguments { files, json } = arguments;
    let mut files: Vec<PathBuf> = files;
    let mut seen = Vec::new();
    files.retain(|file| {
        !seen.contains(file) && {
            seen.push(file.clone());
            true
        }
    });
    let (catalogue, files) =
        tokio::task::spawn_blocking(move || (Catalogue::lint(&vestibule::official_catalogue(), &files), files)).await?;
    let verdicts: Vec<Verdict<'_>> = files.iter().map(|file| verdict(file, &catalogue)).collect();
    if json {
        print_json(&verdicts)?;
    } else {
        report(&verdicts, &catalogue);
    }
    let all_good = verdicts.iter().all(|verdict| verdict.ok);
    Ok(if all_good { ExitCode::SUCCESS } else { ExitCode::from(FAULTS) })
}

fn verdict<'c>(path: &'c Path, catalogue: &'c Catalogue) -> Verdict<'c> {
    let faults = catalogue.faults().iter().filter(|fault| fault.path == path).flat_map(|fault| &fault.violations.0);
    let id = catalogue.find_by_path(path).map(|entry| &entry.definition.id);
    Verdict { path, ok: id.is_some(), id, faults: faults.collect() }
}

fn report(verdicts: &[Verdict<'_>], catalogue: &Catalogue) {
    for verdict in verdicts {
        for fault in &verdict.faults {
            print(&fault.to_string());
        }
        if let Some(entry) = catalogue.find_by_path(verdict.path) {
            let definition = &entry.definition;
            let (path, protocol) = (verdict.path.display(), definition.protocol.as_str());
            print(&format!("{path}: OK: {} ({}), {protocol}", definition.id, definition.name));
        }
    }
    match verdicts.iter().map(|verdict| verdict.faults.len() as u64).sum() {
        0 => print("no faults"),
        faults => print(&count(faults, "fault")),
    }
}
