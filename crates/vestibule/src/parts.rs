//! What the program is assembled from.
//!
//! For programs that need to replace a part: a clock, a store, where provider settings come from. [`AppBuilder`] joins them.
//! These names may change with any version.

#[cfg(feature = "metrics")]
pub use crate::metric_list::{METRICS, Metric, MetricKind, MetricsError, install_metrics};
#[cfg(feature = "native-plugins")]
pub use crate::plugins::PluginDefinitions;
pub use crate::{
    app_builder::{
        AppBuilder, SetupError, Storage, catalogue_file, definitions, http_factory, official_catalogue, protocols,
        registry_context,
    },
    application::{Application, BuildError},
    config_source::ConfigSource,
    connections::{ConnectionLimits, serve},
    installation::{InstallationError, any_keys, keys as installation_keys, place},
    keys::{KeyFileError, load_keys, mode_for_others, replace_keys},
    node::{identity, name as node_name, settings_digests},
    plugins::{Pin, PluginHost, ReadPins, pins},
    signed_catalogue::{catalogue_key, catalogue_signing_key, read_bounded, read_catalogue, sign_catalogue},
};
pub use vestibule_protocol::http::read_authorities;
