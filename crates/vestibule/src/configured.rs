//! The providers of the configuration, read again at every reload.

use std::{
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use async_trait::async_trait;
use vestibule_config::{Config, ConfigErrors, Sources, check_reload};
use vestibule_core::provider::ProviderRecord;
use vestibule_registry::{SettingsSource, SourceError, WatchedPaths};

/// The providers of the configuration. A configuration that has a mistake, or that changes what cannot change while the
/// program runs, is refused as a whole.
pub struct ConfigSource {
    sources: Sources,
    /// What the program started with.
    running: Config,
    /// The files that the configuration named when it was read last.
    named_files: Mutex<Vec<PathBuf>>,
}

impl ConfigSource {
    /// Reads `sources` again at every reload; `running` is what they gave at the start.
    pub fn new(sources: Sources, running: Config) -> Self {
        let named_files = Mutex::new(running.named_files.clone());
        // The providers are the one thing that is never compared.
        Self { sources, running: Config { providers: Vec::new(), ..running }, named_files }
    }

    fn remember(&self, named_files: &[PathBuf]) {
        *self.named_files.lock().unwrap_or_else(PoisonError::into_inner) = named_files.to_vec();
    }

    fn accept(&self, loaded: Result<Config, ConfigErrors>) -> Result<Vec<ProviderRecord>, ConfigErrors> {
        match &loaded {
            Ok(config) => self.remember(&config.named_files),
            Err(errors) => self.remember(errors.named_files()),
        }
        let config = loaded?;
        check_reload(&self.running, &config)?;
        Ok(config.providers)
    }
}

#[async_trait]
impl SettingsSource for ConfigSource {
    async fn load(&self) -> Result<Vec<ProviderRecord>, SourceError> {
        let sources = self.sources.clone();
        let loaded = tokio::task::spawn_blocking(move || vestibule_config::load(&sources)).await;
        let loaded = loaded.map_err(|error| SourceError(error.to_string()))?;
        self.accept(loaded).map_err(|errors| SourceError(errors.to_string()))
    }

    fn watched_paths(&self) -> WatchedPaths {
        let mut files = self.named_files.lock().unwrap_or_else(PoisonError::into_inner).clone();
        files.push(self.sources.file());
        WatchedPaths { folders: vec![self.sources.folder()], files }
    }
}
