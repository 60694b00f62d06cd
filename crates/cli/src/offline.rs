//! What a command can find out without a server: the configuration, every definition, and the plugins.

use std::{path::PathBuf, sync::Arc};

use tempfile::TempDir;
use vestibule::parts::{PluginDefinitions, definitions, pins, registry_context};
use vestibule_apps::Apps;
use vestibule_config::{Config, Sources};
use vestibule_core::{access::Providers, origin::Origin, provider::ProviderRecord};
use vestibule_plugin_host::{Limits, PluginHost};
use vestibule_registry::{AppCatalogue, Catalogue, Plan, RegistryContext};
use vestibule_store::{StoredApp, StoredProvider, maintenance};

use crate::{Failure, startup};

/// What is on this machine. Loading it makes no network requests and writes nothing permanent.
pub(crate) struct Offline {
    pub(crate) sources: Sources,
    pub(crate) config: Config,
    pub(crate) registry: RegistryContext,
    pub(crate) catalogue: Arc<Catalogue>,
    /// The definitions of apps.
    pub(crate) app_catalogue: Arc<AppCatalogue>,
    /// Temporary copies of plugins.
    _plugins: TempDir,
}

impl Offline {
    /// Loads it as a server would at its start. An invalid definition is a fault of the catalogue.
    pub(crate) async fn load(config_file: Option<PathBuf>) -> Result<Self, Failure> {
        let sources = startup::sources(config_file)?;
        let config = startup::load(&sources)?;
        say(&sources, &config).await?;
        let (mut registry, mut definitions) = (registry_context(&config)?, definitions(&config));
        let folder = tempfile::tempdir()?;
        let plugins = PluginHost::new(folder.path().join("plugins"), Limits::default());
        registry.factories.push(Arc::new(plugins.factory()));
        let pinned = pins(&config);
        definitions.providers.described =
            Some(Arc::new(PluginDefinitions::new(plugins, Arc::new(move || pinned.clone()))));
        let catalogue = definitions.providers.load(&Arc::default()).await;
        let app_catalogue = definitions.apps.load(&Arc::default()).await;
        Ok(Self { sources, config, registry, catalogue, app_catalogue, _plugins: folder })
    }

    /// What counts of what the providers granted. Not what only an upstream could say, such as another issuer.
    pub(crate) async fn access(&self) -> Result<Providers, Failure> {
        let (known, _) = self.providers().await?;
        let records: Vec<_> = known.into_iter().map(|known| known.record).collect();
        Ok(Plan::make(&records, &self.catalogue, &self.registry).access())
    }

    /// All active providers, and the stored ones that are inactive because the configuration uses their ids.
    pub(crate) async fn providers(&self) -> Result<(Vec<Known>, Vec<StoredProvider>), Failure> {
        let installation = self.config.installation();
        let keys = startup::existing_keys(&installation)?;
        let rows = maintenance::list_providers(&startup::place(&installation), &keys).await?;
        let configured = &self.config.providers;
        let is_configured = |row: &StoredProvider| configured.iter().any(|record| record.id == row.id);
        let (shadowed, in_force): (Vec<_>, Vec<_>) = rows.into_iter().partition(is_configured);
        let configured = configured.iter().map(|record| Known { record: record.clone(), row: None });
        let stored = in_force.into_iter().map(|row| Known { record: row.record(), row: Some(row) });
        Ok((configured.chain(stored).collect(), shadowed))
    }

    /// All apps: those of the configuration, and the stored ones whose ids it does not use.
    pub(crate) async fn apps(&self) -> Result<Apps, Failure> {
        let rows = maintenance::list_apps(&startup::place(&self.config.installation())).await?;
        let configured = &self.config.apps;
        let stored = rows.iter().map(StoredApp::record);
        let in_force = stored.filter(|stored| !configured.iter().any(|record| record.id == stored.id));
        let records: Vec<_> = configured.iter().cloned().chain(in_force).collect();
        Ok(Apps::bind(&records, &*self.app_catalogue))
    }
}

/// Says which installation it is; refused when nothing says that there is one: no file, no variable, no database. A
/// database that cannot be looked at is reported by whatever reads it.
async fn say(sources: &Sources, config: &Config) -> Result<(), Failure> {
    let installation = config.installation();
    let exists = maintenance::exists(&startup::place(&installation)).await.unwrap_or(true);
    let is_set = config.origins.values().any(|origin| matches!(origin, Origin::Environment { .. }));
    if !exists && !is_set && config.files.is_empty() && config.providers.is_empty() {
        return Err(startup::no_installation(sources, &installation));
    }
    startup::say_installation(sources, &installation, exists);
    Ok(())
}

/// A provider as its owner wrote it.
pub(crate) struct Known {
    pub(crate) record: ProviderRecord,
    /// The row that it was read from, for one that administrators own.
    pub(crate) row: Option<StoredProvider>,
}
