//! Where settings come from, as a parameter.

use async_trait::async_trait;
use vestibule_apps::AppRecord;
use vestibule_core::{forward_auth::Rule, provider::ProviderRecord};

use crate::reload::{file_stability::FileStability, watched_paths::WatchedPaths};

/// Settings could not be read. The published providers stay.
#[derive(Debug, Clone, thiserror::Error)]
#[error("cannot read the provider settings: {0}")]
pub struct SourceError(pub String);

/// The settings at a reload.
#[derive(Debug)]
pub struct Reading {
    /// Every provider, each id at most once.
    pub records: Vec<ProviderRecord>,
    /// Why some of the records are older ones, if so.
    pub refusal: Option<SourceError>,
}

/// The settings of all providers, wherever they are stored.
#[async_trait]
pub trait SettingsSource: Send + Sync {
    /// Every provider, each id at most once.
    async fn load(&self) -> Result<Vec<ProviderRecord>, SourceError>;

    /// The same at a reload. A source of several parts may return the last good version of a part that it cannot read, and
    /// say why; an error keeps all settings as they were. So does a file that is still being written.
    async fn load_again(&self, _stability: &FileStability) -> Result<Reading, SourceError> {
        self.load().await.map(|records| Reading { records, refusal: None })
    }

    /// Every app, each id at most once, as of the last call of one of the above.
    fn apps(&self) -> Vec<AppRecord> {
        Vec::new()
    }

    /// The rules of forward-auth, in their order, as of the last call of one of those above.
    fn forward_auth_rules(&self) -> Vec<Rule> {
        Vec::new()
    }

    /// The files that it reads: a change of one is a reason to reload. Settings that are stored elsewhere have none.
    fn watched_paths(&self) -> WatchedPaths {
        WatchedPaths::default()
    }
}

/// Settings that never change.
#[derive(Debug, Default)]
pub struct FixedSettings(pub Vec<ProviderRecord>);

#[async_trait]
impl SettingsSource for FixedSettings {
    async fn load(&self) -> Result<Vec<ProviderRecord>, SourceError> {
        Ok(self.0.clone())
    }
}
