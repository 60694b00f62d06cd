//! Opens a database file for maintenance: shared, or exclusively.

use std::{
    fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};
use tempfile::NamedTempFile;

use crate::{
    OpenError,
    maintenance::{DatabaseLocation, MaintenanceError},
    sql::{
        errors::{code, primary_code},
        reencrypt::ExclusiveDatabase,
        schema::{self, SchemaError},
    },
    sqlite::{
        location::{self, Location},
        open::connect_options,
    },
};

/// What every SQLite file begins with (<https://www.sqlite.org/fileformat.html>).
pub(super) const MAGIC: &[u8; 16] = b"SQLite format 3\0";

pub(crate) fn path_of(place: &DatabaseLocation) -> Result<PathBuf, MaintenanceError> {
    match location::parse(&place.url, &place.base)? {
        Location::Memory => Err(MaintenanceError::InMemory),
        Location::File(path) => std::path::absolute(&path).map_err(file_error(&path)),
    }
}

/// Whether a database is there already. One in memory never is.
pub(crate) fn exists(place: &DatabaseLocation) -> bool {
    let mut head = [0; MAGIC.len()];
    let read = |path: PathBuf| fs::File::open(path).and_then(|mut file| file.read_exact(&mut head)).is_ok();
    path_of(place).is_ok_and(read) && head == *MAGIC
}

/// Opens an existing database, whether or not others have it open. Changes nothing in it.
pub(super) async fn open_shared(path: &Path) -> Result<SqliteConnection, MaintenanceError> {
    if !path.is_file() {
        return Err(MaintenanceError::Absent(path.to_owned()));
    }
    let mut connection = connect_options().filename(path).connect().await.map_err(database_error(path))?;
    match schema::inspect(&mut connection).await.map_err(|error| schema_error(error, path)) {
        Ok(0) => Err(OpenError::ForeignSchema("there is nothing in it".to_owned()).into()),
        Ok(_) => Ok(connection),
        Err(error) => Err(error),
    }
}

/// Opens an existing database that no other process has open, and keeps others out until it is closed.
pub(super) async fn open_exclusive_connection(path: &Path) -> Result<SqliteConnection, MaintenanceError> {
    take(open_shared(path).await?, path).await
}

/// The same with any database, of whatever version.
pub(super) async fn open_any_exclusive(path: &Path) -> Result<SqliteConnection, MaintenanceError> {
    take(connect_options().filename(path).connect().await.map_err(database_error(path))?, path).await
}

/// Takes the database for itself until it is closed; `None` when there is none yet. Refused while another process has it
/// open.
pub(crate) async fn open_exclusive(place: &DatabaseLocation) -> Result<Option<ExclusiveDatabase>, MaintenanceError> {
    let path = path_of(place)?;
    match open_exclusive_connection(&path).await {
        Ok(connection) => {
            Ok(Some(ExclusiveDatabase::sqlite(connection, Box::new(move |error| schema_error(error, &path)))))
        }
        Err(MaintenanceError::Absent(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// In write-ahead mode every open connection holds a lock, idle or not, and leaving that mode needs all of them to be
/// gone: so a server that runs is found without asking it. It also leaves one whole file without side files. The next
/// start turns the mode on again.
async fn take(mut connection: SqliteConnection, path: &Path) -> Result<SqliteConnection, MaintenanceError> {
    let alone = async {
        sqlx::query_scalar::<_, String>("pragma journal_mode = delete").fetch_one(&mut connection).await?;
        sqlx::query("pragma locking_mode = exclusive").execute(&mut connection).await?;
        // In this locking mode a lock that was taken stays.
        connection.begin_with("begin exclusive").await?.commit().await
    };
    match alone.await {
        Ok(()) => Ok(connection),
        Err(error) if primary_code(&error) == Some(code::BUSY) => {
            Err(MaintenanceError::InUse(path.display().to_string()))
        }
        Err(error) => Err(database_error(path)(error)),
    }
}

/// Fails when SQLite's own check finds anything.
pub(super) async fn verify(connection: &mut SqliteConnection, path: &Path) -> Result<(), MaintenanceError> {
    let findings: Vec<String> = sqlx::query_scalar(
        "select integrity_check from pragma_integrity_check where integrity_check <> 'ok' \
         union all select 'a row of ' || \"table\" || ' belongs to nothing' from pragma_foreign_key_check",
    )
    .fetch_all(connection)
    .await
    .map_err(|error| match primary_code(&error) {
        Some(code::CORRUPT | code::NOTADB) => damaged(path, error.to_string()),
        _ => database_error(path)(error),
    })?;
    match findings.into_iter().next() {
        Some(finding) => Err(damaged(path, finding)),
        None => Ok(()),
    }
}

/// A new file in the folder where `path` is going to be: only its owner reads it, and it is deleted unless it is persisted.
pub(super) fn temporary_file(path: &Path) -> Result<NamedTempFile, MaintenanceError> {
    tempfile::Builder::new().prefix(".vestibule-").tempfile_in(folder_of(path)).map_err(file_error(folder_of(path)))
}

/// Makes the names in the folder of `path` survive a loss of power.
pub(super) fn sync_folder(path: &Path) -> Result<(), MaintenanceError> {
    fs::File::open(folder_of(path)).and_then(|folder| folder.sync_all()).map_err(file_error(folder_of(path)))
}

pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// `path` with something behind its name: `x.db` and `-wal` is `x.db-wal`.
pub(super) fn with_suffix(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

pub(super) fn file_error(path: &Path) -> impl FnOnce(io::Error) -> MaintenanceError + use<> {
    let path = path.to_owned();
    move |cause| MaintenanceError::File { path, cause }
}

pub(super) fn database_error(path: &Path) -> impl FnOnce(sqlx::Error) -> MaintenanceError + use<> {
    let path = path.to_owned();
    move |error| match primary_code(&error) {
        Some(code::NOTADB) => OpenError::NotSqlite(path).into(),
        Some(code::CORRUPT) => damaged(&path, error.to_string()),
        _ => MaintenanceError::Database { place: path.display().to_string(), cause: Box::new(error) },
    }
}

pub(super) fn schema_error(error: SchemaError, path: &Path) -> MaintenanceError {
    match error {
        SchemaError::Rejected(found) => found.into(),
        SchemaError::Database(error) => database_error(path)(error),
    }
}

fn damaged(path: &Path, finding: String) -> MaintenanceError {
    MaintenanceError::Damaged { path: path.to_owned(), finding }
}
