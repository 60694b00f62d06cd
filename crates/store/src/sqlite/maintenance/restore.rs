//! Replaces a database by a backup.

use std::{
    fs,
    path::{Path, PathBuf},
};

use sqlx::{Connection as _, SqliteConnection};
use vestibule_core::{clock::Clock, random::Random, seal::Keyring};

use super::{
    differences::{self, Facts},
    file::{
        database_error, file_error, open_any_exclusive, open_shared, path_of, schema_error, sync_folder,
        temporary_file, verify, with_suffix,
    },
};
use crate::{
    OpenError,
    maintenance::{DatabaseLocation, Differences, MaintenanceError, RestoreOutcome, Unreadable},
    sql::{provider_secrets, schema, upgrade::Upgrade, withdrawal},
};

/// Files that SQLite keeps next to a database.
const SIDE_FILES: [&str; 3] = ["-wal", "-shm", "-journal"];

/// [`crate::maintenance::restore`] of a database that is a file.
pub(crate) async fn restore(
    place: &DatabaseLocation,
    from: &Path,
    keys: &Keyring,
    clock: &dyn Clock,
    random: &dyn Random,
) -> Result<RestoreOutcome, MaintenanceError> {
    let path = path_of(place)?;
    let from = std::path::absolute(from).map_err(file_error(from))?;
    if !from.is_file() {
        return Err(MaintenanceError::NoBackup(from));
    }
    if with_suffix(&from, "-wal").metadata().is_ok_and(|log| log.len() > 0) || from == path {
        return Err(MaintenanceError::NotABackup(from));
    }
    make_folder(&path)?;
    let temporary_file = temporary_file(&path)?;
    fs::copy(&from, temporary_file.path()).map_err(file_error(&from))?;
    restrict(temporary_file.path(), &path)?;
    let (unreadable, tokens) = adopt(temporary_file.path(), &from, keys, random).await?;
    let mut old = lock_existing(&path).await?;
    let differences = match &mut old {
        Some(old) => keep_out(temporary_file.path(), &from, old, clock).await?,
        None => None,
    };
    temporary_file.as_file().sync_all().map_err(file_error(&path))?;
    let stamp = clock.now().format("%Y%m%dT%H%M%SZ");
    let previous = set_aside(&path, &free_ending(&path, &format!(".before-restore-{stamp}")))?;
    temporary_file.persist(&path).map_err(|error| file_error(&path)(error.error))?;
    if let Some(old) = old {
        // It only kept others out; nothing is left to be written.
        let _ = old.close().await;
    }
    sync_folder(&path)?;
    Ok(RestoreOutcome { previous, unreadable, tokens, differences })
}

fn make_folder(path: &Path) -> Result<(), MaintenanceError> {
    let Some(folder) = path.parent() else { return Ok(()) };
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(file_error(folder))
}

/// `fs::copy` copies the mode along; and root, who restores for the user that runs the server, hands the file over.
fn restrict(copy: &Path, path: &Path) -> Result<(), MaintenanceError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
        fs::set_permissions(copy, fs::Permissions::from_mode(0o600)).map_err(file_error(copy))?;
        let folder = path.parent().unwrap_or(path);
        let model = path.metadata().or_else(|_| folder.metadata()).map_err(file_error(folder))?;
        if copy.metadata().map_err(file_error(copy))?.uid() != model.uid() {
            chown(copy, Some(model.uid()), Some(model.gid())).map_err(file_error(copy))?;
        }
    }
    Ok(())
}

/// Checks the copy, brings it up to date, writes the key check with these keys, deletes all sessions and tokens, and
/// withdraws what providers granted: they may have withdrawn it since.
/// Returns the secrets that the keys do not decrypt, and the names of the tokens.
async fn adopt(
    copy: &Path,
    original: &Path,
    keys: &Keyring,
    random: &dyn Random,
) -> Result<(Vec<Unreadable>, Vec<String>), MaintenanceError> {
    let of_original = |error| about(original, error);
    let mut connection = open_shared(copy).await.map_err(of_original)?;
    verify(&mut connection, original).await.map_err(of_original)?;
    let failed = || database_error(original);
    sqlx::query("pragma journal_mode = delete").execute(&mut connection).await.map_err(failed())?;
    let mut transaction = connection.begin_with("begin immediate").await.map_err(failed())?;
    schema::adopt_key(&mut *transaction, keys, random).await.map_err(|error| schema_error(error, original))?;
    let upgrade = schema::update(&mut *transaction, keys, random).await;
    let upgrade = upgrade.map_err(|error| schema_error(error, original))?;
    let tokens = "delete from api_tokens returning name";
    let mut tokens: Vec<String> = sqlx::query_scalar(tokens).fetch_all(&mut *transaction).await.map_err(failed())?;
    tokens.sort();
    sqlx::query("delete from personal_tokens").execute(&mut *transaction).await.map_err(failed())?;
    sqlx::query("delete from sessions").execute(&mut *transaction).await.map_err(failed())?;
    // What waited for a webhook then has been sent since.
    sqlx::query("delete from webhook_events").execute(&mut *transaction).await.map_err(failed())?;
    withdrawal::of_everybody(&mut *transaction).await.map_err(failed())?;
    let unreadable = provider_secrets::find_unreadable(&mut *transaction, keys)
        .await
        .map_err(|error| MaintenanceError::DamagedBackup { path: original.to_owned(), finding: error.to_string() })?;
    transaction.commit().await.map_err(failed())?;
    upgrade.into_iter().for_each(Upgrade::log);
    connection.close().await.map_err(failed())?;
    Ok((unreadable, tokens))
}

