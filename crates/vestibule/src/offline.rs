//! What a command can find out without a server: the configuration, every definition, and the plugins.

use std::{path::PathBuf, sync::Arc};

use tempfile::TempDir;
use vestibule::{PluginDefinitions, definitions, pins, registry_context};
use vestibule_config::{Config, Sources};
use vestibule_core::{access::Providers, provider::ProviderRecord};
use vestibule_plugin_host::{Limits, PluginHost};
use vestibule_registry::{Catalogue, Plan, RegistryContext};
use vestibule_store::{StoredProvider, maintenance};

use crate::{Failure, startup};

/// What is on this machine. Loading it makes no network requests and writes nothing permanent.
pub(crate) struct Offline {
    pub(crate) sources: Sources,
    pub(crate) config: Config,
    pub(crate) registry: RegistryContext,
    pub(crate) catalogue: Arc<Catalogue>,
    /// Temporary copies of plugins.
    _plugins: TempDir,
}

impl Offline {
    /// Loads it as a server would at its start. An invalid definition is a fault of the catalogue.
    pub(crate) async fn load(config_file: Option<PathBuf>) -> Result<Self, Failure> {
        let sources = startup::sources(config_file)?;
        let config = startup::load(&sources)?;
        let (mut registry, mut definitions) = (registry_context(&config)?, definitions(&config));
        let folder = tempfile::tempdir()?;
        let plugins = PluginHost::new(folder.path().join("plugins"), Limits::default());
        registry.factories.push(Arc::new(plugins.factory()));
        let pinned = pins(&config);
        definitions.described = Some(Arc::new(PluginDefinitions::new(plugins, Arc::new(move || pinned.clone()))));
        let catalogue = definitions.load(&Arc::default()).await;
        Ok(Self { sources, config, registry, catalogue, _plugins: folder })
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
}

/// A provider as its owner wrote it.
pub(crate) struct Known {
    pub(crate) record: ProviderRecord,
    /// The row that it was read from, for one that administrators own.
    pub(crate) row: Option<StoredProvider>,
}
