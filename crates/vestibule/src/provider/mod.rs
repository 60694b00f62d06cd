//! `vestibule provider`: work on definitions and providers without a server. One file per verb.
//!
//! Owns what is printed and written; the checks are those of a running server.

mod lint;
mod list;
mod new;
mod show;
mod table;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use vestibule_core::origin::{FilePlace, Origin};

use crate::{Failure, cli::ProviderCommand, print};

pub(crate) async fn provider(config_file: Option<PathBuf>, command: ProviderCommand) -> Result<ExitCode, Failure> {
    match command {
        ProviderCommand::Lint(arguments) => lint::lint(arguments).await,
        ProviderCommand::Show(arguments) => show::show(config_file, &arguments).await,
        ProviderCommand::New(arguments) => new::new(config_file, &arguments).await,
        ProviderCommand::List(arguments) => list::list(config_file, &arguments).await,
    }
}

fn print_json(value: &impl serde::Serialize) -> Result<(), Failure> {
    print(&serde_json::to_string_pretty(value)?);
    Ok(())
}

/// A path as one would type it here: relative where it is below the working folder.
fn shown(path: &Path) -> &Path {
    let here = std::env::current_dir().ok();
    here.and_then(|here| path.strip_prefix(here).ok()).unwrap_or(path)
}

/// Where a value comes from, with a path as one would type it here.
fn place(origin: &Origin) -> String {
    match origin {
        Origin::File(place) => FilePlace { path: shown(&place.path).to_owned(), ..place.clone() }.to_string(),
        other => other.to_string(),
    }
}
