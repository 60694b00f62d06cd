//! A consistent copy, made while a server may run.

use std::path::Path;

use sqlx::Connection as _;

use super::file::{database_error, file_error, open_shared, path_of, sync_folder, temporary_file, verify};
use crate::maintenance::{DatabaseLocation, MaintenanceError};

/// [`crate::maintenance::backup`] of a database that is a file.
pub(crate) async fn backup(
    place: &DatabaseLocation,
    to: &Path,
    started: impl FnOnce(u64, &Path),
) -> Result<(), MaintenanceError> {
    let path = path_of(place)?;
    let to = std::path::absolute(to).map_err(file_error(to))?;
    let mut connection = open_shared(&path).await?;
    if to.symlink_metadata().is_ok() {
        return Err(MaintenanceError::Exists(to));
    }
    if let Some(folder) = to.parent().filter(|folder| !folder.is_dir()) {
        return Err(MaintenanceError::NoFolder(folder.to_owned()));
    }
    let temporary_file = temporary_file(&to)?;
    started(path.metadata().map_or(0, |found| found.len()), temporary_file.path());
    let name = temporary_file.path().to_str().ok_or_else(|| {
        let why = std::io::Error::new(std::io::ErrorKind::InvalidInput, "the name is not UTF-8");
        file_error(&to)(why)
    })?;
    // One read transaction; free pages, and what was deleted in them, stay behind.
    sqlx::query("vacuum into $1").bind(name).execute(&mut connection).await.map_err(database_error(&to))?;
    connection.close().await.map_err(database_error(&path))?;
    let mut copy = open_shared(temporary_file.path()).await?;
    // A damaged copy means a damaged database: the copy is deleted.
    verify(&mut copy, &path).await?;
    copy.close().await.map_err(database_error(&to))?;
    temporary_file.as_file().sync_all().map_err(file_error(&to))?;
    temporary_file.persist_noclobber(&to).map_err(|error| match error.error.kind() {
        std::io::ErrorKind::AlreadyExists => MaintenanceError::Exists(to.clone()),
        _ => file_error(&to)(error.error),
    })?;
    sync_folder(&to)
}
