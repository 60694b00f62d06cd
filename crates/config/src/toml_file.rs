//! One configuration file: its text, and the position of each key in it.

use std::{
    ops::Range,
    path::{Path, PathBuf},
};

use figment::{
    Metadata, Profile, Provider,
    providers::{Format as _, Toml},
    value::{Dict, Map},
};
use toml_edit::{ImDocument, Item, TableLike};
use vestibule_core::{lines::Lines, origin::FilePlace};

use crate::{error::ConfigError, foreign_format, key_path::KeyPath, read};

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

    /// True when it says nothing at all, not even in a comment.
    pub(crate) fn is_blank(&self) -> bool {
        self.document.raw().trim().is_empty()
    }

    /// The position of a setting's value; for a section, of its name. `None` when it is not in this file.
    pub(crate) fn find_value(&self, path: &KeyPath) -> Option<FilePlace> {
        let (key, item) = self.find(path)?;
        let span = match (path.index(), item) {
            (Some(index), _) => find_in_item(item, index, path.inner()),
            (None, Item::Value(value)) => value.span(),
            (None, _) => key.span(),
        };
        Some(self.place(span.or_else(|| key.span()).or_else(|| item.span())?.start))
    }

    /// The position of the last key of a path. `None` when it is not in this file.
    pub(crate) fn find_key(&self, path: &KeyPath) -> Option<FilePlace> {
        let (key, item) = self.find(path)?;
        let span = match path.inner().split_last() {
            Some((last, outer)) => {
                let table = item_of(item, path.index()?)?;
                descend(table, outer)?.get_key_value(last).and_then(|(key, item)| key.span().or_else(|| item.span()))
            }
            None => key.span().or_else(|| item.span()),
        };
        Some(self.place(span?.start))
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

/// The position of an item of a list, or of the value of one of its keys. A missing key has the position of its item.
fn find_in_item(list: &Item, index: usize, inner: &[String]) -> Option<Range<usize>> {
    let item = match list {
        Item::ArrayOfTables(tables) => tables.get(index)?.span(),
        _ => list.as_array()?.get(index)?.span(),
    };
    let Some((last, outer)) = inner.split_last() else { return item };
    let value = item_of(list, index).and_then(|table| descend(table, outer)).and_then(|table| table.get(last));
    value.and_then(Item::span).or(item)
}

fn item_of(list: &Item, index: usize) -> Option<&dyn TableLike> {
    match list {
        Item::ArrayOfTables(tables) => tables.get(index).map(|table| table as &dyn TableLike),
        _ => list.as_array()?.get(index)?.as_inline_table().map(|table| table as &dyn TableLike),
    }
}

fn descend<'t>(table: &'t dyn TableLike, keys: &[String]) -> Option<&'t dyn TableLike> {
    keys.iter().try_fold(table, |table, key| table.get(key)?.as_table_like())
}

/// The parser's own sentence without the excerpt of the file, which may hold a secret.
fn syntax_error(shown: &Path, text: &str, error: &toml_edit::TomlError) -> ConfigError {
    let lines: Vec<&str> = error.message().lines().filter(|line| !line.is_empty()).collect();
    let reason = if lines.is_empty() { String::new() } else { format!(": {}", lines.join(", ")) };
    let at = error.span().map_or(0, |span| span.start);
    let place = FilePlace::at(shown, text, at);
    if let Some(what) = foreign_format::describe(shown, text) {
        return ConfigError::in_text(place, what);
    }
    let line = text.lines().nth(place.line.saturating_sub(1) as usize).unwrap_or_default();
    let advice =
        if foreign_format::is_unquoted(line) { "write a text in quotes: `key = \"…\"`" } else { "correct it here" };
    ConfigError::in_text(place, format!("this is not TOML{reason}; {advice}"))
}
