//! Loading providers of either owner.

use std::{collections::BTreeMap, sync::Arc};

use vestibule_core::{
    code::ErrorCode, ids::ProviderId, natural_order::natural_key, provider::Owner, provider::ProviderRecord,
};
use vestibule_registry::{CatalogueEntry, Effective, Provenance, Registry, Slot};
use vestibule_store::StoredProvider;

use crate::{AppState, api::owned::managed_by_config, http::api_error::ApiError};

/// A provider, with its published state.
pub(crate) struct LoadedProvider {
    pub(crate) record: Arc<ProviderRecord>,
    /// The stored row, if it is managed by administrators.
    pub(crate) row: Option<StoredProvider>,
    /// The published state; `None` for a row that is not published yet.
    pub(crate) slot: Option<Arc<Slot>>,
    pub(crate) definition: Option<Arc<CatalogueEntry>>,
}

impl LoadedProvider {
    /// What the configuration says now with the published state, which may be that of an older version: as with a row, what
    /// is shown, checked and tried is what a restart would serve.
    fn configured(slot: &Arc<Slot>, registry: &Registry) -> Self {
        let record = slot.written().clone();
        let definition = registry.catalogue.find(&record.definition()).cloned();
        Self { record, row: None, slot: Some(slot.clone()), definition }
    }

    /// A row with its published state.
    pub(crate) fn stored(row: StoredProvider, registry: &Registry) -> Self {
        Self {
            record: Arc::new(row.record()),
            slot: registry.slots.get(&row.id).filter(|slot| !is_of_config(slot)).cloned(),
            definition: registry.catalogue.find(&row.definition).cloned(),
            row: Some(row),
        }
    }

    /// Its effective values with their origins.
    pub(crate) fn provenance(&self) -> Provenance<'_> {
        let ready = self.slot.as_ref().and_then(|slot| slot.ready());
        let driver = ready.map(|ready| &*ready.driver);
        Provenance { record: &self.record, entry: self.definition.as_deref(), driver }
    }

    /// Its credentials, with secrets masked.
    pub(crate) fn credentials(&self) -> BTreeMap<String, Effective> {
        let is_stored = |name: &str| self.row.as_ref().is_some_and(|row| row.secrets.contains_key(name));
        self.provenance().credentials(is_stored)
    }

    /// The display name.
    pub(crate) fn name(&self) -> &str {
        let of_definition = || self.definition.as_ref().map(|entry| entry.definition.name.as_str());
        self.record.settings.display_name.as_deref().or_else(of_definition).unwrap_or(self.record.id.as_str())
    }

    /// Its position on the sign-in page, as in [`Slot::position`].
    fn position(&self) -> (i64, String, ProviderId) {
        let order = self.record.settings.sort_order.unwrap_or(i64::MAX);
        (order, natural_key(self.name()), self.record.id.clone())
    }

    /// The row, or an error with the origin of a provider in the configuration.
    pub(crate) fn into_row(self) -> Result<StoredProvider, ApiError> {
        self.row.ok_or_else(|| managed_by_config(&self.record.id, self.record.origin("")))
    }
}

/// Whether the provider is in the configuration.
pub(crate) fn is_configured(registry: &Registry, id: &ProviderId) -> bool {
    registry.slots.get(id).is_some_and(is_of_config)
}

/// Whether the configuration owns it now: what still serves may be of the other owner.
fn is_of_config(slot: &Arc<Slot>) -> bool {
    slot.written().owner == Owner::Config
}

/// All providers, in the order of the sign-in page.
pub(crate) async fn load_all(app: &AppState, registry: &Registry) -> Result<Vec<LoadedProvider>, ApiError> {
    let configured = registry.slots.values().filter(|slot| is_of_config(slot));
    let configured = configured.map(|slot| LoadedProvider::configured(slot, registry));
    let mut all: BTreeMap<_, _> = configured.map(|loaded| (loaded.record.id.clone(), loaded)).collect();
    for row in app.store.list_providers().await? {
        all.entry(row.id.clone()).or_insert_with(|| LoadedProvider::stored(row, registry));
    }
    let mut all: Vec<LoadedProvider> = all.into_values().collect();
    all.sort_by_cached_key(LoadedProvider::position);
    Ok(all)
}

/// The provider of an id in a path.
pub(crate) async fn load(app: &AppState, registry: &Registry, id: &str) -> Result<LoadedProvider, ApiError> {
    let absent = || ApiError::new(ErrorCode::NotFound).detail("There is no provider with this id.");
    let id: ProviderId = id.parse().map_err(|_| absent())?;
    if let Some(slot) = registry.slots.get(&id).filter(|slot| is_of_config(slot)) {
        return Ok(LoadedProvider::configured(slot, registry));
    }
    let row = app.store.find_provider(&id).await?.ok_or_else(absent)?;
    Ok(LoadedProvider::stored(row, registry))
}
