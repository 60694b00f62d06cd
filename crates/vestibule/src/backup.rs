//! `vestibule backup FILE`: a copy of the database beside a running server, and the secret key where it is asked for.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use vestibule_core::secret::Secret;
use vestibule_store::maintenance;

use crate::{Failure, cli::BackupArguments, failure, progress::Progress, startup, tell};

pub(crate) async fn backup(config_file: Option<PathBuf>, arguments: &BackupArguments) -> Result<ExitCode, Failure> {
    let config = startup::load(&startup::sources(config_file)?)?;
    let (file, key_file) = (&arguments.file, key_file(&arguments.file));
    let keys = arguments.with_keys.then(|| startup::key_text(&config)).transpose()?;
    if keys.is_some() && key_file.exists() {
        return Err(exists(&key_file));
    }
    let mut progress = None;
    let show = |total, copy: &Path| {
        let copy = copy.to_owned();
        let grown = move || copy.metadata().map_or(0, |found| found.len());
        progress = Some(Progress::start("copying", total, grown));
    };
    maintenance::backup(&startup::place(&config), file, show).await?;
    drop(progress);
    match keys {
        Some(keys) => {
            write(&key_file, &keys.0)?;
            let (file, key_file) = (file.display(), key_file.display());
            tell(&format!("The database is in {file}, its secret key in {key_file}. Who has both reads every secret."));
        }
        None => tell(&format!(
            "The database is in {}. It holds no key: secrets in it open with the secret key of this installation only.",
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

/// A new file, whole or not at all, that only its owner reads.
fn write(path: &Path, keys: &Secret) -> Result<(), Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut draft = tempfile::Builder::new().prefix(".vestibule-").tempfile_in(folder)?;
    draft.write_all(keys.expose().trim_end().as_bytes())?;
    draft.write_all(b"\n")?;
    draft.as_file().sync_all()?;
    match draft.persist_noclobber(path) {
        Ok(_) => Ok(fs::File::open(folder)?.sync_all()?),
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => Err(exists(path)),
        Err(error) => Err(error.error.into()),
    }
}

fn exists(path: &Path) -> Failure {
    failure(format!("{} exists already and is not overwritten; choose another name", path.display()))
}
