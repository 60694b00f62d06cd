//! Environment variables as the highest layer of the configuration.
//!
//! Names are mapped to settings, and values are typed, by the JSON Schema of the configuration. figment's own provider
//! guesses types from the text, which turns the secret `007` into the number 7.

use std::collections::{BTreeMap, BTreeSet};

use figment::{
    Metadata, Profile, Provider,
    providers::Serialized,
    value::{Dict, Map},
};
use serde_json::Value;
use vestibule_core::{credentials::COMMON_NAMES, schema_error::SchemaNode, suggestion::closest_match};

use crate::{
    error::ConfigError,
    key_path::KeyPath,
    synonyms::{self, Meant},
    variable_name::{LEVEL, PREFIX},
};

/// Names the configuration file.
pub(crate) const CONFIG: &str = "VESTIBULE_CONFIG";
/// Contains the keys that encrypt stored secrets.
pub(crate) const SECRET_KEY: &str = "VESTIBULE_SECRET_KEY";
/// Names the file that holds them.
pub(crate) const SECRET_KEY_FILE: &str = "VESTIBULE_SECRET_KEY_FILE";
/// Holds the filter for the log.
pub(crate) const LOG: &str = "VESTIBULE_LOG";

/// The variables of ours that are no settings.
const RESERVED: [&str; 4] = [CONFIG, SECRET_KEY, SECRET_KEY_FILE, LOG];

/// The settings that come from variables.
#[derive(Default)]
pub(crate) struct EnvironmentLayer {
    values: serde_json::Map<String, Value>,
    variables: BTreeMap<KeyPath, String>,
    unknown: Vec<Unknown>,
    errors: Vec<ConfigError>,
}

/// A variable that has our prefix and names nothing.
struct Unknown {
    variable: String,
    advice: String,
}

impl EnvironmentLayer {
    /// Reads `environment` by `schema`. `below` is what the lower layers say: it decides how the keys of maps are spelt.
    pub(crate) fn parse(environment: &BTreeMap<String, String>, schema: &Value, below: &Value) -> Self {
        let mut layer = Self::default();
        for (variable, text) in environment {
            if let Some(advice) = is_nearly_ours(variable, schema) {
                layer.unknown.push(Unknown { variable: variable.clone(), advice });
            }
            let ours = variable.strip_prefix(PREFIX).filter(|_| !RESERVED.contains(&variable.as_str()));
            let Some(name) = ours.filter(|name| !is_service_link(name, text)) else { continue };
            match find_setting(name, schema, below) {
                Ok((path, shape)) => layer.insert(variable, path, &shape, text),
                Err(advice) => layer.unknown.push(Unknown { variable: variable.clone(), advice }),
            }
        }
        layer
    }

    /// The variable that set `path` or the list that it is an item of; else the first one that set something below it.
    pub(crate) fn find_variable(&self, path: &KeyPath) -> Option<&str> {
        let list = KeyPath::new(path.keys().iter().map(String::as_str));
        let exact = self.variables.get(&list);
        exact
            .or_else(|| self.variables.iter().find(|(set, _)| set.is_within(&list)).map(|(_, v)| v))
            .map(String::as_str)
    }

    /// What is wrong with the names of variables. A variable that a credential refers to may have any name.
    pub(crate) fn into_errors(self, referred: &BTreeSet<String>) -> Vec<ConfigError> {
        let unreferenced = self.unknown.into_iter().filter(|unknown| !referred.contains(&unknown.variable));
        let unknown = unreferenced.map(|unknown| ConfigError::in_variable(&unknown.variable, unknown.advice));
        self.errors.into_iter().chain(unknown).collect()
    }

    fn insert(&mut self, variable: &str, path: KeyPath, shape: &SchemaNode<'_>, text: &str) {
        // Names are in order: what sets a whole comes before what sets a part of it.
        let overlapping = self.variables.iter().find(|(set, _)| path.is_within(set));
        if let Some((_, other)) = overlapping {
            let detail = format!("sets the same as {other}; keep one of the two");
            return self.errors.push(ConfigError::in_variable(variable, detail));
        }
        let Some(value) = typed(shape, text) else {
            let detail = format!("names a section; add a key of it, such as {variable}{LEVEL}{}", example_key(shape));
            return self.errors.push(ConfigError::in_variable(variable, detail));
        };
        put(&mut self.values, path.keys(), value);
        self.variables.insert(path, variable.to_owned());
    }
}

impl Provider for EnvironmentLayer {
    fn metadata(&self) -> Metadata {
        Metadata::named("environment variables")
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        Serialized::defaults(&self.values).data()
    }
}

