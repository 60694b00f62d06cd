//! Native plugins of the configuration, as definitions that the registry can ask for at every reload.

use std::{
    fmt,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use vestibule_config::{Config, Sources};
use vestibule_plugin_host::{Pin, PinOutcome, PluginHost};
use vestibule_registry::{DefinitionSource, DescribedDefinition, DescribedDocument, RegistryHandle};

/// Reads the pinned plugins; `None` while that is not possible, for instance because of a mistake in the configuration.
/// May block.
pub type ReadPins = Arc<dyn Fn() -> Option<Vec<Pin>> + Send + Sync>;

/// The definitions of the pinned plugins. While the pins cannot be read, those that were read last are in force.
pub struct PluginDefinitions {
    host: PluginHost,
    read: ReadPins,
    last: Arc<Mutex<Vec<Pin>>>,
}

impl fmt::Debug for PluginDefinitions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PluginDefinitions").field("host", &self.host).finish_non_exhaustive()
    }
}

impl PluginDefinitions {
    /// The definitions of what `read` pins.
    pub fn new(host: PluginHost, read: ReadPins) -> Self {
        Self { host, read, last: Arc::default() }
    }
}

#[async_trait]
impl DefinitionSource for PluginDefinitions {
    async fn load(&self) -> Vec<DescribedDefinition> {
        let (host, read, last) = (self.host.clone(), self.read.clone(), self.last.clone());
        let load = move || {
            let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(pins) = read() {
                *last = pins;
            }
            host.load(&last)
        };
        match tokio::task::spawn_blocking(load).await {
            Ok(outcomes) => outcomes.into_iter().flat_map(described).collect(),
            Err(error) => {
                tracing::error!(%error, "the plugins could not be loaded");
                Vec::new()
            }
        }
    }
}

fn described(outcome: PinOutcome) -> Vec<DescribedDefinition> {
    let PinOutcome { pin, outcome } = outcome;
    let place = PathBuf::from(format!("plugins.{}", pin.name));
    let one = |outcome| DescribedDefinition { place: place.clone(), origin: pin.origin.clone(), outcome };
    match outcome {
        Ok(all) => {
            let document = |one: &vestibule_plugin_host::Described| DescribedDocument {
                text: one.text().to_owned(),
                digest: one.digest(),
            };
            all.iter().map(|described| one(Ok(document(described)))).collect()
        }
        Err(error) => vec![one(Err(format!("the plugin is not in service: {error}")))],
    }
}

/// The pins of a configuration.
pub fn pins(config: &Config) -> Vec<Pin> {
    let pin = |plugin: &vestibule_config::config::Plugin| Pin {
        name: plugin.name.clone(),
        path: plugin.path.clone(),
        sha256: plugin.sha256,
        origin: plugin.origin.clone(),
    };
    config.plugins.iter().map(pin).collect()
}

/// Reads the pins of the configuration again each time.
pub fn read_pins(sources: Sources) -> ReadPins {
    Arc::new(move || vestibule_config::load(&sources).ok().map(|config| pins(&config)))
}

/// Asks for a reload whenever a plugin goes out of service, so that its providers say so. Ends with the house.
pub(crate) async fn follow(host: PluginHost, registry: RegistryHandle) {
    let mut poisonings = host.poisonings();
    while poisonings.changed().await.is_ok() {
        if registry.reload_touched().await.is_none() {
            return;
        }
    }
}
