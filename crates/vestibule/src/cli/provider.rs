//! `vestibule provider`: what `--help` shows of it.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

#[derive(Debug, Subcommand)]
pub(crate) enum ProviderCommand {
    /// Every provider and every definition, with what can be told without asking an upstream
    ///
    /// Shows what the configuration names and, where there is a database, what administrators have entered. Works whether
    /// or not a server runs. Ends with 0 also when something has a fault: `vestibule check` is for scripts that want to
    /// know.
    #[command(after_help = "Example: vestibule provider list\n\
                            In a script: vestibule provider list --json | jq -r '.providers[] | select(.state == \"faulted\").id'")]
    List(ListArguments),
    /// Every value that counts for a provider or a definition, and where each comes from
    ///
    /// A value comes from a default (built in), a line of a definition, a line of the configuration, a variable, an
    /// administrator, a plugin or, with `--online`, the metadata of the upstream. Secrets are shown as "set". The URLs to
    /// register at the upstream are there too, and what is wrong.
    #[command(after_help = "Example: vestibule provider show pocketid\n\
                            With what the upstream says: vestibule provider show pocketid --online")]
    Show(ShowArguments),
    /// Check definition files as a reload would, and print everything that is wrong with its place
    ///
    /// Each violation has its file, line and column, a JSON pointer and, where a word is nearly right, the right one.
    /// Needs no configuration. Ends with 0 when every file can be used, 1 when one cannot.
    #[command(after_help = "Example: vestibule provider lint providers/club.toml\n\
                            All of a folder: vestibule provider lint providers/*.toml\n\
                            What an editor holds: vestibule provider lint --json - < club.toml")]
    Lint(LintArguments),
    /// Write a new definition into the drop-in folder, with a comment at everything that you may want to change
    ///
    /// What it writes is a whole definition: a running server takes it up as it is. Nothing is overwritten.
    #[command(after_help = "Example: vestibule provider new club --name \"Our club\"\n\
                            Without ID token: vestibule provider new club --protocol oauth2\n\
                            Only look at it: vestibule provider new club --stdout")]
    New(NewArguments),
}

#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    /// Print JSON, for programs
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ShowArguments {
    /// A provider, or a definition that has no provider of its id
    pub(crate) id: String,
    /// Ask the upstream for its metadata and keys
    #[arg(long)]
    pub(crate) online: bool,
    /// Print JSON, for programs
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct LintArguments {
    /// The definitions, TOML or JSON; `-` is standard input, as if it were a file of this folder
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Print JSON, for programs
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct NewArguments {
    /// Names the definition in URLs and settings: a-z, 0-9 and -
    pub(crate) id: String,
    /// How the upstream is spoken to
    #[arg(long, value_enum, default_value_t = NewProtocol::Oidc)]
    pub(crate) protocol: NewProtocol,
    /// The name on the button [default: made from the id]
    #[arg(long)]
    pub(crate) name: Option<String>,
    /// Print the definition instead of writing it
    #[arg(long)]
    pub(crate) stdout: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum NewProtocol {
    /// OpenID Connect: the upstream publishes /.well-known/openid-configuration
    Oidc,
    /// OAuth 2.0 alone: a token and a profile endpoint, no ID token
    Oauth2,
}
