//! Vestibule as a library: from settings and keys to a router that serves.
//!
//! An application that wants single sign-on inside its own process makes an [`AppBuilder`] and calls
//! [`AppBuilder::build`], as the program of the same name does. This is the only crate that depends on all the others.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod app_builder;
mod application;
mod config_source;
mod connections;
mod keys;
mod merged_settings;
mod metric_list;
mod node;
mod plugins;
mod signed_catalogue;

pub use app_builder::{
    AppBuilder, SetupError, Storage, catalogue_file, definitions, http_factory, official_catalogue, protocols,
    registry_context,
};
pub use application::{Application, BuildError};
pub use config_source::ConfigSource;
pub use connections::{ConnectionLimits, serve};
pub use keys::{KeyFileError, load_keys, mode_for_others, replace_keys};
pub use metric_list::{METRICS, Metric, MetricKind, MetricsError, install_metrics};
pub use node::{identity, name as node_name, settings_digests};
pub use plugins::{PluginDefinitions, ReadPins, pins};
pub use signed_catalogue::{catalogue_key, catalogue_signing_key, read_bounded, read_catalogue, sign_catalogue};
