//! Operations on a database as a whole: list its providers, back it up, restore it, rotate its key.
//!
//! None of them goes through a [`Store`](crate::Store): listing and backing up work while a server runs, restoring and
//! rotating refuse to.

use std::path::{Path, PathBuf};

use vestibule_core::{clock::Clock, ids::ProviderId, random::Random, seal::Keyring};

pub use crate::sql::reencrypt::ExclusiveDatabase;
use crate::{
    OpenError, StoredProvider,
    postgres::{self, is_postgres},
    sqlite,
};

/// Whether the database exists. One in memory never does.
pub async fn exists(place: &DatabaseLocation) -> Result<bool, OpenError> {
    match is_postgres(&place.url) {
        true => postgres::maintenance::exists(place).await,
        false => Ok(sqlite::maintenance::exists(place)),
    }
}

/// The providers that administrators own, by id, whether or not a server runs; none when there is no database yet.
/// Changes nothing: a database of an older version is not migrated. A secret that these keys do not decrypt is an error
/// in its provider.
pub async fn list_providers(place: &DatabaseLocation, keys: &Keyring) -> Result<Vec<StoredProvider>, MaintenanceError> {
    match is_postgres(&place.url) {
        true => postgres::maintenance::list_providers(place, keys).await,
        false => sqlite::maintenance::list_providers(place, keys).await,
    }
}

/// Opens the database exclusively until it is closed; `None` when there is none yet. Refused while another process has it
/// open.
pub async fn open_exclusive(place: &DatabaseLocation) -> Result<Option<ExclusiveDatabase>, MaintenanceError> {
    match is_postgres(&place.url) {
        true => postgres::maintenance::open_exclusive(place).await,
        false => sqlite::maintenance::open_exclusive(place).await,
    }
}

/// Writes a consistent copy of the database to `to` and checks it, without blocking writers. The copy is readable by its
/// owner only; an existing file is not overwritten; if the backup is interrupted, no file of that name is left behind.
/// `started` gets the size of the database in bytes and the path of the growing copy.
pub async fn backup(
    place: &DatabaseLocation,
    to: &Path,
    started: impl FnOnce(u64, &Path),
) -> Result<(), MaintenanceError> {
    if is_postgres(&place.url) {
        return Err(MaintenanceError::ServerDatabase);
    }
    sqlite::maintenance::backup(place, to, started).await
}

/// Replaces the database by a copy of `from`. The copy is checked first and `from` itself is not touched; the previous
/// database is kept under another name. Refused while another process has the database open.
///
/// Secrets that `keys` do not decrypt are left as they are and listed: they need the key that sealed them, or have to be
/// entered again.
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

/// Where a database is, as configured.
#[derive(Debug, Clone)]
pub struct DatabaseLocation {
    /// As in `storage.url`.
    pub url: String,
    /// Relative paths in `url` are resolved against it.
    pub base: PathBuf,
}

/// A secret that no key decrypts: its provider, and the name of the credential that has to be entered again.
pub type Unreadable = (ProviderId, String);

/// How a restore ended.
#[derive(Debug)]
pub struct RestoreOutcome {
    /// Where the previous database is kept.
    pub previous: Option<PathBuf>,
    pub unreadable: Vec<Unreadable>,
}

/// How a key rotation ended.
#[derive(Debug, Default)]
pub struct Reencrypted {
    /// How many values were re-encrypted with the first key.
    pub values: u64,
    /// Left as they are.
    pub unreadable: Vec<Unreadable>,
}

/// Why a maintenance operation failed. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum MaintenanceError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(
        "storage.url is a PostgreSQL database, which its own tools copy: `pg_dump --format=custom --file=FILE \"$URL\"`, and back with `pg_restore --clean --if-exists --dbname=\"$URL\" FILE` while no vestibule runs. Keep the secret key with the copy"
    )]
    ServerDatabase,
    #[error("storage.url is a database in memory: there is nothing to back up, restore or rotate")]
    InMemory,
    #[error("there is no database at {0}; check the path, and `storage.url` and `data_dir`")]
    Absent(PathBuf),
    #[error("{0} is in use: stop the vestibule that runs on it, then run this command again")]
    InUse(String),
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
    #[error("database operation failed on {place}: {cause}")]
    Database { place: String, cause: Box<dyn std::error::Error + Send + Sync> },
}
