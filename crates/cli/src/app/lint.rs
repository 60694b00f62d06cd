//! `vestibule app lint FILE…`: checks files, or standard input, as definitions of apps.

use std::{path::Path, process::ExitCode};

use vestibule_core::violation::Violation;
use vestibule_registry::AppCatalogue;

use crate::{
    Failure,
    cli::LintArguments,
    lint::{Verdict, conclude, without_duplicates},
};

pub(crate) async fn lint(arguments: LintArguments) -> Result<ExitCode, Failure> {
    let LintArguments { files, json } = arguments;
    let files = without_duplicates(files);
    let load = move || (AppCatalogue::lint(&AppCatalogue::official(&()), &files), files);
    let (catalogue, files) = tokio::task::spawn_blocking(load).await?;
    let verdicts: Vec<Verdict<'_>> = files.iter().map(|file| verdict(file, &catalogue)).collect();
    conclude(&verdicts, json)
}

fn verdict<'c>(path: &'c Path, catalogue: &'c AppCatalogue) -> Verdict<'c> {
    let entry = catalogue.find_by_path(path);
    let faults = catalogue.faults().iter().filter(|fault| fault.path == path);
    let faults: Vec<Violation> = faults.flat_map(|fault| fault.violations.0.clone()).collect();
    let definition = entry.map(|entry| &entry.definition);
    Verdict {
        path,
        ok: entry.is_some() && faults.is_empty(),
        id: definition.map(|definition| &definition.id),
        faults,
        described: definition.map(|definition| format!("{} ({}), app", definition.id, definition.name)),
    }
}
