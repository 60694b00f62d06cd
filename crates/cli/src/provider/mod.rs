//! `vestibule provider`: work on definitions and providers without a server. One file per verb.
//!
//! Owns what is printed and written; the checks are those of a running server.

mod copy;
mod lint;
mod list;
mod new;
mod place;
mod show;

use std::{path::PathBuf, process::ExitCode};

use crate::{Failure, cli::ProviderCommand};

pub(crate) async fn provider(config_file: Option<PathBuf>, command: ProviderCommand) -> Result<ExitCode, Failure> {
    match command {
        ProviderCommand::Lint(arguments) => lint::lint(arguments).await,
        ProviderCommand::Show(arguments) => show::show(config_file, &arguments).await,
        ProviderCommand::New(arguments) => new::new(config_file, &arguments).await,
        ProviderCommand::List(arguments) => list::list(config_file, &arguments).await,
    }
}