/// Keeps out of the copy what the existing database has ended since. One that cannot be read has nothing to say: a restore
/// is for damaged ones, too.
async fn keep_out(
    copy: &Path,
    original: &Path,
    old: &mut SqliteConnection,
    clock: &dyn Clock,
) -> Result<Option<Differences>, MaintenanceError> {
    let failed = || database_error(original);
    let mut connection = open_shared(copy).await.map_err(|error| about(original, error))?;
    let mut transaction = connection.begin_with("begin immediate").await.map_err(failed())?;
    let differences = match Facts::load(old).await {
        Ok(current) => {
            let backup = Facts::load(&mut transaction).await.map_err(failed())?;
            let differences = differences::compare(&backup, &current);
            let now = clock.now().timestamp_millis();
            differences::apply(&mut transaction, &differences, &current, now).await.map_err(failed())?;
            Some(differences)
        }
        Err(error) => {
            tracing::debug!(%error, "the existing database cannot be compared with the backup");
            None
        }
    };
    transaction.commit().await.map_err(failed())?;
    connection.close().await.map_err(failed())?;
    Ok(differences)
}

/// Reports an error of the copy as one of the file that the operator named.
fn about(original: &Path, error: MaintenanceError) -> MaintenanceError {
    let path = original.to_owned();
    match error {
        MaintenanceError::Damaged { finding, .. } => MaintenanceError::DamagedBackup { path, finding },
        MaintenanceError::Open(OpenError::NotSqlite(_)) => {
            MaintenanceError::ForeignBackup { path, finding: "it is not an SQLite database".to_owned() }
        }
        MaintenanceError::Open(OpenError::ForeignSchema(finding)) => MaintenanceError::ForeignBackup { path, finding },
        other => other,
    }
}

/// Locks the existing database, if there is one that can be opened: a restore is for damaged ones, too.
async fn lock_existing(path: &Path) -> Result<Option<SqliteConnection>, MaintenanceError> {
    if !path.exists() {
        return Ok(None);
    }
    match open_any_exclusive(path).await {
        Ok(connection) => Ok(Some(connection)),
        Err(MaintenanceError::Damaged { .. } | MaintenanceError::Open(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// An unused suffix: two restores within one second keep two databases.
fn free_ending(path: &Path, ending: &str) -> String {
    let is_free = |ending: &String| {
        let kept = with_suffix(path, ending);
        kept.symlink_metadata().is_err()
            && SIDE_FILES.iter().all(|side| with_suffix(&kept, side).symlink_metadata().is_err())
    };
    let numbered = (2..).map(|number: u32| format!("{ending}-{number}"));
    std::iter::once(ending.to_owned()).chain(numbered).find(is_free).unwrap_or_else(|| ending.to_owned())
}

/// Gives the existing database a second name, so that at every moment one has the first; side files, which only a database
/// that could not be opened still has, are moved.
fn set_aside(path: &Path, ending: &str) -> Result<Option<PathBuf>, MaintenanceError> {
    for side in SIDE_FILES {
        let side_file = with_suffix(path, side);
        if side_file.exists() {
            let kept = with_suffix(&with_suffix(path, ending), side);
            fs::rename(&side_file, kept).map_err(file_error(&side_file))?;
        }
    }
    if path.symlink_metadata().is_err() {
        return Ok(None);
    }
    let kept = with_suffix(path, ending);
    // Not every file system has hard links.
    fs::hard_link(path, &kept).or_else(|_| fs::rename(path, &kept)).map_err(file_error(&kept))?;
    Ok(Some(kept))
}
