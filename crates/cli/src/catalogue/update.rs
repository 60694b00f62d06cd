//! `vestibule catalogue update FILE`: takes a newer catalogue.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use vestibule::parts::{catalogue_file, official_catalogue, protocols, read_bounded, read_catalogue, registry_context};
use vestibule_registry::{Catalogue, NewerCatalogue, RegistryContext, SERIAL, faults_of_definition};

use crate::{FAULTS, Failure, cli::UpdateArguments, count, failure, print, startup};

/// Checks everything before it writes anything; the file takes the place of the former one in one step.
pub(crate) async fn update(config_file: Option<PathBuf>, arguments: &UpdateArguments) -> Result<ExitCode, Failure> {
    let config = startup::load(&startup::sources(config_file)?)?;
    let Some(key) = &config.definitions.catalogue_key else {
        return Err(failure(
            "set `definitions.catalogue_key` to the public key of whoever signs your catalogue; `vestibule catalogue sign` prints it",
        ));
    };
    let refused = |reason: String| failure(format!("{}: {reason}", arguments.file.display()));
    let text = read_bounded(&arguments.file).map_err(refused)?;
    let text = text.ok_or_else(|| refused("there is no such file".to_owned()))?;
    let newer = read_catalogue(&text, key).map_err(refused)?;
    let path = catalogue_file(&config);
    let present = present(&path, key);
    if newer.serial <= present {
        return Err(refused(format!("its number is {}, and {present} is here already", newer.serial)));
    }
    let faults = faults(&newer, &registry_context(&config)?);
    if !faults.is_empty() {
        faults.iter().for_each(|fault| print(fault));
        print(&format!("{}; nothing was changed", count(faults.len() as u64, "fault")));
        return Ok(ExitCode::from(FAULTS));
    }
    write(&path, &text).map_err(|error| failure(format!("cannot write {}: {error}", path.display())))?;
    let definitions = count(newer.definitions.len() as u64, "definition");
    print(&format!("Took catalogue {} with {definitions}. A running server uses it at its next reload.", newer.serial));
    Ok(ExitCode::SUCCESS)
}

/// The number of what is here: of the program, or of a file that was taken before.
fn present(path: &Path, key: &str) -> u64 {
    let text = read_bounded(path).ok().flatten();
    let former = text.and_then(|text| read_catalogue(&text, key).ok());
    former.map_or(SERIAL, |former| former.serial.max(SERIAL))
}

/// What `lint` says about each definition, with its name.
fn faults(newer: &NewerCatalogue, context: &RegistryContext) -> Vec<String> {
    let of_files = newer.check(&protocols());
    let mut all: Vec<String> = of_files
        .iter()
        .flat_map(|fault| fault.violations.0.iter().map(|violation| format!("{}: {violation}", fault.path.display())))
        .collect();
    let catalogue: Arc<Catalogue> = Arc::new(official_catalogue().with_newer(newer));
    for entry in newer.definitions.keys().filter_map(|id| catalogue.find(id)) {
        let found = faults_of_definition(entry, context).0;
        all.extend(found.iter().map(|violation| format!("{}.toml: {violation}", entry.definition.id)));
    }
    all
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}
