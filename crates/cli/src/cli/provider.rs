//! `vestibule provider`: what `--help` shows of it.

use std::{path::PathBuf, sync::LazyLock};

use clap::{Args, Subcommand, ValueEnum, builder::PossibleValue};
use vestibule_core::protocol::{ProtocolFacts, Starter};

#[derive(Debug, Subcommand)]
pub(crate) enum ProviderCommand {
    /// List all providers and definitions, without contacting any upstream
    ///
    /// Covers the providers in the configuration and, if there is a database, those that administrators have added. Works
    /// whether or not a server is running. Exits with 0 even if something has a fault; use `vestibule check` in scripts.
    #[command(after_help = "Example: vestibule provider list\n\
                            In a script: vestibule provider list --json | jq -r '.providers[] | select(.state == \"faulted\").id'")]
    List(ListArguments),
    /// Show every effective value of a provider or definition, and where it comes from
    ///
    /// A value comes from a default (built in), a line of a definition, a line of the configuration, an environment variable,
    /// an administrator, a plugin or, with `--online`, the upstream's metadata. Secrets are shown as "set". Also lists the
    /// URLs to register at the upstream, and all faults.
    #[command(after_help = "Example: vestibule provider show pocketid\n\
                            With the upstream's metadata: vestibule provider show pocketid --online")]
    Show(ShowArguments),
    /// Check definition files as a reload would, and print every problem with its location
    ///
    /// Each problem has its file, line, column and JSON pointer, and a suggestion for a misspelled word. Needs no
    /// configuration. Exits with 0 if every file is valid, 1 if one is not.
    #[command(after_help = "Example: vestibule provider lint providers/club.toml\n\
                            A whole folder: vestibule provider lint providers/*.toml\n\
                            From an editor: vestibule provider lint --json - < club.toml")]
    Lint(LintArguments),
    /// Write a new definition into the definitions folder, with comments on everything you may want to change
    ///
    /// The result is a complete definition that a running server loads at once. Existing files are not overwritten.
    #[command(after_help = "Example: vestibule provider new club --name \"Our club\"\n\
                            Without an ID token: vestibule provider new club --protocol oauth2\n\
                            Print it only: vestibule provider new club --stdout")]
    New(NewArguments),
}

#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ShowArguments {
    /// The id of a provider or a definition
    pub(crate) id: String,
    /// Fetch the upstream's metadata and keys
    #[arg(long)]
    pub(crate) online: bool,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct LintArguments {
    /// Definition files, TOML or JSON; `-` reads standard input as if it were a file in this folder
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct NewArguments {
    /// The id of the definition, used in URLs and settings: a-z, 0-9 and -
    pub(crate) id: String,
    /// Copy this definition, with its comments and companion files, to change it
    #[arg(long, value_name = "ID", conflicts_with = "protocol")]
    pub(crate) from: Option<String>,
    /// The protocol of the upstream
    #[arg(long, value_enum, default_value = "oidc")]
    pub(crate) protocol: FileProtocol,
    /// The name on the sign-in button [default: derived from the id, or that of the copied definition]
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Print the definition instead of writing it
    #[arg(long)]
    pub(crate) stdout: bool,
}

/// A protocol that a definition written by hand can have.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FileProtocol {
    facts: &'static ProtocolFacts,
    pub(crate) starter: &'static Starter,
}

impl ValueEnum for FileProtocol {
    fn value_variants<'a>() -> &'a [Self] {
        static ALL: LazyLock<Vec<FileProtocol>> = LazyLock::new(|| {
            vestibule::parts::protocols().in_files().map(|(facts, starter)| FileProtocol { facts, starter }).collect()
        });
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.facts.name).help(self.starter.help))
    }
}
