//! Operations on a database as a whole: list its providers and apps, back it up, restore it, rotate its key.
//!
//! None of them goes through a [`Store`](crate::Store): listing and backing up work while a server runs, restoring and
//! rotating refuse to.

mod types;

use std::path::{Path, PathBuf};

use vestibule_core::{
    access::Rules,
    clock::{Clock, Timestamp},
    postgres_url::is_postgres,
    random::Random,
    seal::Keyring,
};

pub use self::types::{
    BackupContent, DatabaseLocation, Differences, ForeignTables, MaintenanceError, Member, Reencrypted, RestoreOutcome,
    Unreadable,
};
pub use crate::sql::reencrypt::ExclusiveDatabase;
pub use crate::sqlite::maintenance::ServerLock;
use crate::{Node, OpenError, StoredApp, StoredProvider, postgres, sqlite};

/// Reads those of `tables` that another program's SQLite file has. Changes nothing in it.
pub async fn read_foreign_tables(path: &Path, tables: &[&str]) -> Result<ForeignTables, MaintenanceError> {
    sqlite::read_tables(path, tables).await
}

/// Whether the database exists. One in memory never does.
pub async fn exists(place: &DatabaseLocation) -> Result<bool, OpenError> {
    match is_postgres(&place.url) {
        true => postgres::maintenance::exists(place).await,
        false => Ok(sqlite::maintenance::exists(place)),
    }
}

/// Takes the database for one server, until the lock is dropped. `None` for one that several nodes may share, or that is
/// in memory. Also finds a folder that cannot be written, and a write-ahead log that is lost or another database's.
pub fn lock_for_server(place: &DatabaseLocation) -> Result<Option<ServerLock>, MaintenanceError> {
    file_of(place)?.map(|path| ServerLock::acquire(&path)).transpose()
}

/// Before a command opens the database with [`open`](crate::open()), next to a server or without one: looks at the files as
/// [`lock_for_server`] does.
pub fn enter(place: &DatabaseLocation) -> Result<(), MaintenanceError> {
    file_of(place)?.map_or(Ok(()), |path| sqlite::maintenance::enter(&path))
}

/// After such a command has closed it.
pub fn leave(place: &DatabaseLocation) {
    if let Ok(Some(path)) = file_of(place) {
        sqlite::maintenance::leave(&path);
    }
}

/// The file of an embedded database.
fn file_of(place: &DatabaseLocation) -> Result<Option<PathBuf>, MaintenanceError> {
    if is_postgres(&place.url) {
        return Ok(None);
    }
    match sqlite::maintenance::path_of(place) {
        Err(MaintenanceError::InMemory) => Ok(None),
        path => path.map(Some),
    }
}

/// The providers that administrators own, by id, whether or not a server runs; none when there is no database yet.
/// Changes nothing: a database of an older version is not migrated. A secret that these keys do not decrypt is an error
/// in its provider.
pub async fn list_providers(place: &DatabaseLocation, keys: &Keyring) -> Result<Vec<StoredProvider>, MaintenanceError> {
    match is_postgres(&place.url) {
        true => postgres::maintenance::list_providers(place, keys).await,
        false => {
            let listed = sqlite::maintenance::list_providers(place, keys).await;
            leave(place);
            listed
        }
    }
}

/// The apps that administrators own, by id, as [`list_providers`].
pub async fn list_apps(place: &DatabaseLocation) -> Result<Vec<StoredApp>, MaintenanceError> {
    match is_postgres(&place.url) {
        true => postgres::maintenance::list_apps(place).await,
        false => {
            let listed = sqlite::maintenance::list_apps(place).await;
            leave(place);
            listed
        }
    }
}

/// Whether there are users and none of them can use administrator rights under these rules. Changes nothing, as
/// [`list_providers`]; false for a database of a version that knew no such rules.
pub async fn lacks_administrator(
    place: &DatabaseLocation,
    rules: Rules<'_>,
    now: Timestamp,
) -> Result<bool, MaintenanceError> {
    match is_postgres(&place.url) {
        true => postgres::maintenance::lacks_administrator(place, rules, now).await,
        false => {
            let lacks = sqlite::maintenance::lacks_administrator(place, rules, now).await;
            leave(place);
            lacks
        }
    }
}

/// Fails with [`OpenError::WrongKey`] when these keys are not those of a database that exists. Changes nothing.
pub async fn check_keys(place: &DatabaseLocation, keys: &Keyring) -> Result<(), MaintenanceError> {
    match is_postgres(&place.url) {
        true => postgres::maintenance::check_keys(place, keys).await,
        false => {
            let checked = sqlite::maintenance::check_keys(place, keys).await;
            leave(place);
            checked
        }
    }
}

/// The nodes that run on a database that several may share; none for an embedded one, and for one of an older version.
pub async fn list_nodes(place: &DatabaseLocation) -> Result<Vec<Node>, MaintenanceError> {
    match is_postgres(&place.url) {
        true => postgres::maintenance::list_nodes(place).await,
        false => Ok(Vec::new()),
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
/// Refused for a database in which there is nobody and no provider: that is another installation than the one to keep.
/// `started` gets the size of the database in bytes and the path of the growing copy.
pub async fn backup(
    place: &DatabaseLocation,
    to: &Path,
    started: impl FnOnce(u64, &Path),
) -> Result<BackupContent, MaintenanceError> {
    if is_postgres(&place.url) {
        return Err(MaintenanceError::ServerDatabase);
    }
    let counts = sqlite::maintenance::backup(place, to, started).await?;
    leave(place);
    Ok(counts)
}

/// Replaces the database by a copy of `from`. The copy is checked first and `from` itself is not touched; the previous
/// database is kept under another name. Refused while another process has the database open.
///
/// The restored database has no session, no API token and no personal access token: whoever signed out, and whatever token was deleted since, does
/// not come back. Neither do disabled and deleted users or withdrawn rights; see [`Differences`].
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
    let restored = sqlite::maintenance::restore(place, from, keys, clock, random).await?;
    leave(place);
    Ok(restored)
}
