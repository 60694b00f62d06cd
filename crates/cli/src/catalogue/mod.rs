//! `vestibule catalogue`: official definitions that are newer than the program. One file per verb.

mod sign;
mod update;

use std::{path::PathBuf, process::ExitCode};

use crate::{Failure, cli::CatalogueCommand};

pub(crate) async fn catalogue(config_file: Option<PathBuf>, command: CatalogueCommand) -> Result<ExitCode, Failure> {
    match command {
        CatalogueCommand::Update(arguments) => update::update(config_file, &arguments).await,
        CatalogueCommand::Sign(arguments) => sign::sign(&arguments),
    }
}
