//! `vestibule catalogue`: what `--help` shows of it.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum CatalogueCommand {
    /// Take a signed catalogue of official definitions that is newer than this program
    ///
    /// The file is checked with the key `definitions.catalogue_key` and kept in the data folder. Refused are a file that this
    /// key has not signed, one that is not newer than what is here, and one with a definition that `provider lint` refuses;
    /// nothing is changed then. A running server uses it at its next reload.
    #[command(after_help = "Example: vestibule catalogue update catalogue.jws && systemctl reload vestibule")]
    Update(UpdateArguments),
    /// Sign definition files as a catalogue, and print the public key
    #[command(
        after_help = "Example: vestibule catalogue sign providers/*.toml --key catalogue.pem --serial 2026120101 --out \
                            catalogue.jws\nA key: openssl genpkey -algorithm ed25519 -out catalogue.pem"
    )]
    Sign(SignArguments),
}

#[derive(Debug, Args)]
pub(crate) struct UpdateArguments {
    /// The signed catalogue
    pub(crate) file: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct SignArguments {
    /// Definition files, each called ID.toml
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The Ed25519 private key, in PEM
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// The number of the catalogue, higher than the former one: year, month, day and a number within the day
    #[arg(long)]
    pub(crate) serial: u64,
    /// Where to write it
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
}
