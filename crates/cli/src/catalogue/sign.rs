//! `vestibule catalogue sign`: makes a signed catalogue of definition files.

use std::{collections::BTreeMap, fs, path::Path, process::ExitCode, sync::Arc};

use vestibule::parts::{catalogue_key, catalogue_signing_key, protocols, sign_catalogue};
use vestibule_core::{ids::DefinitionId, secret::Secret};
use vestibule_registry::NewerCatalogue;

use crate::{Failure, cli::SignArguments, failure, print};

pub(crate) fn sign(arguments: &SignArguments) -> Result<ExitCode, Failure> {
    let SignArguments { files, key, serial, out } = arguments;
    let at = |path: &Path, reason: &dyn std::fmt::Display| failure(format!("{}: {reason}", path.display()));
    let pem = Secret::new(fs::read_to_string(key).map_err(|error| at(key, &error))?);
    let key = catalogue_signing_key(&pem).map_err(|reason| at(key, &reason))?;
    let mut definitions = BTreeMap::new();
    for file in files {
        let id = file.file_stem().and_then(|stem| stem.to_str()?.parse::<DefinitionId>().ok());
        let is_toml = file.extension().is_some_and(|extension| extension == "toml");
        let id = id.filter(|_| is_toml).ok_or_else(|| at(file, &"a definition is in a file ID.toml"))?;
        let text = fs::read_to_string(file).map_err(|error| at(file, &error))?;
        if definitions.insert(id.clone(), Arc::from(text)).is_some() {
            return Err(at(file, &format!("another file is called {id}.toml, too")));
        }
    }
    let catalogue = NewerCatalogue { serial: *serial, definitions };
    if let Some(fault) = catalogue.check(&protocols()).first() {
        return Err(failure(format!("{}: {}", fault.path.display(), fault.violations)));
    }
    let signed = sign_catalogue(&catalogue, &key)?;
    fs::write(out, format!("{signed}\n")).map_err(|error| at(out, &error))?;
    let public = catalogue_key(&key).unwrap_or_default();
    print(&format!("Wrote {}. Whoever takes it sets definitions.catalogue_key = \"{public}\"", out.display()));
    Ok(ExitCode::SUCCESS)
}
