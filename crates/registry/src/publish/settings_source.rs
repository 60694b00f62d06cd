//! Where settings come from, as a parameter.

use async_trait::async_trait;
use vestibule_core::provider::ProviderRecord;

use crate::{reload::file_stability::FileStability, reload::watcher::WatchedPaths};

/// Settings could not be read. What is in service stays in service.
#[derive(Debug, Clone, thiserror::Error)]
#[error("cannot read the provider settings: {0}")]
pub struct SourceError(pub String);

/// What a source has at a reload.
#[derive(Debug)]
pub struct Reading {
    /// Every provider, each id at most once.
    pub records: Vec<ProviderRecord>,
    /// Why some of the records are what they were before, if so.
    pub refusal: Option<SourceError>,
}

/// Hands out the settings of all providers, from wherever they are kept.
#[async_trait]
pub trait SettingsSource: Send + Sync {
    /// Every provider, each id at most once.
    async fn load(&self) -> Result<Vec<ProviderRecord>, SourceError>;

    /// The same at a reload. A source of several parts may give a part that it cannot read as it was read last, and say
    /// why; an error keeps all settings as they were. What is in files that are not at rest it gives as it was read last.
    async fn load_again(&self, _rest: &FileStability) -> Result<Reading, SourceError> {
        self.load().await.map(|records| Reading { records, refusal: None })
    }

    /// The files that were read for it last, or would have been: a change of one is a reason to load again. Settings
    /// that are kept elsewhere have none.
    fn watched_paths(&self) -> WatchedPaths {
        WatchedPaths::default()
    }
}

/// Settings that were read once, such as those of the configuration.
#[derive(Debug, Default)]
pub struct FixedSettings(pub Vec<ProviderRecord>);

#[async_trait]
impl SettingsSource for FixedSettings {
    async fn load(&self) -> Result<Vec<ProviderRecord>, SourceError> {
        Ok(self.0.clone())
    }
}
