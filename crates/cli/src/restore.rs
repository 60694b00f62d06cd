//! `vestibule restore FILE`: replaces the database with a backup, and the secret key if requested.

use std::{
    fs,
    io::ErrorKind,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use vestibule::parts::replace_keys;
use vestibule_config::{Installation, SecretKeySource};
use vestibule_core::{
    clock::{Clock as _, SystemClock},
    random::OsRandom,
    seal::Keyring,
    secret::Secret,
};
use vestibule_store::maintenance::{self, Member, RestoreOutcome};

use crate::{Failure, backup::key_file, cli::BackupArguments, failure, print, progress::Progress, startup};

pub(crate) async fn restore(config_file: Option<PathBuf>, arguments: &BackupArguments) -> Result<ExitCode, Failure> {
    let sources = startup::sources(config_file)?;
    let installation = startup::installation_of(&sources)?;
    let place = startup::place(&installation);
    startup::say_installation(&sources, &installation, maintenance::exists(&place).await?);
    let mut made = Made::note(&installation);
    let backup_key =
        arguments.with_keys.then(|| BackupKey::load(&installation, &key_file(&arguments.file))).transpose()?;
    let keys = match &backup_key {
        Some(backup_key) => &backup_key.keys,
        None => &startup::any_keys(&installation)?,
    };
    let progress = Progress::start("checking and copying", 0, || 0);
    let restored = maintenance::restore(&place, &arguments.file, keys, &SystemClock, &OsRandom).await?;
    made.keep();
    drop(progress);
    print(&format!("Restored the database from {}.", arguments.file.display()));
    if let Some(kept) = &restored.previous {
        print(&format!("The previous database is now {}.", kept.display()));
    }
    if let Some(backup_key) = &backup_key {
        backup_key.install()?;
    }
    report(&restored);
    Ok(ExitCode::SUCCESS)
}

/// The folder and the key that are made for a restore into nothing. Dropping it removes them again, because a restore that
/// was refused creates nothing.
struct Made(Vec<PathBuf>);

impl Made {
    /// What is not there yet, the key first.
    fn note(installation: &Installation) -> Self {
        let key = match &installation.secret_key {
            SecretKeySource::Generated(path) => Some(path.clone()),
            _ => None,
        };
        Self(key.into_iter().chain([installation.data_dir.clone()]).filter(|path| !path.exists()).collect())
    }

    fn keep(&mut self) {
        self.0.clear();
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        for path in &self.0 {
            // A folder goes only when nothing is in it.
            let _ = fs::remove_file(path).or_else(|_| fs::remove_dir(path));
        }
    }
}

/// The key of a backup, and the file that this installation reads its own key from.
struct BackupKey {
    text: Secret,
    keys: Keyring,
    place: PathBuf,
}

impl BackupKey {
    fn load(installation: &Installation, from: &Path) -> Result<Self, Failure> {
        let (text, keys) = startup::key_file_text(from, "Restore without --with-keys if you have the key elsewhere")?;
        match &installation.secret_key {
            SecretKeySource::Generated(place) | SecretKeySource::File(place) => {
                Ok(Self { text, keys, place: place.clone() })
            }
            SecretKeySource::Value(_) => Err(failure(format!(
                "this installation reads its key from VESTIBULE_SECRET_KEY; set it to the content of {}, then restore without \
                 --with-keys",
                from.display()
            ))),
        }
    }

    /// Writes the key to this installation's key file, and keeps a copy of the previous one.
    fn install(&self) -> Result<(), Failure> {
        let keys = Keyring::split(&self.text);
        if let Ok(old) = fs::read_to_string(&self.place) {
            if Keyring::split(&Secret::new(old)) == keys {
                return Ok(());
            }
            let kept = keep(&self.place)?;
            print(&format!("The previous secret key is now {}.", kept.display()));
        }
        replace_keys(&self.place, &keys)?;
        print(&format!("Restored the secret key to {}.", self.place.display()));
        Ok(())
    }
}

/// Copies a key file to a new name, readable only by its owner.
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
    print("Everybody is signed out: the restored database has no sessions.");
    let names = |members: &[Member]| {
        let names = members.iter().map(|member| format!("{} ({})", member.username, member.id));
        names.collect::<Vec<_>>().join(", ")
    };
    if !restored.tokens.is_empty() {
        let tokens = restored.tokens.join(", ");
        print(&format!("API tokens of the backup, to be made again with `vestibule admin token NAME`: {tokens}"));
    }
    let differences = restored.differences.as_ref();
    if restored.previous.is_some() && differences.is_none() {
        print("The previous database cannot be read. Check who was disabled, deleted or lost rights since the backup.");
    }
    let lines = differences.map(|found| {
        [
            ("Disabled since the backup, and still disabled", &found.disabled),
            ("Deleted since the backup, and now disabled", &found.deleted),
            ("Administrator rights removed since the backup, and still removed", &found.demoted),
            ("Registered since the backup, and not in it; nobody else gets their names", &found.unknown),
        ]
    });
    for (what, members) in lines.into_iter().flatten().filter(|(_, members)| !members.is_empty()) {
        print(&format!("{what}: {}", names(members)));
    }
    if restored.unreadable.is_empty() {
        return;
    }
    print(
        "These secrets were encrypted with another key. Enter them again, or add that key to this installation's keys:",
    );
    for (provider, name) in &restored.unreadable {
        print(&format!("  provider {provider}: {name}"));
    }
}
