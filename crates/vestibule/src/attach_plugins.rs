//! Native plugins as a part of an application.

use std::sync::Arc;

use vestibule_config::Config;
use vestibule_plugin_host::Limits;

use crate::{
    app_builder::AppBuilder,
    error::StartError,
    plugins::{PluginDefinitions, PluginHost, ReadPins},
};

impl AppBuilder {
    /// Adds the definitions that native plugins describe. `read` is called at every reload.
    #[must_use]
    pub fn with_plugins(mut self, host: PluginHost, read: ReadPins) -> Self {
        self.registry.factories.push(Arc::new(host.factory()));
        self.definitions.providers.described = Some(Arc::new(PluginDefinitions::new(host.clone(), read)));
        Self { plugins: Some(host), ..self }
    }
}

/// Adds the plugins of a configuration.
pub(crate) fn attach(builder: AppBuilder, config: &Config, read: ReadPins) -> Result<AppBuilder, StartError> {
    Ok(builder.with_plugins(PluginHost::new(config.data_dir.join("plugins"), Limits::default()), read))
}
