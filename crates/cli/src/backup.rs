//! `vestibule backup FILE`: copies the database, and the secret key if requested. The server may be running.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use vestibule_core::secret::Secret;
use vestibule_store::maintenance;

use crate::{Failure, cli::BackupArguments, count, failure, print, progress::Progress, startup};

pub(crate) async fn backup(config_file: Option<PathBuf>, arguments: &BackupArguments) -> Result<ExitCode, Failure> {
    let installation = startup::installation(config_file).await?;
    let (file, key_file) = (&arguments.file, key_file(&arguments.file));
    let keys = arguments.with_keys.then(|| startup::key_text(&installation)).transpose()?;
    if keys.is_some() && key_file.exists() {
        return Err(exists(&key_file));
    }
    let mut progress = None;
    let show = |total, copy: &Path| {
        let copy = copy.to_owned();
        let grown = move || copy.metadata().map_or(0, |found| found.len());
        progress = Some(Progress::start("copying", total, grown));
    };
    let content = maintenance::backup(&startup::place(&installation), file, show).await?;
    drop(progress);
    let counts = format!("{} and {}", count(content.users, "user"), count(content.providers, "stored provider"));
    let what = format!("{}, {counts}", startup::database(&installation));
    match keys {
        Some(keys) => {
            write(&key_file, &keys.0)?;
            let (file, key_file) = (file.display(), key_file.display());
            print(&format!(
                "Backed up {what}, to {file} and the secret key to {key_file}. Anyone who has both files can read every secret."
            ));
        }
        None => print(&format!(
            "Backed up {what}, to {}. Its secrets can be decrypted only with this installation's secret key, which it does not contain.",
            file.display()
        )),
    }
    Ok(ExitCode::SUCCESS)
}

/// Where the secret key of a backup is.
pub(crate) fn key_file(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".key");
    name.into()
}

/// Writes a new file atomically, readable only by its owner.
fn write(path: &Path, keys: &Secret) -> Result<(), Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut temporary = tempfile::Builder::new().prefix(".vestibule-").tempfile_in(folder)?;
    temporary.write_all(keys.expose().trim_end().as_bytes())?;
    temporary.write_all(b"\n")?;
    temporary.as_file().sync_all()?;
    match temporary.persist_noclobber(path) {
        Ok(_) => Ok(fs::File::open(folder)?.sync_all()?),
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => Err(exists(path)),
        Err(error) => Err(error.error.into()),
    }
}

fn exists(path: &Path) -> Failure {
    failure(format!("{} already exists; choose another name", path.display()))
}
