//! What all sections bind their values with: the layers, the environment, and the errors so far.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    time::Duration,
};

use vestibule_core::origin::Origin;

use crate::{
    error::{ConfigError, ConfigErrors},
    key_path::KeyPath,
    layers::Layers,
    period::Period,
};

/// Reads the values of one configuration and collects what is wrong with them.
pub(crate) struct Binder<'a> {
    pub(crate) layers: &'a Layers,
    pub(crate) environment: &'a BTreeMap<String, String>,
    /// Where relative paths of settings start.
    pub(crate) base_dir: PathBuf,
    /// Where relative paths of variables that are no settings start.
    pub(crate) working_dir: PathBuf,
    pub(crate) errors: ConfigErrors,
    /// The variables that credentials refer to.
    pub(crate) referred: BTreeSet<String>,
    /// The files that credentials refer to.
    pub(crate) named_files: BTreeSet<PathBuf>,
    /// The configuration files in which a secret is written.
    pub(crate) secret_files: BTreeSet<PathBuf>,
}

impl Binder<'_> {
    /// Reports what is wrong with a setting. `detail` is the rest of a sentence that begins with its name.
    pub(crate) fn refuse(&mut self, path: &KeyPath, detail: impl std::fmt::Display) {
        self.errors.push(ConfigError::in_setting(path, self.layers.origin(path), detail));
    }

    pub(crate) fn variable(&self, name: &str) -> Option<&str> {
        self.environment.get(name).map(String::as_str)
    }

    /// Notes that a secret is written in that file.
    pub(crate) fn note_secret(&mut self, origin: &Origin) {
        if let Origin::Config(place) = origin {
            self.secret_files.insert(self.working_dir.join(&place.path));
        }
    }

    pub(crate) fn one<T>(&mut self, key: &str, parsed: Result<T, String>) -> Option<T> {
        parsed.map_err(|detail| self.refuse(&KeyPath::new(key.split('.')), detail)).ok()
    }

    pub(crate) fn list<T>(&mut self, key: &str, texts: &[String], parse: fn(&str) -> Result<T, String>) -> Vec<T> {
        let path = KeyPath::new(key.split('.'));
        let mut parsed = Vec::new();
        for (index, text) in texts.iter().enumerate() {
            match parse(text) {
                Ok(value) => parsed.push(value),
                Err(detail) => self.refuse(&path.item(index), detail),
            }
        }
        parsed
    }

    pub(crate) fn period(&mut self, key: &str, text: &str) -> Option<Duration> {
        let parsed = text.parse::<Period>().map_err(|error| error.to_string());
        self.one(key, parsed).map(Period::as_duration)
    }
}
