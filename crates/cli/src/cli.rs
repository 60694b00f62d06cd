//! The command line. The doc comments are what `--help` shows.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Parser, Subcommand};
use vestibule_core::ids::UserId;

mod app;
mod catalogue;
mod provider;
mod setup;

pub(crate) use app::AppCommand;
pub(crate) use catalogue::{CatalogueCommand, SignArguments, UpdateArguments};
pub(crate) use provider::{LintArguments, ListArguments, NewArguments, ProviderCommand, ShowArguments};
pub(crate) use setup::{
    CompletionsArguments, HealthcheckArguments, ImportArguments, InitArguments, ManArguments, Program, ServeArguments,
    VersionArguments,
};

const EXIT_CODES: &str = "Exit codes:
   0  done; no faults found
   1  `check`, `provider lint`, `app lint` or `plugin inspect` found faults; `healthcheck`: the server is not ready
   2  cannot run: the configuration, the key or the database cannot be used, or the command refused
  64  the command line is wrong
  75  not now: a server uses the installation or the address, or the database is away; try again";

/// A self-hosted registry of sign-in providers: "Sign in with Pocket ID" in front of anything.
///
/// Without a command, runs the server with ./config.toml. New to Vestibule? Run `vestibule demo`: it needs no
/// configuration and no network, and prints a link to open.
#[derive(Debug, Parser)]
#[command(name = "vestibule", version, max_term_width = 100, after_help = EXIT_CODES)]
pub(crate) struct Cli {
    /// The configuration file [default: $VESTIBULE_CONFIG, else ./config.toml if it exists]
    #[arg(long, short, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the server (the default when no command is given)
    ///
    /// Providers and drop-in definitions are reloaded when their files change, and on SIGHUP. All other settings need a
    /// restart: a reload that changes one of them is rejected and logged. On SIGTERM or Ctrl-C, requests have up to ten
    /// seconds to finish.
    #[command(
        after_help = "Example: VESTIBULE_LISTEN=0.0.0.0:3000 vestibule serve --config /etc/vestibule/config.toml"
    )]
    Serve(ServeArguments),
    /// Write a configuration file to start from, with a comment on every setting
    ///
    /// Asks for what no option says, if it runs on a terminal, and takes the defaults otherwise. The file is ./config.toml,
    /// or the one that --config or VESTIBULE_CONFIG names; a file that exists is not touched. Only its owner can read it.
    #[command(after_help = "Example: vestibule init --public-url https://auth.example.com")]
    Init(InitArguments),
    /// Write a configuration file from that of another program, and print what was lost
    ///
    /// Lists what was taken, what was changed and what has no counterpart here, and shows no secret. The file is ./config.toml,
    /// or the one that --config or VESTIBULE_CONFIG names; a file that exists is not touched. A restriction that cannot be
    /// said here closes what it was about. Exits with 1 if something is left to be corrected in the result.
    #[command(after_help = "Example: vestibule import dex /etc/dex/config.yaml --config config.toml")]
    Import(ImportArguments),
    /// Try Vestibule: a temporary installation with a built-in identity provider, on this machine only
    ///
    /// Prints a link to open, and a second link for becoming its administrator. Needs no configuration and no network.
    /// All data is deleted when it ends.
    #[command(after_help = "Example: vestibule demo --listen 127.0.0.1:8080")]
    Demo(DemoArguments),
    /// Check the configuration and all definitions, and print every problem with its location
    ///
    /// Covers the providers in the configuration and, if there is a database, those that administrators have added. Works
    /// whether or not a server is running, and changes nothing.
    ///
    /// Exits with 0 if everything is fine, 1 if a provider has a fault, 2 if the configuration is invalid.
    #[command(after_help = "Example: vestibule check --online --config /etc/vestibule/config.toml")]
    Check(CheckArguments),
    /// List, show, check and write providers and definitions, without a server
    ///
    /// A definition describes a kind of provider. It is built in, or a file in a definitions folder. A provider is a
    /// definition plus credentials. See docs/providers.md for a walkthrough.
    #[command(subcommand)]
    Provider(ProviderCommand),
    /// List apps, and list and check their definitions, without a server
    ///
    /// An app is an application that people sign in to, with OpenID Connect: a definition plus settings. A definition is
    /// built in, or a file in a folder of `definitions.app_dirs`. See docs/apps.md.
    #[command(subcommand)]
    App(AppCommand),
    /// Take newer official definitions without a new program
    #[command(subcommand)]
    Catalogue(CatalogueCommand),
    /// Print a JSON Schema, for completion and checks in an editor
    #[command(
        after_help = "Example: vestibule schema config > config.schema.json, and as the first line of config.toml:\n  \
                            #:schema ./config.schema.json"
    )]
    Schema(SchemaArguments),
    /// Copy the embedded database into one file; the server may be running
    ///
    /// The copy is consistent, verified and readable only by its owner. An existing file is not overwritten. Secrets in it
    /// are encrypted: without the secret key nobody can read them, including you. Keep the key somewhere else, or use
    /// `--with-keys` to write it next to the copy, and protect both like the installation itself.
    #[command(after_help = "Example: vestibule backup /backup/vestibule-$(date +%F).db\n\
                            With the secret key, as /backup/vestibule.db.key: vestibule backup /backup/vestibule.db --with-keys")]
    Backup(BackupArguments),
    /// Replace the database with a backup; stop the server first
    ///
    /// The backup is verified first, and the current database is kept under another name. The restored database has no
    /// sessions and no tokens. Users who were disabled or deleted since, and rights that were removed, do not come back;
    /// they are listed. If the backup was made with a different secret key, the secrets that cannot be decrypted are listed.
    #[command(after_help = "Example: vestibule restore /backup/vestibule.db\n\
                            With the secret key from /backup/vestibule.db.key: vestibule restore /backup/vestibule.db --with-keys")]
    Restore(BackupArguments),
    /// Manage the secret key that encrypts stored secrets, and the keys that sign for apps
    #[command(subcommand)]
    Key(KeyCommand),
    /// Inspect native plugins
    #[command(subcommand)]
    Plugin(PluginCommand),
    /// Manage administrators and API tokens
    #[command(subcommand)]
    Admin(AdminCommand),
    /// Ask the server that runs here whether it is ready, for containers and scripts
    ///
    /// Asks /readyz where the configuration says that the server listens. Exits with 0 if it is ready, and with 1 if it is
    /// not, does not answer, or cannot be found.
    #[command(after_help = "Example: vestibule healthcheck --timeout 2\n\
                            In a Containerfile: HEALTHCHECK CMD [\"vestibule\", \"healthcheck\"]")]
    Healthcheck(HealthcheckArguments),
    /// Print completions for a shell
    #[command(after_help = "Example: vestibule completions bash > /usr/share/bash-completion/completions/vestibule")]
    Completions(CompletionsArguments),
    /// Print the manual page, or write the pages of all commands into a folder
    #[command(after_help = "Example: vestibule man | man -l -\n\
                            All pages: vestibule man --out /usr/share/man/man1")]
    Man(ManArguments),
    /// Print the version and what it was built for
    #[command(after_help = "Example: vestibule version --json")]
    Version(VersionArguments),
}

