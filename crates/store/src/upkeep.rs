//! What an operator does to a database as a whole: look into it, copy it, put a copy in its place, seal its secrets with
//! another key.
//!
//! Owns what such a work needs and how it can end. None of it goes through a [`Store`](crate::Store): the first two work
//! beside a running server, the other two refuse to work while one runs.

use std::path::PathBuf;

use vestibule_core::ids::ProviderId;

use crate::OpenError;
pub use crate::sqlite::upkeep::{Held, backup, exists, hold, list_providers, restore};

/// Where a database is, as the configuration says it.
#[derive(Debug, Clone)]
pub struct Place {
    /// `storage.url`.
    pub url: String,
    /// Relative paths in `url` are taken from here.
    pub base: PathBuf,
}

/// A secret that no key opens: its provider, and the name of the credential that has to be entered again.
pub type Unreadable = (ProviderId, String);

/// How a restore ended.
#[derive(Debug)]
pub struct Restored {
    /// Where the database that was there before is now.
    pub kept: Option<PathBuf>,
    /// What the keys of this installation do not open.
    pub unreadable: Vec<Unreadable>,
}

/// How sealing again ended.
#[derive(Debug, Default)]
pub struct Resealed {
    /// How many values the first key seals now that another one sealed before.
    pub values: u64,
    /// What no key opens; left as it is.
    pub unreadable: Vec<Unreadable>,
}

/// Why such a work is not done. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum UpkeepError {
    /// The file is not one of our databases, or of a newer version.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// There is no file.
    #[error("storage.url is a database in memory: there is nothing to copy, replace or seal again")]
    InMemory,
    /// The file is not there.
    #[error("there is no database at {0}; check the path, and `storage.url` and `data_dir`")]
    Absent(PathBuf),
    /// Another process has the database open.
    #[error("{0} is in use: stop the vestibule that runs on it, then run this command again")]
    InUse(PathBuf),
    /// Nothing is ever overwritten.
    #[error("{0} exists already and is not overwritten; choose another name")]
    Exists(PathBuf),
    /// The copy of a database that was in use, without the part that its log holds.
    #[error(
        "{0} is a database in use, not a backup: its write-ahead log stands beside it. Make a copy with `vestibule backup`"
    )]
    NotABackup(PathBuf),
    /// What SQLite's own check finds.
    #[error("{path} is damaged: {finding}. Use another backup")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong, in SQLite's words.
        finding: String,
    },
    /// The operating system refuses.
    #[error("cannot use {path}: {source}. Check the path, the rights and the free space")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// Anything else that the database says.
    #[error("the database {path} does not do it: {source}")]
    Database {
        /// The file.
        path: PathBuf,
        /// What the database says.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}
