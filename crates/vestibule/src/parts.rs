//! What the program is assembled from.
//!
//! For programs that need to replace a part: a clock, a store, where provider settings come from. [`AppBuilder`] joins them.
//! These names may change with any version.

pub use crate::{
    app_builder::{
        AppBuilder, SetupError, Storage, catalogue_file, definitions, http_factory, official_catalogue, protocols,
        registry_context,
    },
    application::{Application, BuildError},
    config_source::ConfigSource,
    connections::{ConnectionLimits, serve},
    keys::{KeyFileError, load_keys, mode_for_others, replace_keys},
    metric_list::{METRICS, Metric, MetricKind, MetricsError, install_metrics},
    node::{identity, name as node_name, settings_digests},
    plugins::{PluginDefinitions, ReadPins, pins},
    signed_catalogue::{catalogue_key, catalogue_signing_key, read_bounded, read_catalogue, sign_catalogue},
};
