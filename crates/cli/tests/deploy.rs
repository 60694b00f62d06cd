//! The files of `deploy/` fit the program: metrics that exist, settings that are read, paths that are there.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

#[path = "deploy/book.rs"]
mod book;
#[path = "deploy/chart.rs"]
mod chart;
#[path = "deploy/metrics.rs"]
mod metrics;
#[path = "deploy/packages.rs"]
mod packages;

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;
use vestibule_config::{Config, Sources};

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path)
        .canonicalize()
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn text(path: &str) -> String {
    fs::read_to_string(repository(path)).unwrap()
}

fn yaml(path: &str) -> Value {
    serde_saphyr::from_str(&text(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What a server reads that has these variables and no file.
fn configured(environment: Vec<(String, String)>) -> Config {
    let folder = tempfile::tempdir().unwrap();
    let sources = Sources { config_file: None, environment, working_dir: folder.path().to_owned() };
    vestibule_config::load(&sources).unwrap_or_else(|errors| panic!("{errors}"))
}
