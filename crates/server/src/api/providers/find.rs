//! Finding providers, whoever owns them.

use std::{collections::BTreeMap, sync::Arc};

use vestibule_core::{code::ErrorCode, ids::ProviderId, provider::Owner, provider::ProviderRecord};
use vestibule_registry::{CatalogueEntry, Effective, Provenance, Registry, Slot};
use vestibule_store::StoredProvider;

use crate::{AppState, http::api_error::ApiError};

/// A provider, with what is in service of it.
pub(crate) struct Found {
    /// What its owner wrote.
    pub(crate) record: Arc<ProviderRecord>,
    /// The row that it was read from, for one that administrators own.
    pub(crate) row: Option<StoredProvider>,
    /// What is published; `None` for a row that no reload has seen yet.
    pub(crate) slot: Option<Arc<Slot>>,
    /// What it is an instance of.
    pub(crate) definition: Option<Arc<CatalogueEntry>>,
}

impl Found {
    fn configured(slot: &Arc<Slot>) -> Self {
        Self { record: slot.record.clone(), row: None, slot: Some(slot.clone()), definition: slot.definition.clone() }
    }

    /// A row beside what is published.
    pub(crate) fn stored(row: StoredProvider, registry: &Registry) -> Self {
        Self {
            record: Arc::new(row.record()),
            slot: registry.slots.get(&row.id).filter(|slot| slot.owner == Owner::Admin).cloned(),
            definition: registry.catalogue.find(&row.definition).cloned(),
            row: Some(row),
        }
    }

    /// Where each of its values comes from.
    pub(crate) fn provenance(&self) -> Provenance<'_> {
        let ready = self.slot.as_ref().and_then(|slot| slot.ready());
        let driver = ready.map(|ready| &*ready.driver);
        Provenance { record: &self.record, entry: self.definition.as_deref(), driver }
    }

    /// Its credentials as they may be shown.
    pub(crate) fn credentials(&self) -> BTreeMap<String, Effective> {
        let is_stored = |name: &str| self.row.as_ref().is_some_and(|row| row.secrets.contains_key(name));
        self.provenance().credentials(is_stored)
    }

    /// The name on its button.
    pub(crate) fn name(&self) -> &str {
        let of_definition = || self.definition.as_ref().map(|entry| entry.definition.name.as_str());
        self.record.settings.display_name.as_deref().or_else(of_definition).unwrap_or(self.record.id.as_str())
    }

    /// Where its button stands, as [`Slot::position`] says.
    fn position(&self) -> (i64, String, ProviderId) {
        let order = self.record.settings.sort_order.unwrap_or(i64::MAX);
        (order, self.name().to_lowercase(), self.record.id.clone())
    }

    /// The row, or the refusal for a provider of the configuration, which names the place.
    pub(crate) fn into_row(self) -> Result<StoredProvider, ApiError> {
        self.row.ok_or_else(|| {
            let place = self.record.origin("").map(|origin| format!(" ({origin})")).unwrap_or_default();
            ApiError::new(ErrorCode::ManagedByConfig)
                .detail(format!("`{}` is in the configuration{place}; change it there.", self.record.id))
        })
    }
}

/// True for a provider that the configuration names.
pub(crate) fn is_configured(registry: &Registry, id: &ProviderId) -> bool {
    registry.slots.get(id).is_some_and(|slot| slot.owner == Owner::Config)
}

/// All providers, in the order of their buttons.
pub(crate) async fn load_all(app: &AppState, registry: &Registry) -> Result<Vec<Found>, ApiError> {
    let configured = registry.slots.values().filter(|slot| slot.owner == Owner::Config).map(Found::configured);
    let mut all: BTreeMap<_, _> = configured.map(|found| (found.record.id.clone(), found)).collect();
    for row in app.store.list_providers().await? {
        all.entry(row.id.clone()).or_insert_with(|| Found::stored(row, registry));
    }
    let mut all: Vec<Found> = all.into_values().collect();
    all.sort_by_cached_key(Found::position);
    Ok(all)
}

/// The provider of an id in a path.
pub(crate) async fn get(app: &AppState, registry: &Registry, id: &str) -> Result<Found, ApiError> {
    let absent = || ApiError::new(ErrorCode::NotFound).detail("There is no provider of this id.");
    let id: ProviderId = id.parse().map_err(|_| absent())?;
    if let Some(slot) = registry.slots.get(&id).filter(|slot| slot.owner == Owner::Config) {
        return Ok(Found::configured(slot));
    }
    let row = app.store.find_provider(&id).await?.ok_or_else(absent)?;
    Ok(Found::stored(row, registry))
}
