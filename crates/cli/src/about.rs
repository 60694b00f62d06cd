//! What the program says about itself: `vestibule version`, `completions` and `man`.

use std::process::ExitCode;

use clap::CommandFactory as _;
use serde::Serialize;

use crate::{
    Failure,
    cli::{Cli, CompletionsArguments, ManArguments, VersionArguments},
    failure, print,
};

/// What is written to a package, a bug report or an inventory.
#[derive(Serialize)]
struct Version {
    name: &'static str,
    version: &'static str,
    os: &'static str,
    arch: &'static str,
}

const VERSION: Version = Version {
    name: env!("CARGO_BIN_NAME"),
    version: env!("CARGO_PKG_VERSION"),
    os: std::env::consts::OS,
    arch: std::env::consts::ARCH,
};

pub(crate) fn version(arguments: &VersionArguments) -> Result<ExitCode, Failure> {
    let Version { name, version, os, arch } = VERSION;
    match arguments.json {
        true => print(&serde_json::to_string(&VERSION)?),
        false => print(&format!("{name} {version} ({os} {arch})")),
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn completions(arguments: &CompletionsArguments) -> ExitCode {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), VERSION.name, &mut script);
    print(String::from_utf8_lossy(&script).trim_end());
    ExitCode::SUCCESS
}

pub(crate) fn man(arguments: &ManArguments) -> Result<ExitCode, Failure> {
    match &arguments.out {
        Some(folder) => {
            let written = clap_mangen::generate_to(Cli::command(), folder);
            written
                .map_err(|error| failure(format!("cannot write manual pages into {}: {error}", folder.display())))?;
        }
        None => {
            let mut page = Vec::new();
            clap_mangen::Man::new(Cli::command()).render(&mut page)?;
            print(String::from_utf8_lossy(&page).trim_end());
        }
    }
    Ok(ExitCode::SUCCESS)
}
