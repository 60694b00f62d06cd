//! `vestibule import`: a configuration from that of another program.
//!
//! Owns what is read of each program, one file for each, and what is said about it. Two rules hold for all: nothing is left
//! out without a word ([`Fields`] reports what nobody has asked for), and nothing that was closed becomes open: a restriction
//! that cannot be said here closes what it was about, and the report says so.

mod apps;
mod authelia;
mod authelia_access;
mod dex;
mod dex_connector;
mod duration;
mod fields;
mod oauth2_proxy;
mod oauth2_proxy_yaml;
mod outcome;
mod palmr;
mod source;
mod tinyauth;
mod tinyauth_names;

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

use outcome::Imported;
use palmr::Palmr;
use source::Source;

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
            let sources = arguments.files.iter().map(|file| Source::read(file)).collect::<Result<Vec<_>, _>>()?;
            convert(arguments.program, &sources)?
        }
    };
    if imported.is_empty() {
        print(imported.report().trim_end());
        return Err(failure(
            "nothing of that can be taken, and nothing was written: is it a configuration of this program?",
        ));
    }
    let folder = path.parent().map(Path::to_owned).unwrap_or_default();
    let drop_ins: Vec<_> = imported.drop_ins().map(|(name, text)| (folder.join(name), text)).collect();
    for (drop_in, text) in &drop_ins {
        if fs::read_to_string(drop_in).is_ok_and(|there| there != *text) {
            return Err(failure(format!("{} is there already and is another one; move it away", drop_in.display())));
        }
    }
    new_file::write(&path, &imported.render()?)?;
    for (drop_in, text) in drop_ins.iter().filter(|(drop_in, _)| !drop_in.exists()) {
        new_file::write(drop_in, text)?;
    }
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
    for (drop_in, _) in &drop_ins {
        print(&format!("Wrote {}, a definition that the apps in it need.", drop_in.display()));
    }
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

fn convert(program: Program, sources: &[Source]) -> Result<Imported, Failure> {
    let mut imported = Imported::default();
    match program {
        Program::Authelia => authelia::read(source::yaml(sources, authelia::TEMPLATE)?, &mut imported),
        Program::Dex => dex::read(source::yaml(sources, dex::TEMPLATE)?, &mut imported),
        Program::Oauth2Proxy => {
            oauth2_proxy::read(source::toml_variables_and_yaml(sources, "OAUTH2_PROXY_")?, &mut imported);
        }
        // It has no text.
        Program::Palmr => {}
        Program::Tinyauth => tinyauth::read(source::flat(sources, "TINYAUTH_")?, &mut imported),
    }
    Ok(imported)
}

#[cfg(test)]
mod tests;
