//! What the operations on a whole database take, return and fail with.

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use vestibule_core::ids::{ProviderId, UserId};

use crate::OpenError;

/// Where a database is, as configured.
#[derive(Debug, Clone)]
pub struct DatabaseLocation {
    /// As in `storage.url`.
    pub url: String,
    /// Relative paths in `url` are resolved against it.
    pub base: PathBuf,
    /// How long a database is waited for that cannot be used now.
    pub wait: Duration,
}

/// What a backup holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackupContent {
    pub users: u64,
    /// Those that administrators own.
    pub providers: u64,
}

/// A secret that no key decrypts: its provider, and the name of the credential that has to be entered again.
pub type Unreadable = (ProviderId, String);

/// How a restore ended.
#[derive(Debug)]
pub struct RestoreOutcome {
    /// Where the previous database is kept.
    pub previous: Option<PathBuf>,
    pub unreadable: Vec<Unreadable>,
    /// The API tokens of the backup, by name. None of them works any more.
    pub tokens: Vec<String>,
    /// What has ended since the backup was made and has not come back, by the database that was replaced; `None` when there
    /// was none, or none that can be read.
    pub differences: Option<Differences>,
}

/// What has ended since a backup was made.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// Disabled since, and restored so.
    pub disabled: Vec<Member>,
    /// Deleted since, and restored as disabled.
    pub deleted: Vec<Member>,
    /// Without the rights of an administrator since, and restored so.
    pub demoted: Vec<Member>,
    /// Registered since: they are not in the restored database, and nobody else gets their names.
    pub unknown: Vec<Member>,
}

/// A user, as an operator knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub id: UserId,
    pub username: String,
}

/// How a key rotation ended.
#[derive(Debug, Default)]
pub struct Reencrypted {
    /// How many values were re-encrypted with the first key.
    pub values: u64,
    /// Left as they are.
    pub unreadable: Vec<Unreadable>,
}

/// Rows of another program's tables, by the name of the table.
pub type ForeignTables = BTreeMap<String, Vec<serde_json::Map<String, serde_json::Value>>>;

/// Why a maintenance operation failed. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum MaintenanceError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(
        "storage.url is a PostgreSQL database, which its own tools copy: `pg_dump --format=custom --file=FILE \"$URL\"`, and back with `pg_restore --clean --if-exists --single-transaction --exit-on-error --dbname=\"$URL\" FILE` while no vestibule runs. Keep the secret key with the copy"
    )]
    ServerDatabase,
    #[error("storage.url is a database in memory: there is nothing to back up, restore or rotate")]
    InMemory,
    #[error("there is no database at {0}; check the path, and `storage.url` and `data_dir`")]
    Absent(PathBuf),
    #[error("{0} is in use: stop the vestibule that runs on it, then run this command again")]
    InUse(String),
    /// Another server has the database.
    #[error("a server already runs on {path} (process {pid}); stop it, or give this one another `data_dir`")]
    ServerRuns { path: PathBuf, pid: String },
    #[error(
        "nothing was copied: {0} has no user and no provider. Check that this is the installation to back up: `--config`, `storage.url` and `data_dir`"
    )]
    Empty(PathBuf),
    #[error("{0} already exists; choose another name")]
    Exists(PathBuf),
    #[error("there is no folder {0}; make it, or choose another place for the copy")]
    NoFolder(PathBuf),
    #[error("there is no backup at {0}; name a file that `vestibule backup` has made")]
    NoBackup(PathBuf),
    #[error("{path} is not a backup of vestibule: {finding}. Name a file that `vestibule backup` has made")]
    ForeignBackup { path: PathBuf, finding: String },
    /// A copy of a database in use, without the part that its write-ahead log holds.
    #[error("{0} is a database in use, not a backup: it has a write-ahead log. Make a copy with `vestibule backup`")]
    NotABackup(PathBuf),
    /// As found by SQLite's integrity check.
    #[error("{path} is damaged: {finding}. Put a backup in its place with `vestibule restore`")]
    Damaged { path: PathBuf, finding: String },
    #[error("{path} is damaged: {finding}. Use another backup")]
    DamagedBackup { path: PathBuf, finding: String },
    #[error("cannot use {path}: {cause}. Check the path, the permissions and the free space")]
    File { path: PathBuf, cause: std::io::Error },
    #[error(
        "cannot read {path} as an SQLite database: {cause}. Name the database of the other program, or a copy of it"
    )]
    Unreadable { path: PathBuf, cause: Box<dyn std::error::Error + Send + Sync> },
    #[error("database operation failed on {place}: {cause}")]
    Database { place: String, cause: Box<dyn std::error::Error + Send + Sync> },
}

impl MaintenanceError {
    /// Whether the same may work later without any change.
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Open(error) => error.is_temporary(),
            Self::ServerRuns { .. } | Self::InUse(_) => true,
            _ => false,
        }
    }
}