/// Kubernetes and container links describe a neighbour called `vestibule` in variables that look like ours
/// (<https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables>). They are not settings.
fn is_service_link(name: &str, text: &str) -> bool {
    if name.contains(LEVEL) {
        return false;
    }
    let is_port = |rest: &str| {
        let mut parts = rest.splitn(3, '_');
        let number = parts.next().is_some_and(|port| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()));
        let protocol = parts.next().is_some_and(|protocol| ["TCP", "UDP", "SCTP"].contains(&protocol));
        number && protocol && parts.next().is_none_or(|what| ["ADDR", "PORT", "PROTO"].contains(&what))
    };
    let ends = |ending: &str| name == &ending[1..] || name.ends_with(ending);
    let address = ["tcp://", "udp://", "sctp://"].iter().any(|scheme| text.starts_with(scheme));
    ends("_SERVICE_HOST")
        || ends("_SERVICE_PORT")
        || name.contains("SERVICE_PORT_")
        || (ends("_PORT") && address)
        || name.match_indices("PORT_").any(|(at, marker)| is_port(&name[at + marker.len()..]))
}

/// The setting that a variable names, or what to write instead.
fn find_setting<'s>(name: &str, schema: &'s Value, below: &Value) -> Result<(KeyPath, SchemaNode<'s>), String> {
    let segments: Vec<&str> = name.split(LEVEL).collect();
    let mut shape = SchemaNode::root(schema);
    let mut below = Some(below);
    let mut path = KeyPath::default();
    for (depth, segment) in segments.iter().enumerate() {
        let key = find_key(&shape, segment, below);
        let next = key.as_ref().and_then(|key| shape.child(key));
        let (Some(key), Some(next)) = (key, next) else { return Err(advice(&segments, depth, &shape, schema)) };
        below = below.and_then(|value| value.get(&key));
        path = path.child(&key);
        shape = next;
    }
    Ok((path, shape))
}

/// The key that a part of a variable's name refers to: a known one, else an existing one of a map, else a new one.
fn find_key(shape: &SchemaNode<'_>, segment: &str, below: Option<&Value>) -> Option<String> {
    let is_meant = |key: &&str| in_variable(key) == segment;
    if let Some(known) = shape.keys().into_iter().find(|key| is_meant(key)) {
        return Some(known.to_owned());
    }
    shape.values()?;
    let existing = below.and_then(Value::as_object).into_iter().flat_map(serde_json::Map::keys);
    if let Some(existing) = existing.map(String::as_str).find(|key| is_meant(key)) {
        return Some(existing.to_owned());
    }
    let new = segment.to_ascii_lowercase();
    let new = if shape.has_key_pattern() { new.replace('_', "-") } else { new };
    (!new.is_empty() && in_variable(&new) == segment).then_some(new)
}

/// How a key is spelt in a variable's name.
fn in_variable(key: &str) -> String {
    key.to_ascii_uppercase().replace('-', "_")
}

/// What to write instead of a name whose part at `depth` is unknown. Names are capitals, so those count as meant.
fn advice(segments: &[&str], depth: usize, shape: &SchemaNode<'_>, schema: &Value) -> String {
    let segments: Vec<String> = segments.iter().map(|segment| segment.to_ascii_uppercase()).collect();
    if let Some(advice) = credential_advice(&segments) {
        return advice;
    }
    let known: Vec<String> = shape.keys().into_iter().map(in_variable).collect();
    let here = closest_match(&segments[depth], known.iter().map(String::as_str)).map(|key| {
        let mut corrected = segments.clone();
        key.clone_into(&mut corrected[depth]);
        corrected.join(LEVEL)
    });
    let mut all = known_names(&SchemaNode::root(schema), "");
    all.extend(RESERVED.map(|name| name.trim_start_matches(PREFIX).to_owned()));
    let whole = segments.join(LEVEL);
    // A single underscore between levels is nearer than what another program calls it.
    let joined = all.iter().find(|name| name.replace(LEVEL, "_") == whole).cloned();
    let near = || closest_match(&whole, all.iter().map(String::as_str)).map(str::to_owned);
    let anywhere = joined.or_else(|| elsewhere(&whole)).or_else(near);
    // A name with one level is more often one with a missing underscore than a section with a typing error.
    let suggestion = if segments.len() == 1 { anywhere.or(here) } else { here.or(anywhere) };
    match suggestion {
        Some(name) => format!("names no setting; did you mean {PREFIX}{name}?"),
        None => format!("names no setting; levels are joined by {LEVEL}, as in {PREFIX}SESSION{LEVEL}IDLE"),
    }
}

