//! `[plugins]`, as it is written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Native plugins: libraries that teach Vestibule an upstream which no definition can describe. A plugin runs inside the
/// server and can do whatever the server can: list only what you trust as much.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub(crate) struct PluginsSection {
    /// Whether the plugins that are listed here are loaded.
    pub(crate) enabled: bool,
    /// The plugins, each under a name of your choice: `[plugins.steam]`.
    #[serde(flatten)]
    pub(crate) files: BTreeMap<String, PluginSection>,
}

/// One native plugin. Written in a configuration file, never in a variable.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct PluginSection {
    /// The library. Nobody but its owner may be able to write to it.
    #[schemars(length(min = 1), extend("examples" = ["plugins/libvestibule_plugin_steam.so"]))]
    pub(crate) path: Option<String>,
    /// SHA-256 of the library, 64 hexadecimal digits, as `vestibule plugin inspect FILE` prints it. No other file is
    /// loaded. It covers this file alone: the libraries that it is linked to come from the system, as for any program.
    #[schemars(length(min = 1))]
    pub(crate) sha256: Option<String>,
}
