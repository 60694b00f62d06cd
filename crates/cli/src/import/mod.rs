//! `vestibule import`: a configuration from that of another program.
//!
//! Owns what is read of each program, one file for each, and what is said about it. Two rules hold for all: nothing is left
//! out without a word ([`Fields`] reports what nobody has asked for), and nothing that was closed becomes open: a restriction
//! that cannot be said here closes what it was about, and the report says so.

mod authelia;
mod dex;
mod fields;
mod oauth2_proxy;
mod outcome;
mod palmr;
mod tinyauth;

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use vestibule_config::Sources;

use crate::{
    FAULTS, Failure,
    cli::{ImportArguments, Program},
    failure, new_file, print, startup,
};

use fields::Fields;
use outcome::Imported;
use palmr::Palmr;

pub(crate) async fn import(config_file: Option<PathBuf>, arguments: &ImportArguments) -> Result<ExitCode, Failure> {
    let sources = startup::sources(config_file)?;
    let path = sources.file();
    new_file::refuse_existing(&path)?;
    let palmr = match (arguments.program, &*arguments.files) {
        (Program::Palmr, [file]) => Some(Palmr::load(file).await?),
        (Program::Palmr, _) => return Err(failure("Palmr has one database; name that file alone")),
        _ => None,
    };
    let imported = match &palmr {
        Some(palmr) => palmr.describe(),
        None => {
            let texts = arguments.files.iter().map(|file| read(file)).collect::<Result<Vec<_>, _>>()?;
            convert(arguments.program, &texts)?
        }
    };
    new_file::write(&path, &imported.render()?)?;
    let sources = Sources { config_file: Some(path.clone()), ..sources };
    let loaded = vestibule_config::load(&sources);
    if let (Some(_), Ok(config)) = (&palmr, &loaded)
        && let Err(refused) = Palmr::refuse_existing(config).await
    {
        // Only the written file says where the database is to be; a refusal leaves nothing behind.
        let _ = std::fs::remove_file(&path);
        return Err(refused);
    }
    print(&format!("{}Wrote {}, which only you can read: it has secrets.", imported.report(), path.display()));
    match loaded {
        Ok(config) => {
            if let Some(palmr) = &palmr {
                print(&palmr.import_people(&sources, &config).await?);
            }
            print(&format!("Next: vestibule check --online --config {}", path.display()));
            Ok(ExitCode::SUCCESS)
        }
        Err(errors) => {
            print(&format!("It cannot be used yet; correct this:\n{errors}"));
            Ok(ExitCode::from(FAULTS))
        }
    }
}

fn convert(program: Program, texts: &[String]) -> Result<Imported, Failure> {
    let mut imported = Imported::default();
    for text in texts {
        match program {
            Program::Authelia => authelia::read(Fields::yaml(text)?, &mut imported),
            Program::Dex => dex::read(Fields::yaml(text)?, &mut imported),
            Program::Oauth2Proxy => {
                oauth2_proxy::read(Fields::toml_or_variables(text, "OAUTH2_PROXY_")?, &mut imported);
            }
            // It has no text.
            Program::Palmr => {}
            Program::Tinyauth => tinyauth::read(Fields::variables(text, "")?, &mut imported),
        }
    }
    Ok(imported)
}

fn read(file: &Path) -> Result<String, Failure> {
    fs::read_to_string(file).map_err(|error| failure(format!("cannot read {}: {error}", file.display())))
}

#[cfg(test)]
mod tests;
