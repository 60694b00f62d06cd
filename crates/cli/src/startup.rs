//! From the command line's surroundings to a loaded configuration and its keys.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Once,
};

use vestibule::parts::InstallationError;
pub(crate) use vestibule::parts::{any_keys, installation_keys as keys, place};
use vestibule_config::{Config, Installation, SecretKeySource, Sources};
use vestibule_core::{postgres_url::is_postgres, random::OsRandom, seal::Keyring, secret::Secret};
use vestibule_store::maintenance;

use crate::{Failure, eprint, failure};

/// Where this process's configuration comes from: the only place that reads the environment.
pub(crate) fn sources(config_file: Option<PathBuf>) -> Result<Sources, Failure> {
    let working_dir = std::env::current_dir().map_err(|error| {
        failure(format!("cannot read the working directory: {error}. Start from a directory that exists"))
    })?;
    // A variable whose name is not UTF-8 is not ours.
    let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
        Some((name.into_string().ok()?, value.to_string_lossy().into_owned()))
    };
    Ok(Sources { config_file, environment: std::env::vars_os().filter_map(text).collect(), working_dir })
}

/// The configuration, or everything that is wrong with it.
pub(crate) fn load(sources: &Sources) -> Result<Config, Failure> {
    vestibule_config::load(sources).map_err(|errors| failure(errors.to_string()))
}

/// The installation that a command works on; refused when there is none, because only a server creates one. The rest of
/// the configuration may be wrong, and what it refers to may be missing.
pub(crate) async fn installation(config_file: Option<PathBuf>) -> Result<Installation, Failure> {
    let sources = sources(config_file)?;
    let installation = installation_of(&sources)?;
    if maintenance::exists(&place(&installation)).await? {
        say_installation(&sources, &installation, true);
        return Ok(installation);
    }
    Err(no_installation(&sources, &installation))
}

/// The same, whether or not there is one.
pub(crate) fn installation_of(sources: &Sources) -> Result<Installation, Failure> {
    vestibule_config::load_installation(sources).map_err(|errors| failure(errors.to_string()))
}

/// Says on standard error which installation a command works on, and what it is known by. Once, however often a command
/// reads its configuration.
pub(crate) fn say_installation(sources: &Sources, installation: &Installation, exists: bool) {
    static SAID: Once = Once::new();
    let not_yet = if exists { "" } else { " (not created yet)" };
    let known = known_by(sources, &installation.files);
    SAID.call_once(|| eprint(&format!("installation: {}{not_yet}; {known}", database(installation))));
}

pub(crate) fn no_installation(sources: &Sources, installation: &Installation) -> Failure {
    let missing = match is_postgres(installation.storage.url.expose()) {
        true => "is empty",
        false => "does not exist",
    };
    failure(format!(
        "there is no installation: {} {missing} ({}). Name its configuration with --config FILE, or create it with `vestibule \
         serve`",
        database(installation),
        known_by(sources, &installation.files)
    ))
}

/// The database, for a person. A URL of a server may hold a password, and nothing of one is shown.
pub(crate) fn database(installation: &Installation) -> &str {
    let url = installation.storage.url.expose();
    if is_postgres(url) { "the PostgreSQL database of storage.url" } else { url.strip_prefix("sqlite:").unwrap_or(url) }
}

/// The variables that say where an installation is.
const LOCATING: [&str; 2] = ["VESTIBULE_DATA_DIR", "VESTIBULE_STORAGE__URL"];

/// The configuration of a command, and the variables that say where its installation is.
fn known_by(sources: &Sources, files: &[PathBuf]) -> String {
    let is_set = |name: &&str| sources.environment.iter().any(|(set, _)| set == name);
    let variables: String = LOCATING.into_iter().filter(is_set).map(|name| format!(", {name}")).collect();
    described(sources, files) + &variables
}

/// Which configuration a command works with, for a person.
pub(crate) fn described(sources: &Sources, files: &[PathBuf]) -> String {
    match files {
        [] => format!("no ./config.toml here (looked in {})", sources.working_dir.display()),
        files => {
            let files: Vec<_> = files.iter().map(|file| file.display().to_string()).collect();
            format!("configuration: {}", files.join(", "))
        }
    }
}

/// Whether the keys that a server would use are those of the database, without creating any. Nothing is wrong while there
/// is no database.
pub(crate) async fn check_keys(config: &Installation) -> Result<(), Failure> {
    let place = place(config);
    if !maintenance::exists(&place).await? {
        return Ok(());
    }
    match &config.secret_key {
        SecretKeySource::File(path) | SecretKeySource::Generated(path) if !path.exists() => {
            Err(InstallationError::MissingKey(path.clone()).into())
        }
        _ => Ok(maintenance::check_keys(&place, &any_keys(config)?).await?),
    }
}

/// The keys, without creating any: if there are none, stored secrets are reported as unreadable.
pub(crate) fn existing_keys(config: &Installation) -> Result<Keyring, Failure> {
    let is_absent = match &config.secret_key {
        SecretKeySource::Value(_) => false,
        SecretKeySource::File(path) | SecretKeySource::Generated(path) => !path.exists(),
    };
    if is_absent { Ok(Keyring::parse(&Keyring::generate(&OsRandom))?) } else { Ok(key_text(config)?.1) }
}

/// The keys, and the text that they are parsed from.
pub(crate) fn key_text(config: &Installation) -> Result<(Secret, Keyring), Failure> {
    match &config.secret_key {
        SecretKeySource::Value(text) => Ok((text.clone(), Keyring::parse(text)?)),
        SecretKeySource::File(path) => {
            key_file_text(path, "Check VESTIBULE_SECRET_KEY_FILE and the file's permissions")
        }
        SecretKeySource::Generated(path) => key_file_text(path, "A key is created at the first start"),
    }
}

/// The keys of a file; errors name the file.
pub(crate) fn key_file_text(path: &Path, advice: &str) -> Result<(Secret, Keyring), Failure> {
    let text = fs::read_to_string(path)
        .map(Secret::new)
        .map_err(|error| failure(format!("cannot read the secret key {}: {error}. {advice}", path.display())))?;
    let keys = Keyring::parse(&text).map_err(|error| failure(format!("{}: {error}", path.display())))?;
    Ok((text, keys))
}
