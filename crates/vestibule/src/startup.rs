//! From the command line's surroundings to a loaded configuration and its keys.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use vestibule::load_keys;
use vestibule_config::{Config, Installation, SecretKeySource, Sources};
use vestibule_core::{random::OsRandom, seal::Keyring, secret::Secret};
use vestibule_store::maintenance::{self, DatabaseLocation};

use crate::{Failure, failure};

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
        return Ok(installation);
    }
    let database = match installation.storage.url.expose().strip_prefix("sqlite:") {
        Some(path) => format!("{path} does not exist"),
        None => "the PostgreSQL database is empty".to_owned(),
    };
    Err(failure(format!(
        "there is no installation: {database} ({}). Name its configuration with --config FILE, or create it with `vestibule \
         serve`",
        described(&sources, &installation.files)
    )))
}

/// The same, whether or not there is one.
pub(crate) fn installation_of(sources: &Sources) -> Result<Installation, Failure> {
    vestibule_config::load_installation(sources).map_err(|errors| failure(errors.to_string()))
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

/// The keys, generated at the first start if the configuration names none. Not for a database whose key is missing: a new
/// one could decrypt nothing in it.
pub(crate) async fn keys(config: &Installation, place: &DatabaseLocation) -> Result<Keyring, Failure> {
    if let SecretKeySource::Generated(path) = &config.secret_key
        && !path.exists()
        && maintenance::exists(place).await?
    {
        return Err(failure(format!(
            "the secret key {} is missing, and the database is encrypted with it. Put the key back, or set \
             VESTIBULE_SECRET_KEY or VESTIBULE_SECRET_KEY_FILE as it is set for the server; if the key is lost, restore a \
             backup with `vestibule restore`",
            path.display()
        )));
    }
    any_keys(config)
}

/// The keys, generated if the configuration names none and there are none yet.
pub(crate) fn any_keys(config: &Installation) -> Result<Keyring, Failure> {
    let loaded = match &config.secret_key {
        SecretKeySource::Value(text) => load_keys(Some(text), &config.data_dir, false, &OsRandom),
        SecretKeySource::File(path) => load_keys(None, path, false, &OsRandom),
        SecretKeySource::Generated(path) => load_keys(None, path, true, &OsRandom),
    };
    Ok(loaded?)
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

/// Where the database is. A command does not wait for it: somebody waits for the command.
pub(crate) fn place(installation: &Installation) -> DatabaseLocation {
    DatabaseLocation {
        url: installation.storage.url.expose().to_owned(),
        base: installation.base_dir.clone(),
        wait: Duration::ZERO,
    }
}

/// Collects metrics for `/metrics`.
pub(crate) fn metrics() -> Result<PrometheusHandle, Failure> {
    let recorder = PrometheusBuilder::new().build_recorder();
    let handle = recorder.handle();
    metrics::set_global_recorder(recorder).map_err(|_| failure("metrics are already being collected"))?;
    Ok(handle)
}
