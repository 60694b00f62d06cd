//! One owner per provider: what the configuration names, and beside it what administrators keep in the database.
//!
//! A configuration that cannot be read again holds nobody up: its source gives what it said last, and what is stored now
//! stands beside it.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use vestibule_core::{ids::ProviderId, provider::ProviderRecord};
use vestibule_registry::{FileStability, Reading, SettingsSource, SourceError, WatchedPaths};
use vestibule_store::{Store, StoredProvider};

/// Settings of all providers. The configuration wins an id: a row of the same id stays stored, and is not in force.
pub(crate) struct MergedSettingsSource {
    configured: Arc<dyn SettingsSource>,
    store: Arc<dyn Store>,
    /// Which rows were found not to be in force, so that the log says it once.
    shadowed: Mutex<BTreeSet<ProviderId>>,
}

impl MergedSettingsSource {
    pub(crate) fn new(configured: Arc<dyn SettingsSource>, store: Arc<dyn Store>) -> Self {
        Self { configured, store, shadowed: Mutex::default() }
    }

    /// The records of the configuration, and the rows that are in force beside them.
    async fn beside(&self, mut records: Vec<ProviderRecord>) -> Result<Vec<ProviderRecord>, SourceError> {
        let rows = self.store.list_providers().await.map_err(|error| SourceError(error.to_string()))?;
        let configured: BTreeSet<_> = records.iter().map(|record| record.id.clone()).collect();
        let (shadowed, in_force): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| configured.contains(&row.id));
        records.extend(in_force.iter().map(StoredProvider::record));
        self.report(shadowed.into_iter().map(|row| row.id).collect());
        Ok(records)
    }

    fn report(&self, shadowed: BTreeSet<ProviderId>) {
        let mut known = self.shadowed.lock().unwrap_or_else(PoisonError::into_inner);
        for provider in shadowed.difference(&known) {
            tracing::warn!(
                %provider,
                "the configuration names this provider, so what administrators have stored under its id is not in force"
            );
        }
        *known = shadowed;
    }
}

#[async_trait]
impl SettingsSource for MergedSettingsSource {
    async fn load(&self) -> Result<Vec<ProviderRecord>, SourceError> {
        self.beside(self.configured.load().await?).await
    }

    async fn load_again(&self, stability: &FileStability) -> Result<Reading, SourceError> {
        let Reading { records, refusal } = self.configured.load_again(stability).await?;
        Ok(Reading { records: self.beside(records).await?, refusal })
    }

    fn watched_paths(&self) -> WatchedPaths {
        self.configured.watched_paths()
    }
}