#[derive(Debug, Args)]
pub(crate) struct DemoArguments {
    /// Address to listen on; loopback only. If the port is in use, a free one is chosen
    #[arg(long, default_value = "127.0.0.1:3000")]
    pub(crate) listen: SocketAddr,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// Also fetch the metadata and keys of every enabled provider
    #[arg(long)]
    pub(crate) online: bool,
}

#[derive(Debug, Args)]
pub(crate) struct SchemaArguments {
    /// Which schema; omit to list them
    #[arg(value_parser = ["config", "definition", "plugin-request", "plugin-response"])]
    pub(crate) name: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct BackupArguments {
    /// The backup file
    pub(crate) file: PathBuf,
    /// Include the secret key, in FILE.key
    #[arg(long)]
    pub(crate) with_keys: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Create a new secret key and re-encrypt all stored secrets with it; stop the server first
    ///
    /// The new key becomes the first one in the key file, then the database is re-encrypted. If interrupted, run it again to
    /// continue; both keys work meanwhile. With VESTIBULE_SECRET_KEY it prints the value to set; run it again with that
    /// value to re-encrypt.
    #[command(after_help = "Example: vestibule key rotate --drop-old")]
    Rotate {
        /// Remove the old keys from the key file at the end. Earlier backups still need them
        #[arg(long)]
        drop_old: bool,
    },
    /// Make new keys for signing what apps verify; the server may run
    ///
    /// They are published for a day before they sign, and the former ones stay until a day after their last token, so
    /// nobody notices. It happens every 90 days by itself.
    #[command(after_help = "Example: vestibule key rotate-signing")]
    RotateSigning {
        /// Sign with the new keys at once and withdraw the former ones: for keys that somebody else may have. Applications
        /// that remember the former keys refuse sign-ins until they have read the new ones
        #[arg(long)]
        now: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum PluginCommand {
    /// Print the hash of a plugin and what it describes, without enabling it
    ///
    /// Loading the library runs its code: inspect only files that you would enable. Exits with 1 if it is not a plugin for
    /// this version.
    #[command(after_help = "Example: vestibule plugin inspect target/release/libvestibule_plugin_steam.so")]
    Inspect {
        /// The library
        file: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum AdminCommand {
    /// Print a link for creating the first administrator in a browser, valid for one hour
    ///
    /// The server prints one at every start until an administrator exists. This prints another, whether or not the server is
    /// running. Once an administrator exists, setup links stop working.
    #[command(after_help = "Example: vestibule admin setup")]
    Setup,
    /// Create an administrator who signs in with a password, even when no provider works
    ///
    /// Works whether or not the server is running. The password must have at least 12 characters and be hard to
    /// guess: not the address, and nothing that programs try first. A user who only claims the address, unverified, loses
    /// it. With --user-id no user is created: the one that you name becomes the administrator, as with `admin reset`.
    #[command(after_help = "Example: vestibule admin create you@example.com\n\
                            In a script: vestibule admin create you@example.com --password-stdin < password.txt")]
    Create(PasswordArguments),
    /// Create an API token and print it once. Works while the server is running
    #[command(after_help = "Example: vestibule admin token monitoring --days 365 > token.txt")]
    Token {
        /// What the token is for, such as the name of the program that will use it
        name: String,
        /// Days until the token expires
        #[arg(long, value_name = "N", default_value_t = 365, value_parser = clap::value_parser!(u32).range(1..=36_500))]
        days: u32,
        /// A token without an end: it works until it is deleted
        #[arg(long, conflicts_with = "days")]
        never: bool,
    },
    /// Emergency access: give a user a new password and administrator rights, and end their sessions
    ///
    /// Shows who they are, by which links they sign in, and which API tokens there are. Links and tokens stay unless you
    /// drop them. Works for whoever has the address verified; anybody else has to be named with --user-id. A running server
    /// notices within five seconds, on PostgreSQL at once.
    #[command(after_help = "Example: vestibule admin reset you@example.com\n\
                            After a lost phone: vestibule admin reset you@example.com --drop-factors\n\
                            After an attack: vestibule admin reset you@example.com --drop-links --drop-tokens")]
    Reset(PasswordArguments),
}

#[derive(Debug, Args)]
pub(crate) struct PasswordArguments {
    /// The user's email address
    pub(crate) email: String,
    /// Read the password from standard input instead of asking for it
    #[arg(long)]
    pub(crate) password_stdin: bool,
    /// The existing user to make an administrator, whose address nobody needs to have verified
    #[arg(long, value_name = "ID")]
    pub(crate) user_id: Option<UserId>,
    /// Also remove all links of that user, so that no provider signs them in any more
    #[arg(long)]
    pub(crate) drop_links: bool,
    /// Also delete all API tokens of the installation, which belong to no user, and the personal access tokens of that user
    #[arg(long)]
    pub(crate) drop_tokens: bool,
    /// Also remove the user's second factors and passkeys, which are kept otherwise
    #[arg(long)]
    pub(crate) drop_factors: bool,
}
