//! One configuration file: its text, and where each key stands in it.

use std::path::{Path, PathBuf};

use figment::{
    Metadata, Profile, Provider,
    providers::{Format as _, Toml},
    value::{Dict, Map},
};
use toml_edit::{ImDocument, Item};
use vestibule_core::{lines::Lines, origin::FilePlace};

use crate::{error::ConfigError, key_path::KeyPath, read};

/// A configuration file that is TOML.
pub(crate) struct TomlFile {
    path: PathBuf,
    shown: PathBuf,
    document: ImDocument<String>,
    lines: Lines,
}

impl TomlFile {
    /// Loads the file at `path`, which the operator knows as `shown`.
    pub(crate) fn load(path: PathBuf, shown: PathBuf) -> Result<Self, ConfigError> {
        let bytes = read::load(&path, read::CONFIG_LIMIT).map_err(|error| {
            ConfigError::in_file(&shown, format!("the file {error}; correct the path or the file, and start again"))
        })?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let place = FilePlace::at(&shown, &String::from_utf8_lossy(valid), valid.len());
            ConfigError::in_text(place, "the file is not UTF-8 text; save it in that encoding")
        })?;
        let document = ImDocument::parse(text.clone()).map_err(|error| syntax_error(&shown, &text, &error))?;
        Ok(Self { path, shown, document, lines: Lines::of(&text) })
    }

    /// Where the file is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Where the value of a setting stands; for a section, where its name stands. `None` when it is not in this file.
    pub(crate) fn find_value(&self, path: &KeyPath) -> Option<FilePlace> {
        let (key, item) = self.find(path)?;
        let span = match (path.index(), item) {
            (Some(index), _) => item.as_array().and_then(|list| list.get(index)).and_then(|value| value.span()),
            (None, Item::Value(value)) => value.span(),
            (None, _) => key.span(),
        };
        Some(self.place(span.or_else(|| key.span()).or_else(|| item.span())?.start))
    }

    /// Where the last key of a path stands. `None` when it is not in this file.
    pub(crate) fn find_key(&self, path: &KeyPath) -> Option<FilePlace> {
        let (key, item) = self.find(path)?;
        Some(self.place(key.span().or_else(|| item.span())?.start))
    }

    fn find(&self, path: &KeyPath) -> Option<(&toml_edit::Key, &Item)> {
        let mut found: Option<(&toml_edit::Key, &Item)> = None;
        for key in path.keys() {
            let here = found.map_or(self.document.as_item(), |(_, item)| item);
            found = Some(here.as_table_like()?.get_key_value(key)?);
        }
        found
    }

    fn place(&self, at: usize) -> FilePlace {
        self.lines.place(&self.shown, self.document.raw(), at)
    }
}

impl Provider for TomlFile {
    fn metadata(&self) -> Metadata {
        Metadata::from("configuration file", self.path())
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        Toml::string(self.document.raw()).data()
    }
}

/// The parser's own sentence without the excerpt of the file, which may hold a secret.
fn syntax_error(shown: &Path, text: &str, error: &toml_edit::TomlError) -> ConfigError {
    let lines: Vec<&str> = error.message().lines().filter(|line| !line.is_empty()).collect();
    let reason = if lines.is_empty() { String::new() } else { format!(": {}", lines.join(", ")) };
    let at = error.span().map_or(0, |span| span.start);
    ConfigError::in_text(FilePlace::at(shown, text, at), format!("this is not TOML{reason}; correct it here"))
}
