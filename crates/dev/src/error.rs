//! What a command of this crate can fail at. `Display` says what was being done, the source says why.

use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;

/// A command stopped.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// `cargo metadata` did not answer.
    #[error("reading the workspace with `cargo metadata`")]
    Metadata(#[source] cargo_metadata::Error),
    /// A program could not be started.
    #[error("starting `{line}`")]
    Start {
        /// The command line.
        line: String,
        /// What the operating system said.
        source: io::Error,
    },
    /// A program was started, and talking to it failed.
    #[error("waiting for `{line}`")]
    Wait {
        /// The command line.
        line: String,
        /// What the operating system said.
        source: io::Error,
    },
    /// A program ran and said no.
    #[error("`{line}` ended with {status}")]
    Exit {
        /// The command line.
        line: String,
        /// Its exit code or signal.
        status: ExitStatus,
    },
    /// A file could not be read.
    #[error("reading {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// A file could not be written.
    #[error("writing {}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// A value has no JSON form.
    #[error("writing {path} as JSON")]
    Json {
        /// The file that it was meant for.
        path: &'static str,
        /// Why not.
        source: serde_json::Error,
    },
    /// A figure could not be taken.
    #[error("{doing}")]
    Measure {
        /// What was being done.
        doing: String,
        /// What the operating system, or the other side, said.
        source: io::Error,
    },
    /// Something that was checked does not hold. The text is complete: it says what to do.
    #[error("{0}")]
    Refused(String),
}
