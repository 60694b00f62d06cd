//! Vestibule as a library: from settings and keys to a router that serves.
//!
//! This is the only crate that depends on all the others. [`parts`] has what the program of the same name is assembled from.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod app_builder;
mod application;
mod config_source;
mod connections;
mod keys;
mod merged_settings;
mod metric_list;
mod node;
pub mod parts;
mod plugins;
mod signed_catalogue;
