//! From the command line's surroundings to a loaded configuration and its keys.

use std::path::PathBuf;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use vestibule::load_keys;
use vestibule_config::{Config, SecretKeySource, Sources};
use vestibule_core::{random::OsRandom, seal::Keyring};

use crate::{Failure, failure};

/// Where this process's configuration comes from: the only place that reads the environment.
#[allow(clippy::disallowed_methods, reason = "read once, here, and passed on as a value")]
pub(crate) fn sources(config_file: Option<PathBuf>) -> Result<Sources, Failure> {
    let working_dir = std::env::current_dir().map_err(|error| {
        failure(format!("the working folder cannot be read: {error}. Start from a folder that exists"))
    })?;
    // A variable that is not UTF-8 is none of ours, unless it is named like one.
    let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
        Some((name.into_string().ok()?, value.to_string_lossy().into_owned()))
    };
    Ok(Sources { config_file, environment: std::env::vars_os().filter_map(text).collect(), working_dir })
}

/// The configuration, or everything that is wrong with it.
pub(crate) fn load(sources: &Sources) -> Result<Config, Failure> {
    vestibule_config::load(sources).map_err(|errors| failure(errors.to_string()))
}

/// The keys, made at the first start where the configuration names none.
pub(crate) fn keys(config: &Config) -> Result<Keyring, Failure> {
    let loaded = match &config.secret_key {
        SecretKeySource::Value(text) => load_keys(Some(text), &config.data_dir, false, &OsRandom),
        SecretKeySource::File(path) => load_keys(None, path, false, &OsRandom),
        SecretKeySource::Generated(path) => load_keys(None, path, true, &OsRandom),
    };
    Ok(loaded?)
}

/// Collects metrics for `/metrics`.
pub(crate) fn metrics() -> Result<PrometheusHandle, Failure> {
    let recorder = PrometheusBuilder::new().build_recorder();
    let handle = recorder.handle();
    metrics::set_global_recorder(recorder).map_err(|_| failure("metrics are being collected already"))?;
    Ok(handle)
}
