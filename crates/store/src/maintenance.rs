//! What an operator does to a database as a whole: look into it, copy it, put a copy in its place, seal its secrets with
//! another key.
//!
//! Owns what such a work needs and how it can end. None of it goes through a [`Store`](crate::Store): the first two work
//! beside a running server, the other two refuse to work while one runs.

use std::path::{Path, PathBuf};

use vestibule_core::{clock::Clock, ids::ProviderId, random::Random, seal::Keyring};

pub use crate::sql::reencrypt::ExclusiveDatabase;
use crate::{
    OpenError, StoredProvider,
    postgres::{self, is_postgres},
    sqlite,
};

/// Whether a database is there already. One in memory never is.
pub async fn exists(place: &DatabaseLocation) -> Result<bool, OpenError> {
    match is_postgres(&place.url) {
        true => postgres::maintenance::exists(place).await,
        false => Ok(sqlite::maintenance::exists(place)),
    }
}

/// The providers that administrators own, by id, whether or not a server runs; none where there is no database yet.
/// Changes nothing: a database of an older version stays one. Secrets that these keys do not open say so in their row.
pub async fn list_providers(place: &DatabaseLocation, keys: &Keyring) -> Result<Vec<StoredProvider>, MaintenanceError> {
    match is_postgres(&place.url) {
        true => postgres::maintenance::list_providers(place, keys).await,
        false => sqlite::maintenance::list_providers(place, keys).await,
    }
}

/// Takes the database for itself until it is closed; `None` when there is none yet. Refused while another process has it
/// open.
pub async fn open_exclusive(place: &DatabaseLocation) -> Result<Option<ExclusiveDatabase>, MaintenanceError> {
    match is_postgres(&place.url) {
        true => postgres::maintenance::open_exclusive(place).await,
        false => sqlite::maintenance::open_exclusive(place).await,
    }
}

/// Writes a copy of the database to `to`, as it is at one moment, and checks the copy. Whoever writes meanwhile is not
/// disturbed. Only the owner reads the copy; a file that exists is not overwritten; what is interrupted leaves no file
/// of that name. `written` hears how many bytes the database has and under which path the copy grows.
pub async fn backup(
    place: &DatabaseLocation,
    to: &Path,
    written: impl FnOnce(u64, &Path),
) -> Result<(), MaintenanceError> {
    if is_postgres(&place.url) {
        return Err(MaintenanceError::ServerDatabase);
    }
    sqlite::maintenance::backup(place, to, written).await
}

/// Puts a copy of `from` in the place of the database. The copy is checked first and `from` itself is not touched; the
/// database that was there is kept under another name. Refused while another process has the database open.
///
/// Secrets that `keys` do not open are left as they are and named: they open again with the key that sealed them, or
/// are entered again.
pub async fn restore(
    place: &DatabaseLocation,
    from: &Path,
    keys: &Keyring,
    clock: &dyn Clock,
    random: &dyn Random,
) -> Result<RestoreOutcome, MaintenanceError> {
    if is_postgres(&place.url) {
        return Err(MaintenanceError::ServerDatabase);
    }
    sqlite::maintenance::restore(place, from, keys, clock, random).await
}

/// Where a database is, as the configuration says it.
#[derive(Debug, Clone)]
pub struct DatabaseLocation {
    /// `storage.url`.
    pub url: String,
    /// Relative paths in `url` are taken from here.
    pub base: PathBuf,
}

/// A secret that no key opens: its provider, and the name of the credential that has to be entered again.
pub type Unreadable = (ProviderId, String);

/// How a restore ended.
#[derive(Debug)]
pub struct RestoreOutcome {
    /// Where the database that was there before is now.
    pub previous: Option<PathBuf>,
    /// What the keys of this installation do not open.
    pub unreadable: Vec<Unreadable>,
}

/// How sealing again ended.
#[derive(Debug, Default)]
pub struct Reencrypted {
    /// How many values the first key seals now that another one sealed before.
    pub values: u64,
    /// What no key opens; left as it is.
    pub unreadable: Vec<Unreadable>,
}

/// Why such a work is not done. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum MaintenanceError {
    /// The file is not one of our databases, or of a newer version.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A server, whose own tools do it.
    #[error(
        "storage.url is a PostgreSQL database, which its own tools copy: `pg_dump --format=custom --file=FILE \"$URL\"`, and back with `pg_restore --clean --if-exists --dbname=\"$URL\" FILE` while no vestibule runs. Keep the secret key with the copy"
    )]
    ServerDatabase,
    /// There is no file.
    #[error("storage.url is a database in memory: there is nothing to copy, replace or seal again")]
    InMemory,
    /// The file is not there.
    #[error("there is no database at {0}; check the path, and `storage.url` and `data_dir`")]
    Absent(PathBuf),
    /// Another process has the database open.
    #[error("{0} is in use: stop the vestibule that runs on it, then run this command again")]
    InUse(String),
    /// Nothing is ever overwritten.
    #[error("{0} already exists; choose another name")]
    Exists(PathBuf),
    /// A copy would have to be put into a folder that is not there.
    #[error("there is no folder {0}; make it, or choose another place for the copy")]
    NoFolder(PathBuf),
    /// What is to be restored is not there, or not a file.
    #[error("there is no backup at {0}; name a file that `vestibule backup` has made")]
    NoBackup(PathBuf),
    /// What is to be restored is something else.
    #[error("{path} is not a backup of vestibule: {finding}. Name a file that `vestibule backup` has made")]
    ForeignBackup {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        finding: String,
    },
    /// The copy of a database that was in use, without the part that its log holds.
    #[error(
        "{0} is a database in use, not a backup: its write-ahead log stands beside it. Make a copy with `vestibule backup`"
    )]
    NotABackup(PathBuf),
    /// What SQLite's own check finds.
    #[error("{path} is damaged: {finding}. Put a backup in its place with `vestibule restore`")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong, in SQLite's words.
        finding: String,
    },
    /// The same about what is to be restored.
    #[error("{path} is damaged: {finding}. Use another backup")]
    DamagedBackup {
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
    #[error("the database {place} does not do it: {source}")]
    Database {
        /// The file or the server.
        place: String,
        /// What the database says.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}