/// What another program calls so, as a name without our prefix.
fn elsewhere(whole: &str) -> Option<String> {
    Some(match synonyms::find(whole)? {
        Meant::Setting(setting) => setting.split('.').map(in_variable).collect::<Vec<_>>().join(LEVEL),
        Meant::Variable(variable) => variable.trim_start_matches(PREFIX).to_owned(),
    })
}

/// For a name that is a credential without its provider (`CLIENT_SECRET`), or without the level of credentials
/// (`PROVIDERS__POCKETID__CLIENT_SECRET`).
fn credential_advice(segments: &[String]) -> Option<String> {
    let (provider, name) = match segments {
        [name] => ("ID", name),
        [first, provider, name, ..] if first == "PROVIDERS" => (provider.as_str(), name),
        [first, name] if first == "PROVIDERS" => ("ID", name),
        _ => return None,
    };
    let (name, reference) = match ["_FILE", "_ENV"].iter().find_map(|ending| Some((name.strip_suffix(ending)?, ending)))
    {
        Some((name, ending)) => (name, format!("{LEVEL}{}", ending.trim_start_matches('_'))),
        None => (name.as_str(), String::new()),
    };
    let common = [name, name.trim_start_matches("OIDC_"), name.trim_start_matches("OAUTH_")];
    let credential =
        COMMON_NAMES.iter().map(|known| in_variable(known)).find(|known| common.contains(&known.as_str()))?;
    Some(format!(
        "names no setting; a credential of a provider is \
         {PREFIX}PROVIDERS{LEVEL}{provider}{LEVEL}CREDENTIALS{LEVEL}{credential}{reference}"
    ))
}

/// A variable that looks like one of ours and is none: in other letters, or with our name misspelt before a setting's.
fn is_nearly_ours(variable: &str, schema: &Value) -> Option<String> {
    let upper = variable.to_ascii_uppercase().replace(['-', '.'], "_");
    let (own, rest) = upper.split_once('_')?;
    let meant = format!("{PREFIX}{rest}");
    let misspelt = own != "VESTIBULE" && own.starts_with("VESTIB");
    let written_otherwise = own == "VESTIBULE" && meant != variable;
    // Nearly no variable of an environment gets further, and all names take a while to list.
    let is_setting = || {
        let known = known_names(&SchemaNode::root(schema), "");
        known.iter().any(|name| name == rest) || RESERVED.contains(&meant.as_str())
    };
    ((misspelt || written_otherwise) && is_setting()).then(|| format!("names no setting; did you mean {meant}?"))
}

/// The variables of all settings that are not in a map.
fn known_names(shape: &SchemaNode<'_>, prefix: &str) -> Vec<String> {
    let each = |key: &str| {
        let name = format!("{prefix}{}", in_variable(key));
        match shape.child(key) {
            Some(child) if child.takes("object") => known_names(&child, &format!("{name}{LEVEL}")),
            Some(_) => vec![name],
            None => Vec::new(),
        }
    };
    shape.keys().into_iter().flat_map(each).collect()
}

/// A text as the schema wants it. What does not fit stays a text, for validation to refuse; `None` for a section.
fn typed(shape: &SchemaNode<'_>, text: &str) -> Option<Value> {
    let trimmed = text.trim();
    if shape.takes("string") {
        return Some(text.into());
    }
    if shape.takes("integer")
        && let Ok(number) = trimmed.parse::<i64>()
    {
        return Some(number.into());
    }
    if shape.takes("boolean")
        && let Ok(flag) = trimmed.parse::<bool>()
    {
        return Some(flag.into());
    }
    if shape.takes("array") {
        return Some(list(trimmed));
    }
    (!shape.takes("object")).then(|| text.into())
}

/// `a, b`, or a JSON array for items that hold a comma.
fn list(text: &str) -> Value {
    if text.starts_with('[') {
        return serde_json::from_str(text).unwrap_or_else(|_| text.into());
    }
    text.split(',').map(str::trim).filter(|item| !item.is_empty()).collect()
}

fn example_key(shape: &SchemaNode<'_>) -> String {
    shape.keys().first().map_or_else(|| "NAME".to_owned(), |key| in_variable(key))
}

fn put(values: &mut serde_json::Map<String, Value>, keys: &[String], value: Value) {
    let Some((key, rest)) = keys.split_first() else { return };
    if rest.is_empty() {
        values.insert(key.clone(), value);
        return;
    }
    let section = values.entry(key).or_insert_with(|| Value::Object(serde_json::Map::new()));
    if let Value::Object(section) = section {
        put(section, rest, value);
    }
}
