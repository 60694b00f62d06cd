//! `vestibule app`: work on apps and their definitions without a server. One file per verb.

mod lint;
mod list;

use std::{path::PathBuf, process::ExitCode};

use crate::{Failure, cli::AppCommand};

pub(crate) async fn app(config_file: Option<PathBuf>, command: AppCommand) -> Result<ExitCode, Failure> {
    match command {
        AppCommand::Lint(arguments) => lint::lint(arguments).await,
        AppCommand::List(arguments) => list::list(config_file, &arguments).await,
    }
}
