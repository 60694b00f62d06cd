//! An app as it is stored or configured, next to what is published of it.

use std::{collections::BTreeMap, sync::Arc};

use vestibule_apps::{App, AppRecord};
use vestibule_core::{
    code::ErrorCode,
    ids::AppId,
    provider::Owner,
    violation::{Violation, Violations},
};
use vestibule_registry::{AppCatalogueEntry, Registry};
use vestibule_store::StoredApp;

use crate::{AppState, api::owned::managed_by_config, http::api_error::ApiError};

/// An app, whoever owns it.
pub(crate) struct LoadedApp {
    pub(crate) record: AppRecord,
    /// The row of one that administrators own.
    pub(crate) row: Option<StoredApp>,
    /// What it is an instance of; `None` when there is no such definition.
    pub(crate) entry: Option<Arc<AppCatalogueEntry>>,
    /// What it is when it is enabled, or what keeps it from that.
    pub(crate) bound: Result<App, Violations>,
}

/// Whether people can sign in to an app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LoadedAppState {
    /// People can sign in to it.
    Ready,
    /// Nobody can; see the faults.
    Faulted,
    /// Disabled by its settings.
    Disabled,
}

impl LoadedApp {
    pub(crate) fn new(record: AppRecord, row: Option<StoredApp>, registry: &Registry) -> Self {
        let bound = registry.apps.preview(&record, &*registry.app_catalogue);
        Self { entry: registry.app_catalogue.find(&record.definition()).cloned(), record, row, bound }
    }

    pub(crate) fn stored(row: StoredApp, registry: &Registry) -> Self {
        Self::new(row.record(), Some(row), registry)
    }

    pub(crate) fn name(&self) -> &str {
        let of_definition = || self.entry.as_ref().map(|entry| entry.definition.name.as_str());
        self.record.settings.display_name.as_deref().or_else(of_definition).unwrap_or(self.record.id.as_str())
    }

    pub(crate) fn client_id(&self) -> &str {
        self.record.settings.client_id.as_deref().unwrap_or(self.record.id.as_str())
    }

    pub(crate) fn state(&self) -> LoadedAppState {
        match (self.record.settings.enabled, &self.bound) {
            (false, _) => LoadedAppState::Disabled,
            (true, Ok(_)) => LoadedAppState::Ready,
            (true, Err(_)) => LoadedAppState::Faulted,
        }
    }

    /// What is wrong with it.
    pub(crate) fn faults(&self) -> impl Iterator<Item = &Violation> {
        self.bound.as_ref().err().into_iter().flat_map(|violations| &violations.0)
    }

    /// Whether it proves itself with a secret.
    pub(crate) fn has_secret(&self) -> bool {
        self.entry.as_ref().is_some_and(|entry| takes_secret(&entry.definition))
    }

    /// The row, or an error with the origin of an app in the configuration.
    pub(crate) fn into_row(self) -> Result<StoredApp, ApiError> {
        self.row.ok_or_else(|| managed_by_config(&self.record.id, self.record.origin("")))
    }
}

/// Whether apps of a definition prove themselves with a secret.
pub(crate) fn takes_secret(definition: &vestibule_apps::AppDefinition) -> bool {
    use vestibule_apps::ClientAuthentication::{ClientSecretBasic, ClientSecretPost};
    matches!(definition.client.authentication, ClientSecretBasic | ClientSecretPost)
}

/// All apps, by id.
pub(crate) async fn load_all(app: &AppState, registry: &Registry) -> Result<Vec<LoadedApp>, ApiError> {
    let configured = registry.apps.records().filter(|record| record.owner == Owner::Config);
    let mut all: BTreeMap<_, _> =
        configured.map(|record| (record.id.clone(), LoadedApp::new(record.clone(), None, registry))).collect();
    for row in app.store.list_apps().await? {
        all.entry(row.id.clone()).or_insert_with(|| LoadedApp::stored(row, registry));
    }
    Ok(all.into_values().collect())
}

/// The app of an id in a path.
pub(crate) async fn load(app: &AppState, registry: &Registry, id: &str) -> Result<LoadedApp, ApiError> {
    if let Some(record) = registry.apps.find_record(id).filter(|record| record.owner == Owner::Config) {
        return Ok(LoadedApp::new(record.clone(), None, registry));
    }
    let id: AppId = id.parse().map_err(|_| absent())?;
    let row = app.store.find_app(&id).await?.ok_or_else(absent)?;
    Ok(LoadedApp::stored(row, registry))
}

pub(crate) fn absent() -> ApiError {
    ApiError::new(ErrorCode::NotFound).detail("There is no app with this id.")
}
