//! What the measurements share: the options, the built programs and the words for a failure.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ValueEnum;
use tempfile::TempDir;
use vestibule_dev::error::Error;

/// Every figure is the median of so many rounds.
pub(crate) const ROUNDS: usize = 5;

/// What `cargo dev bench` is asked to do.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// How long a round of those measurements lasts that go by time.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub(crate) seconds: u64,
    /// Take only these measurements: `--only session,page`.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub(crate) only: Vec<Part>,
    /// An empty PostgreSQL database for the part `nodes`, which is left out without one, and for two nodes in `stress`.
    #[arg(long, value_name = "URL")]
    pub(crate) database: Option<String>,
    /// The program of oauth2-proxy, for the part `oauth2-proxy`, which is left out without it.
    #[arg(long, value_name = "PROGRAM")]
    pub(crate) oauth2_proxy: Option<PathBuf>,
    /// Build nothing, and measure the debug builds that are there: whether the measurements work. Their figures say nothing.
    #[arg(long)]
    pub(crate) debug: bool,
}

/// One part of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    SignIn,
    Session,
    Apps,
    StartUp,
    Memory,
    Registry,
    Catalogue,
    Page,
    Stress,
    Plugins,
    Oauth2Proxy,
    Nodes,
}

/// What every measurement needs.
pub(crate) struct Bench {
    /// The program.
    pub(crate) program: PathBuf,
    /// A native plugin, built the same way.
    pub(crate) plugin: PathBuf,
    /// Where databases and configurations go: on the disk of the checkout, because a temporary folder may be memory.
    pub(crate) scratch: PathBuf,
    /// How long a round by time lasts.
    pub(crate) round: Duration,
}

impl Bench {
    /// An empty folder, removed with the value.
    pub(crate) fn folder(&self) -> Result<TempDir, Error> {
        tempfile::tempdir_in(&self.scratch).map_err(failed("making a folder for the measured program"))
    }
}

/// Gives an error of the operating system the words for what was being done.
pub(crate) fn failed(doing: impl Into<String>) -> impl FnOnce(io::Error) -> Error {
    let doing = doing.into();
    move |source| Error::Measure { doing, source }
}

/// An answer or a line that is not what the measurement is about: it must end, or the figure would be of something else.
pub(crate) fn unexpected(doing: &str, what: impl std::fmt::Display) -> Error {
    failed(doing)(io::Error::other(what.to_string()))
}

pub(crate) fn write(path: &Path, text: &str) -> Result<(), Error> {
    std::fs::write(path, text).map_err(|source| Error::Write { path: path.to_owned(), source })
}
