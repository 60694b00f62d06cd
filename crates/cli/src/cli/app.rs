//! `vestibule app`: what `--help` shows of it.

use clap::Subcommand;

use super::{LintArguments, ListArguments};

#[derive(Debug, Subcommand)]
pub(crate) enum AppCommand {
    /// List all apps and all app definitions
    ///
    /// Works whether or not a server is running. Exits with 0 even if something has a fault; use `vestibule check` in scripts.
    #[command(after_help = "Example: vestibule app list\n\
                            In a script: vestibule app list --json | jq -r '.apps[] | select(.state == \"faulted\").id'")]
    List(ListArguments),
    /// Check app definition files as a reload would, and print every problem with its location
    ///
    /// Each problem has its file, line, column and JSON pointer, and a suggestion for a misspelled word. Needs no
    /// configuration. Exits with 0 if every file is valid, 1 if one is not.
    #[command(after_help = "Example: vestibule app lint apps/wiki.toml\n\
                            From an editor: vestibule app lint --json - < wiki.toml")]
    Lint(LintArguments),
}
