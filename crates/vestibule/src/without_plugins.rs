//! In place of native plugins, in a build without them: there are none, and a configuration that names one is refused.

use std::sync::Arc;

use vestibule_config::Config;
use vestibule_core::protocol::ProtocolFacts;
use vestibule_registry::RegistryHandle;

/// A plugin of the configuration. There is none.
#[derive(Debug, Clone)]
pub enum Pin {}

/// What runs plugins. There is none.
#[derive(Debug, Clone)]
pub enum PluginHost {}

/// The plugins that are pinned now.
pub type ReadPins = Arc<dyn Fn() -> Vec<Pin> + Send + Sync>;

/// The protocol of plugins.
pub(crate) fn protocol() -> Option<&'static ProtocolFacts> {
    None
}

/// The pins of a configuration.
pub fn pins(_: &Config) -> Vec<Pin> {
    Vec::new()
}

pub(crate) async fn reload_on_failure(host: PluginHost, _: RegistryHandle) {
    match host {}
}
