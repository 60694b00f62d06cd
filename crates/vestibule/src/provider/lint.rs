//! `vestibule provider lint FILE…`: checks files, or standard input, as definitions.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use serde::Serialize;
use vestibule::registry_context;
use vestibule_config::Sources;
use vestibule_core::{ids::DefinitionId, violation::Violation};
use vestibule_registry::{Catalogue, RegistryContext, faults_of_definition};

use super::print_json;
use crate::{FAULTS, Failure, cli::LintArguments, count, print, startup};

/// One file, as a program reads it.
#[derive(Serialize)]
struct Verdict<'c> {
    path: &'c Path,
    ok: bool,
    /// The definition that it would be.
    id: Option<&'c DefinitionId>,
    faults: Vec<Violation>,
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
    // Which addresses may be called is for the configuration of a server: here all may.
    let environment = vec![("VESTIBULE_NETWORK__ALLOW_PRIVATE".to_owned(), "0.0.0.0/0,::/0".to_owned())];
    let defaults = Sources { config_file: None, environment, working_dir: tempfile::tempdir()?.path().to_owned() };
    let context = registry_context(&startup::load(&defaults)?)?;
    let verdicts: Vec<Verdict<'_>> = files.iter().map(|file| verdict(file, &catalogue, &context)).collect();
    if json {
        print_json(&verdicts)?;
    } else {
        report(&verdicts, &catalogue);
    }
    let all_good = verdicts.iter().all(|verdict| verdict.ok);
    Ok(if all_good { ExitCode::SUCCESS } else { ExitCode::from(FAULTS) })
}

fn verdict<'c>(path: &'c Path, catalogue: &'c Catalogue, context: &RegistryContext) -> Verdict<'c> {
    let entry = catalogue.find_by_path(path);
    let faults =
        catalogue.faults().iter().filter(|fault| fault.path == path).flat_map(|fault| fault.violations.0.clone());
    let of_drivers = entry.map(|entry| faults_of_definition(entry, context)).unwrap_or_default();
    let faults: Vec<Violation> = faults.chain(of_drivers.0).collect();
    Verdict { path, ok: entry.is_some() && faults.is_empty(), id: entry.map(|entry| &entry.definition.id), faults }
}

fn report(verdicts: &[Verdict<'_>], catalogue: &Catalogue) {
    for verdict in verdicts {
        for fault in &verdict.faults {
            print(&fault.to_string());
        }
        if let Some(entry) = catalogue.find_by_path(verdict.path).filter(|_| verdict.ok) {
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
