//! The providers of the configuration, merged with those that administrators keep in the database.
//!
//! If the configuration cannot be reloaded, its source returns the last valid records, merged with what is stored now.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use vestibule_apps::AppRecord;
use vestibule_core::{forward_auth::Rule, ids::ProviderId, provider::ProviderRecord};
use vestibule_registry::{FileStability, Reading, SettingsSource, SourceError, WatchedPaths};
use vestibule_store::{Store, StoredApp, StoredProvider};

/// Settings of all providers. The configuration wins: a stored provider with the same id is kept, but inactive.
pub(crate) struct MergedSettingsSource {
    configured: Arc<dyn SettingsSource>,
    store: Arc<dyn Store>,
    /// The stored providers that are known to be inactive, so that each is logged once.
    shadowed: Mutex<BTreeSet<ProviderId>>,
    /// The stored apps, as they were read last.
    apps: Mutex<Vec<AppRecord>>,
}

impl MergedSettingsSource {
    pub(crate) fn new(configured: Arc<dyn SettingsSource>, store: Arc<dyn Store>) -> Self {
        Self { configured, store, shadowed: Mutex::default(), apps: Mutex::default() }
    }

    /// Adds the stored providers that the configuration does not override.
    async fn merge(&self, mut records: Vec<ProviderRecord>) -> Result<Vec<ProviderRecord>, SourceError> {
        self.read_apps().await?;
        let rows = self.store.list_providers().await.map_err(|error| SourceError(error.to_string()))?;
        let configured: BTreeSet<_> = records.iter().map(|record| record.id.clone()).collect();
        let (shadowed, in_force): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| configured.contains(&row.id));
        records.extend(in_force.iter().map(StoredProvider::record));
        self.report(shadowed.into_iter().map(|row| row.id).collect());
        Ok(records)
    }

    async fn read_apps(&self) -> Result<(), SourceError> {
        let rows = self.store.list_apps().await.map_err(|error| SourceError(error.to_string()))?;
        *self.apps.lock().unwrap_or_else(PoisonError::into_inner) = rows.iter().map(StoredApp::record).collect();
        Ok(())
    }

    fn report(&self, shadowed: BTreeSet<ProviderId>) {
        let mut known = self.shadowed.lock().unwrap_or_else(PoisonError::into_inner);
        for provider in shadowed.difference(&known) {
            tracing::warn!(
                %provider,
                "provider is defined in the configuration; the stored provider with the same id is inactive"
            );
        }
        *known = shadowed;
    }
}

/// The configuration wins here, too. A stored app with the same id is kept, and not used.
fn merge_apps(mut configured: Vec<AppRecord>, stored: &[AppRecord]) -> Vec<AppRecord> {
    let is_free = |app: &&AppRecord| !configured.iter().any(|other| other.id == app.id);
    let free: Vec<_> = stored.iter().filter(is_free).cloned().collect();
    configured.extend(free);
    configured
}

#[async_trait]
impl SettingsSource for MergedSettingsSource {
    async fn load(&self) -> Result<Vec<ProviderRecord>, SourceError> {
        self.merge(self.configured.load().await?).await
    }

    async fn load_again(&self, stability: &FileStability) -> Result<Reading, SourceError> {
        let Reading { records, refusal } = self.configured.load_again(stability).await?;
        Ok(Reading { records: self.merge(records).await?, refusal })
    }

    fn apps(&self) -> Vec<AppRecord> {
        merge_apps(self.configured.apps(), &self.apps.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn forward_auth_rules(&self) -> Vec<Rule> {
        self.configured.forward_auth_rules()
    }

    fn watched_paths(&self) -> WatchedPaths {
        self.configured.watched_paths()
    }
}
