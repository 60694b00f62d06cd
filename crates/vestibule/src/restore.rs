//! `vestibule restore FILE`: a backup in the place of the database, and its secret key where it is asked for.

use std::{
    fs,
    io::ErrorKind,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use vestibule::replace_keys;
use vestibule_config::{Config, SecretKeySource};
use vestibule_core::{
    clock::{Clock as _, SystemClock},
    random::OsRandom,
    seal::Keyring,
    secret::Secret,
};
use vestibule_store::maintenance::{self, RestoreOutcome};

use crate::{Failure, backup::key_file, cli::BackupArguments, failure, progress::Progress, startup, tell};

pub(crate) async fn restore(config_file: Option<PathBuf>, arguments: &BackupArguments) -> Result<ExitCode, Failure> {
    let config = startup::load(&startup::sources(config_file)?)?;
    let brought = arguments.with_keys.then(|| Brought::load(&config, &key_file(&arguments.file))).transpose()?;
    let keys = match &brought {
        Some(brought) => &brought.keys,
        None => &startup::any_keys(&config)?,
    };
    let progress = Progress::start("checking and copying", 0, || 0);
    let place = startup::place(&config);
    let restored = maintenance::restore(&place, &arguments.file, keys, &SystemClock, &OsRandom).await?;
    drop(progress);
    tell(&format!("The database of {} is in place.", arguments.file.display()));
    if let Some(kept) = &restored.previous {
        tell(&format!("The one that was there before is now {}.", kept.display()));
    }
    if let Some(brought) = &brought {
        brought.install()?;
    }
    report(&restored);
    Ok(ExitCode::SUCCESS)
}

/// The key that came with a backup, and the file where this installation reads its own.
struct Brought {
    text: Secret,
    keys: Keyring,
    place: PathBuf,
}

impl Brought {
    fn load(config: &Config, from: &Path) -> Result<Self, Failure> {
        let (text, keys) = startup::key_file_text(from, "Restore without --with-keys?")?;
        match &config.secret_key {
            SecretKeySource::Generated(place) | SecretKeySource::File(place) => {
                Ok(Self { text, keys, place: place.clone() })
            }
            SecretKeySource::Value(_) => Err(failure(format!(
                "this installation takes its key from VESTIBULE_SECRET_KEY: set it to what {} holds, and restore without \
                 --with-keys",
                from.display()
            ))),
        }
    }

    /// Puts the key in its place; the one that was there is kept.
    fn install(&self) -> Result<(), Failure> {
        let keys = Keyring::split(&self.text);
        if let Ok(old) = fs::read_to_string(&self.place) {
            if Keyring::split(&Secret::new(old)) == keys {
                return Ok(());
            }
            let kept = keep(&self.place)?;
            tell(&format!("The key that was there before is now {}.", kept.display()));
        }
        replace_keys(&self.place, &keys)?;
        tell(&format!("The key of the backup is in {}.", self.place.display()));
        Ok(())
    }
}

/// A copy of a key file under a name that nothing has yet, and for its owner alone.
fn keep(place: &Path) -> Result<PathBuf, Failure> {
    let mut from = fs::File::open(place)?;
    let folder = place.parent().unwrap_or(Path::new("."));
    let mut name = place.file_name().unwrap_or_default().to_owned();
    name.push(format!(".before-restore-{}", SystemClock.now().format("%Y%m%dT%H%M%SZ")));
    let mut number = 1;
    loop {
        let mut ending = name.clone();
        if number > 1 {
            ending.push(format!("-{number}"));
        }
        let kept = folder.join(ending);
        let file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&kept);
        match file {
            Ok(mut file) => {
                std::io::copy(&mut from, &mut file)?;
                file.sync_all()?;
                return Ok(kept);
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => number += 1,
            Err(error) => return Err(error.into()),
        }
    }
}

fn report(restored: &RestoreOutcome) {
    if restored.unreadable.is_empty() {
        return;
    }
    tell("These secrets were sealed with another key. Enter them again; or add that key to this installation's:");
    for (provider, name) in &restored.unreadable {
        tell(&format!("  provider {provider}: {name}"));
    }
}
