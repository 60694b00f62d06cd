//! The layers of the configuration, merged: built-in defaults, files, environment. figment lives here.
//!
//! Each merged value remembers its layer, so that every error can name a line of a file or a variable. Knows nothing of
//! what the values mean.

use std::{collections::BTreeMap, path::Path};

use figment::{
    Figment,
    providers::Serialized,
    value::{Dict, Num, Value as Tagged},
};
use serde_json::Value;
use vestibule_core::origin::Origin;

use crate::{
    environment::EnvironmentLayer, error::ConfigError, file::ConfigFile, key_path::KeyPath, toml_file::TomlFile,
};

/// What TOML's dates look like after figment has read them.
const DATE: &str = "$__toml_private_datetime";

/// All layers and what they say together.
pub(crate) struct Layers {
    files: Vec<TomlFile>,
    environment: EnvironmentLayer,
    figment: Figment,
    merged: Dict,
}

impl Layers {
    /// Merges the layers. `files` are in the order in which they were read: a later one wins.
    pub(crate) fn merge(
        files: Vec<TomlFile>,
        environment: &BTreeMap<String, String>,
        schema: &Value,
    ) -> Result<Self, ConfigError> {
        let defaults = Figment::from(Serialized::defaults(ConfigFile::default()));
        let below = files.iter().fold(defaults, Figment::merge);
        let (spelling, _) = to_json(&Tagged::from(dictionary(&below)?));
        let environment = EnvironmentLayer::parse(environment, schema, &spelling);
        let figment = below.merge(&environment);
        let mut merged = dictionary(&figment)?;
        each_credential(&mut merged, last_reference_wins);
        Ok(Self { files, environment, figment, merged })
    }

    /// The files that say nothing at all.
    pub(crate) fn blank_files(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().filter(|file| file.is_blank()).map(TomlFile::path)
    }

    /// The files, lowest layer first.
    pub(crate) fn files(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().map(TomlFile::path)
    }

    /// The variables that named something.
    pub(crate) fn into_environment(self) -> EnvironmentLayer {
        self.environment
    }

    /// The merged values as JSON, and the paths of those that JSON or our settings do not have: dates and fractions.
    pub(crate) fn instance(&self) -> (Value, Vec<KeyPath>) {
        to_json(&Tagged::from(self.merged.clone()))
    }

    /// Where the value of a setting comes from. Of a table with several layers: the highest.
    pub(crate) fn origin(&self, path: &KeyPath) -> Origin {
        let Some(value) = self.find(path) else { return self.introduction(path) };
        let metadata = self.figment.get_metadata(value.tag());
        let file = metadata.and_then(|metadata| metadata.source.as_ref()?.file_path());
        let file = file.and_then(|path| self.files.iter().find(|file| file.path() == path));
        if let Some(file) = file {
            return file.find_value(path).map_or(Origin::BuiltIn, Origin::Config);
        }
        let variable = self.environment.find_variable(path);
        variable.map_or(Origin::BuiltIn, |variable| Origin::Environment { variable: variable.to_owned() })
    }

    /// Where a table is first named, lowest layer first.
    pub(crate) fn introduction(&self, path: &KeyPath) -> Origin {
        if let Some(place) = self.files.iter().find_map(|file| file.find_value(path)) {
            return Origin::Config(place);
        }
        let variable = self.environment.find_variable(path);
        variable.map_or(Origin::BuiltIn, |variable| Origin::Environment { variable: variable.to_owned() })
    }

    /// Every place at which a key is written: the key itself, not its value.
    pub(crate) fn places_of_key(&self, path: &KeyPath) -> Vec<Origin> {
        let mut places: Vec<_> = self.files.iter().filter_map(|file| file.find_key(path)).map(Origin::Config).collect();
        if places.is_empty() {
            places.push(self.introduction(path));
        }
        places
    }

    fn find(&self, path: &KeyPath) -> Option<&Tagged> {
        let (first, rest) = path.keys().split_first()?;
        let value = rest.iter().try_fold(self.merged.get(first)?, |value, key| value.as_dict()?.get(key))?;
        match path.index() {
            Some(index) => {
                let item = value.as_array()?.get(index)?;
                path.inner().iter().try_fold(item, |value, key| value.as_dict()?.get(key))
            }
            None => Some(value),
        }
    }
}

fn dictionary(figment: &Figment) -> Result<Dict, ConfigError> {
    figment.find_value("").ok().and_then(Tagged::into_dict).ok_or_else(|| {
        // Every file has been parsed before: figment reads them with the same parser.
        ConfigError::everywhere("the files cannot be merged; leave out one after the other to find which")
    })
}

/// `{ env = … }` in one layer and `{ file = … }` in a higher one contradict each other: the higher one wins.
/// A merged table has the tag of the highest layer that wrote it.
fn last_reference_wins(credential: &mut Tagged) {
    let last = credential.tag();
    if let Tagged::Dict(_, reference) = credential {
        reference.retain(|_, value| value.tag() == last);
    }
}

fn each_credential(merged: &mut Dict, change: fn(&mut Tagged)) {
    for (sections, table) in [("providers", "credentials"), ("apps", "settings"), ("webhooks", "")] {
        let Some(Tagged::Dict(_, sections)) = merged.get_mut(sections) else { continue };
        for section in sections.values_mut() {
            let Tagged::Dict(_, section) = section else { continue };
            if let Some(Tagged::Dict(_, values)) = section.get_mut(table) {
                values.values_mut().for_each(change);
            }
            // Secrets of an app or a webhook are in its own section.
            for name in ["client_secret", "former_client_secret", "client_keys", "secret"] {
                section.get_mut(name).into_iter().for_each(change);
            }
        }
    }
}

fn to_json(value: &Tagged) -> (Value, Vec<KeyPath>) {
    let mut unusable = Vec::new();
    let json = convert(value, &KeyPath::default(), &mut unusable);
    (json.unwrap_or_default(), unusable)
}

fn convert(value: &Tagged, path: &KeyPath, unusable: &mut Vec<KeyPath>) -> Option<Value> {
    match value {
        Tagged::Dict(_, values) if !values.contains_key(DATE) => {
            let each = values.iter().filter_map(|(key, value)| {
                convert(value, &path.child(key), unusable).map(|value| (key.clone(), value))
            });
            Some(Value::Object(each.collect()))
        }
        Tagged::Array(_, items) => {
            let each = items.iter().enumerate().map(|(index, item)| convert(item, &path.item(index), unusable));
            // Every item is looked at, and one that is unusable takes the list along.
            let items: Vec<Option<Value>> = each.collect();
            items.into_iter().collect::<Option<Vec<_>>>().map(Value::Array)
        }
        Tagged::Dict(..) | Tagged::Num(_, Num::F32(_) | Num::F64(_)) => {
            unusable.push(path.clone());
            None
        }
        other => other.deserialize().ok(),
    }
}
