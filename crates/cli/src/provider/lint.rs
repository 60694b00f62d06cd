//! `vestibule provider lint FILE…`: checks files, or standard input, as definitions.

use std::{path::Path, process::ExitCode};

use vestibule::parts::registry_context;
use vestibule_config::Sources;
use vestibule_core::{definition::Definition, violation::Violation};
use vestibule_registry::{Catalogue, RegistryContext, faults_of_definition};

use crate::{
    Failure,
    cli::LintArguments,
    lint::{Verdict, conclude, without_duplicates},
    startup,
};

pub(crate) async fn lint(arguments: LintArguments) -> Result<ExitCode, Failure> {
    let LintArguments { files, json } = arguments;
    let files = without_duplicates(files);
    let (catalogue, files) =
        tokio::task::spawn_blocking(move || (Catalogue::lint(&vestibule::parts::official_catalogue(), &files), files))
            .await?;
    // Which addresses may be called is for the configuration of a server: here all may.
    let environment = vec![("VESTIBULE_NETWORK__ALLOW_PRIVATE".to_owned(), "0.0.0.0/0,::/0".to_owned())];
    let defaults = Sources { config_file: None, environment, working_dir: tempfile::tempdir()?.path().to_owned() };
    let context = registry_context(&startup::load(&defaults)?)?;
    let verdicts: Vec<Verdict<'_>> = files.iter().map(|file| verdict(file, &catalogue, &context)).collect();
    conclude(&verdicts, json)
}

fn verdict<'c>(path: &'c Path, catalogue: &'c Catalogue, context: &RegistryContext) -> Verdict<'c> {
    let entry = catalogue.find_by_path(path);
    let faults =
        catalogue.faults().iter().filter(|fault| fault.path == path).flat_map(|fault| fault.violations.0.clone());
    let of_drivers = entry.map(|entry| faults_of_definition(entry, context)).unwrap_or_default();
    let faults: Vec<Violation> = faults.chain(of_drivers.0).collect();
    let definition = entry.map(|entry| &entry.definition);
    let described =
        |definition: &Definition| format!("{} ({}), {}", definition.id, definition.name, definition.protocol.as_str());
    Verdict {
        path,
        ok: entry.is_some() && faults.is_empty(),
        id: definition.map(|definition| &definition.id),
        faults,
        described: definition.map(|definition| described(definition)),
    }
}
