//! The native plugins of the configuration as a source of definitions.

use std::{fmt, path::PathBuf, sync::Arc};

use async_trait::async_trait;
use vestibule_config::Config;
use vestibule_core::protocol::ProtocolFacts;
use vestibule_plugin_host::PinOutcome;
use vestibule_registry::{DefinitionSource, DescribedDefinition, DescribedDocument, RegistryHandle};

pub use vestibule_plugin_host::{Pin, PluginHost};

/// The plugins that are pinned now. Called at every reload, after the settings have been read.
pub type ReadPins = Arc<dyn Fn() -> Vec<Pin> + Send + Sync>;

/// The definitions of the pinned plugins.
///
/// ```no_run
/// use std::sync::Arc;
/// use vestibule::parts::{PluginDefinitions, PluginHost, ReadPins};
/// use vestibule_plugin_host::Limits;
/// use vestibule_registry::Definitions;
///
/// # fn add(definitions: Definitions) -> Definitions {
/// let host = PluginHost::new("data/plugins".into(), Limits::default());
/// let none_yet: ReadPins = Arc::new(Vec::new);
/// Definitions { described: Some(Arc::new(PluginDefinitions::new(host, none_yet))), ..definitions }
/// # }
/// ```
pub struct PluginDefinitions {
    host: PluginHost,
    read: ReadPins,
}

impl fmt::Debug for PluginDefinitions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PluginDefinitions").field("host", &self.host).finish_non_exhaustive()
    }
}

impl PluginDefinitions {
    /// The definitions of what `read` pins.
    pub fn new(host: PluginHost, read: ReadPins) -> Self {
        Self { host, read }
    }
}

#[async_trait]
impl DefinitionSource for PluginDefinitions {
    async fn load(&self) -> Vec<DescribedDefinition> {
        let (host, pins) = (self.host.clone(), (self.read)());
        match tokio::task::spawn_blocking(move || host.load(&pins)).await {
            Ok(outcomes) => outcomes.into_iter().flat_map(described).collect(),
            Err(error) => {
                tracing::error!(%error, "plugins failed to load");
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
        Err(error) => vec![one(Err(format!("plugin failed to load: {error}")))],
    }
}

/// The protocol of plugins.
pub(crate) fn protocol() -> Option<&'static ProtocolFacts> {
    Some(&vestibule_plugin_host::PROTOCOL)
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

/// Reloads whenever a plugin fails, so that its providers become unavailable. Ends with the registry.
pub(crate) async fn reload_on_failure(host: PluginHost, registry: RegistryHandle) {
    let mut poisonings = host.poisonings();
    while poisonings.changed().await.is_ok() {
        if registry.reload_touched().await.is_none() {
            return;
        }
    }
}
