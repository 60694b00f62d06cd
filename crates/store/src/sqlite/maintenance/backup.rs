//! A consistent copy, made while a server may run.

use std::path::Path;

use sqlx::{Connection as _, SqliteConnection};

use super::file::{database_error, file_error, open_shared, path_of, sync_folder, temporary_file, verify};
use crate::maintenance::{BackupContent, DatabaseLocation, MaintenanceError};

/// [`crate::maintenance::backup`] of a database that is a file.
pub(crate) async fn backup(
    place: &DatabaseLocation,
    to: &Path,
    started: impl FnOnce(u64, &Path),
) -> Result<BackupContent, MaintenanceError> {
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
    let content = count(&mut copy).await.map_err(database_error(&path))?;
    copy.close().await.map_err(database_error(&to))?;
    if (content.users, content.providers) == (0, 0) {
        return Err(MaintenanceError::Empty(path));
    }
    temporary_file.as_file().sync_all().map_err(file_error(&to))?;
    temporary_file.persist_noclobber(&to).map_err(|error| match error.error.kind() {
        std::io::ErrorKind::AlreadyExists => MaintenanceError::Exists(to.clone()),
        _ => file_error(&to)(error.error),
    })?;
    sync_folder(&to)?;
    Ok(content)
}

async fn count(copy: &mut SqliteConnection) -> Result<BackupContent, sqlx::Error> {
    let users: i64 = sqlx::query_scalar("select count(*) from users").fetch_one(&mut *copy).await?;
    let has_providers = "select count(*) from sqlite_schema where type = 'table' and name = 'providers'";
    let providers: i64 = match sqlx::query_scalar::<_, i64>(has_providers).fetch_one(&mut *copy).await? {
        // Before its second version there were none.
        0 => 0,
        _ => sqlx::query_scalar("select count(*) from providers").fetch_one(&mut *copy).await?,
    };
    Ok(BackupContent { users: users.unsigned_abs(), providers: providers.unsigned_abs() })
}
