//! The command line. The doc comments are what `--help` shows.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Parser, Subcommand};

mod provider;

pub(crate) use provider::{LintArguments, ListArguments, NewArguments, NewProtocol, ProviderCommand, ShowArguments};

/// A self-hosted registry of sign-in providers: "Sign in with Pocket ID" in front of anything.
///
/// Without a command it serves with ./config.toml. New here? Run `vestibule demo`: it needs no configuration and no
/// network, and prints one link to open.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
pub(crate) struct Cli {
    /// The configuration file [default: what VESTIBULE_CONFIG names, else ./config.toml if there is one]
    #[arg(long, short, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve until told to stop (this is what happens without a command)
    ///
    /// Providers and drop-in definitions are read again when their files change, and at SIGHUP. Everything else in the
    /// configuration needs a restart: a change of it is refused, and the log says so. SIGTERM and Ctrl-C let requests
    /// finish for up to ten seconds.
    #[command(
        after_help = "Example: VESTIBULE_LISTEN=0.0.0.0:3000 vestibule serve --config /etc/vestibule/config.toml"
    )]
    Serve,
    /// Try it out: a throw-away installation with a built-in identity provider, on this machine only
    ///
    /// Prints one link to open, and below it one for who wants to be its administrator. Needs no configuration and no
    /// network; everything is forgotten when it ends.
    #[command(after_help = "Example: vestibule demo --listen 127.0.0.1:8080")]
    Demo(DemoArguments),
    /// Read the configuration and every definition, and print whatever is wrong with its place
    ///
    /// Looks at the providers of the configuration and, where there is a database, at those of administrators. Works
    /// whether or not a server runs, and changes nothing.
    ///
    /// Ends with 0 when everything is fine, 1 when a provider has a fault, 2 when the configuration cannot be used.
    #[command(after_help = "Example: vestibule check --online --config /etc/vestibule/config.toml")]
    Check(CheckArguments),
    /// Definitions and providers, without a server: list, show, check and write them
    ///
    /// A definition says what a provider is; it comes with the program, or is a file that you drop into a folder. A
    /// provider is an instance of a definition with credentials. docs/providers.md goes the whole way.
    #[command(subcommand)]
    Provider(ProviderCommand),
    /// Print a JSON Schema, for an editor that completes and checks while you write
    #[command(
        after_help = "Example: vestibule schema config > config.schema.json, and as the first line of config.toml:\n  \
                            #:schema ./config.schema.json"
    )]
    Schema(SchemaArguments),
    /// Copy the embedded database into one file, also while the server runs
    ///
    /// The copy is consistent and checked, only its owner reads it, and a file that exists is not overwritten. Secrets in
    /// it are sealed: without the secret key nobody reads them, you neither. Keep the key somewhere else, or let
    /// `--with-keys` write it beside the copy and guard both like the installation itself.
    #[command(after_help = "Example: vestibule backup /backup/vestibule-$(date +%F).db\n\
                            With the secret key, as /backup/vestibule.db.key: vestibule backup /backup/vestibule.db --with-keys")]
    Backup(BackupArguments),
    /// Put a backup in the place of the database; the server must be stopped
    ///
    /// The backup is checked first. The database that was there is kept beside the restored one. Where the secret key of
    /// this installation is not the one that the backup was made with, users and sessions are back all the same, and the
    /// providers whose secrets do not open are named.
    #[command(after_help = "Example: vestibule restore /backup/vestibule.db\n\
                            And take the secret key from /backup/vestibule.db.key: vestibule restore /backup/vestibule.db --with-keys")]
    Restore(BackupArguments),
    /// The secret key that seals stored secrets
    #[command(subcommand)]
    Key(KeyCommand),
    /// Native plugins
    #[command(subcommand)]
    Plugin(PluginCommand),
    /// Administrators and API tokens, from the shell
    #[command(subcommand)]
    Admin(AdminCommand),
}

#[derive(Debug, Args)]
pub(crate) struct DemoArguments {
    /// Where to listen; loopback only. A port that is taken is replaced by a free one
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
    /// Which one; without a name they are listed
    #[arg(value_parser = ["config", "definition", "plugin-request", "plugin-response"])]
    pub(crate) name: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct BackupArguments {
    /// The file of the copy
    pub(crate) file: PathBuf,
    /// The secret key as well, in FILE.key
    #[arg(long)]
    pub(crate) with_keys: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Make a new secret key and seal everything stored again with it; the server must be stopped
    ///
    /// The new key is put before the old ones in the key file, then the database is sealed again. Interrupted, it goes on
    /// when it is run again; both keys open meanwhile. With VESTIBULE_SECRET_KEY it prints the value to set, and seals
    /// when it is run again with that.
    #[command(after_help = "Example: vestibule key rotate --drop-old")]
    Rotate {
        /// Take the old keys out of the key file at the end. Backups that were made before need them
        #[arg(long)]
        drop_old: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum PluginCommand {
    /// Print the hash of a plugin and what it describes, without enabling it
    ///
    /// This loads the library, which runs code of it: look only into a file that you would enable. Ends with 1 when it is
    /// no plugin for this version.
    #[command(after_help = "Example: vestibule plugin inspect target/release/libvestibule_plugin_steam.so")]
    Inspect {
        /// The library
        file: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum AdminCommand {
    /// Print the link that leads to the first administrator in a browser, valid for an hour
    ///
    /// The server prints one at every start while there is no administrator; this prints another, while the server runs or
    /// not. As soon as somebody has administrator rights, no link counts any more.
    #[command(after_help = "Example: vestibule admin setup")]
    Setup,
    /// Create an administrator who signs in with a password, for the day when no provider works
    ///
    /// Works whether or not the server runs. The password has at least 12 characters.
    #[command(after_help = "Example: vestibule admin create you@example.com\n\
                            In a script: vestibule admin create you@example.com --password-stdin < password.txt")]
    Create(PasswordArguments),
    /// Make an API token and print it; it is shown this once. Works while the server runs
    #[command(after_help = "Example: vestibule admin token monitoring --days 365 > token.txt")]
    Token {
        /// What the token is for, for instance the name of the program that will use it
        name: String,
        /// End after so many days [default: never]
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=36_500))]
        days: Option<u32>,
    },
    /// Break glass: give a user a new password and administrator rights, and end the user's sessions
    ///
    /// For any user, also one who came by a provider. A running server notices within five seconds.
    #[command(after_help = "Example: vestibule admin reset you@example.com")]
    Reset(PasswordArguments),
}

#[derive(Debug, Args)]
pub(crate) struct PasswordArguments {
    /// The person's address
    pub(crate) email: String,
    /// Read the password from standard input instead of asking for it
    #[arg(long)]
    pub(crate) password_stdin: bool,
}
