//! The members of a request: known and unknown ones, and where each setting was.
//!
//! Settings are members of the request itself. An object `settings`, as in a response, is accepted too.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use vestibule_core::{
    code::ErrorCode,
    ids::{DefinitionId, ProviderId},
    settings::ProviderSettings,
    suggestion::did_you_mean,
    violation::{Violation, Violations},
};
use vestibule_store::StoredProvider;

use super::settings_json;
use crate::{
    api::{
        body::{child, reject},
        merge_patch::merge,
    },
    http::api_error::ApiError,
};

const MEMBERS: &[&str] = &["id", "definition", "credentials", "settings"];
/// Further members of a response.
const READ_ONLY: &[&str] = &[
    "official",
    "owner",
    "name",
    "icon_url",
    "protocol",
    "issuer",
    "revision",
    "created_at",
    "updated_at",
    "origins",
    "state",
    "expiries",
    "faults",
    "callback_urls",
    "client_keys",
    "endpoints",
    "post_logout_url",
];
const INVALID_ID: &str = "an id has 1 to 63 characters from a-z, 0-9 and -, and starts with a letter or digit";

/// The members of a request.
pub(super) struct Members {
    id: Option<Value>,
    definition: Option<Value>,
    settings: Map<String, Value>,
    /// The pointer to each setting.
    pointers: BTreeMap<String, String>,
    pub(super) credentials: Option<Value>,
    /// Violations for unknown members.
    pub(super) unknown: Violations,
    /// Whether the definition changes, so that all credentials are validated.
    other_definition: bool,
}

impl Members {
    pub(super) fn parse(members: &Map<String, Value>) -> Self {
        let mut parsed = Self {
            id: members.get("id").cloned(),
            definition: members.get("definition").cloned(),
            settings: Map::new(),
            pointers: BTreeMap::new(),
            credentials: members.get("credentials").cloned(),
            unknown: Violations::default(),
            other_definition: true,
        };
        let known = settings_json(&ProviderSettings::default());
        let top_level = members.iter().filter(|(name, _)| !MEMBERS.contains(&name.as_str()));
        parsed.add_settings("", top_level, &known);
        match members.get("settings") {
            None => {}
            Some(Value::Object(nested)) => parsed.add_settings("/settings", nested.iter(), &known),
            Some(_) => parsed.unknown.push("/settings", "must be an object of settings"),
        }
        parsed
    }

    fn add_settings<'m>(
        &mut self,
        pointer: &str,
        members: impl Iterator<Item = (&'m String, &'m Value)>,
        known: &Map<String, Value>,
    ) {
        for (name, value) in members {
            let pointer = child(pointer, name);
            if READ_ONLY.contains(&name.as_str()) {
                self.unknown.push(pointer, "read-only field; leave it out of the request");
            } else if !known.contains_key(name) {
                let candidates = known.keys().map(String::as_str).chain(MEMBERS.iter().copied());
                let suggestion = did_you_mean(name, candidates);
                self.unknown.push(pointer, format!("unknown field{suggestion}"));
            } else if self.settings.contains_key(name) {
                self.unknown.push(pointer, "this setting appears both inside and outside of `settings`");
            } else {
                self.pointers.insert(name.clone(), pointer);
                self.settings.insert(name.clone(), value.clone());
            }
        }
    }

    /// Id and definition of a new provider, which default to each other.
    pub(super) fn ids(&self) -> Result<(ProviderId, DefinitionId), ApiError> {
        let mut bad = Violations::default();
        let id: Option<ProviderId> = parse("/id", self.id.as_ref(), &mut bad);
        let definition: Option<DefinitionId> = parse("/definition", self.definition.as_ref(), &mut bad);
        if self.id.is_none() && self.definition.is_none() {
            bad.push("/id", "`id` or `definition` is required");
        }
        match (id, definition) {
            (Some(id), Some(definition)) => Ok((id, definition)),
            (Some(id), None) if self.definition.is_none() => Ok((id.clone(), id.into())),
            (None, Some(definition)) if self.id.is_none() => Ok((definition.clone().into(), definition)),
            _ => Err(self.reject_ids(bad)),
        }
    }

    /// The definition of a stored provider after this request. The id cannot change.
    pub(super) fn definition_of(&mut self, row: &StoredProvider) -> Result<DefinitionId, ApiError> {
        let mut bad = Violations::default();
        if self.id.as_ref().is_some_and(|id| id != row.id.as_str()) {
            bad.push("/id", "an id cannot be changed; create another provider instead");
        }
        let definition = match &self.definition {
            None => Some(row.definition.clone()),
            // Reset to the default, the definition with the same id.
            Some(Value::Null) => Some(row.id.clone().into()),
            Some(text) => parse("/definition", Some(text), &mut bad),
        };
        self.other_definition = definition.as_ref() != Some(&row.definition);
        definition.filter(|_| bad.0.is_empty()).ok_or_else(|| self.reject_ids(bad))
    }

    fn reject_ids(&self, bad: Violations) -> ApiError {
        let code = if self.unknown.0.is_empty() { ErrorCode::InvalidId } else { ErrorCode::UnknownField };
        reject(code, Violations([self.unknown.0.clone(), bad.0].concat()))
    }

    /// Settings after this request: a JSON Merge Patch of the stored ones, so `null` restores the default.
    pub(super) fn merged(&self, stored: &Map<String, Value>) -> Map<String, Value> {
        let mut target = Value::Object(stored.clone());
        merge(&mut target, &Value::Object(self.settings.clone()));
        match target {
            Value::Object(members) => members,
            _ => Map::new(),
        }
    }

    /// The same, with the stored value for each invalid setting.
    pub(super) fn merged_without(&self, stored: &Map<String, Value>, invalid: &Violations) -> Map<String, Value> {
        let mut rest = self.merged(stored);
        for name in invalid.0.iter().filter_map(|violation| violation.pointer.split('/').nth(1)) {
            match stored.get(name) {
                Some(value) => drop(rest.insert(name.to_owned(), value.clone())),
                None => drop(rest.remove(name)),
            }
        }
        rest
    }

    pub(super) fn enabled(&self) -> Option<bool> {
        self.settings.get("enabled").and_then(Value::as_bool)
    }

    /// The violation with the pointer of the value in the request.
    pub(super) fn locate(&self, violation: Violation) -> Violation {
        let Violation { pointer, detail, origin } = violation;
        let path = pointer.strip_prefix("/settings").unwrap_or(&pointer);
        let (pointer, detail) = match path.split('/').nth(1) {
            Some("credentials") => (pointer, detail),
            Some("definition") => match path.strip_prefix("/definition").filter(|rest| !rest.is_empty()) {
                Some(rest) => ("/definition".to_owned(), format!("{rest} in the definition: {detail}")),
                None => ("/definition".to_owned(), detail),
            },
            Some(name) => {
                let rest = &path[name.len() + 1..];
                let start = self.pointers.get(name).cloned().unwrap_or_else(|| format!("/{name}"));
                (format!("{start}{rest}"), detail)
            }
            None => (pointer, detail),
        };
        Violation { pointer, detail, origin }
    }

    /// Whether the request has a value at the pointer of a violation.
    pub(super) fn touches(&self, pointer: &str) -> bool {
        let inside = |start: &str| pointer == start || pointer.strip_prefix(start).is_some_and(|r| r.starts_with('/'));
        if is_credential(pointer) {
            let sent = self.credentials.as_ref().and_then(Value::as_object).into_iter().flat_map(Map::keys);
            return self.other_definition || sent.into_iter().any(|name| inside(&child("/credentials", name)));
        }
        if pointer == "/definition" {
            return self.other_definition;
        }
        self.pointers.values().any(|start| inside(start))
    }
}

/// Whether a pointer leads to the credentials, or into them.
pub(super) fn is_credential(pointer: &str) -> bool {
    pointer == "/credentials" || pointer.starts_with("/credentials/")
}

fn parse<T: std::str::FromStr>(pointer: &str, value: Option<&Value>, bad: &mut Violations) -> Option<T> {
    let parsed = value?.as_str().and_then(|text| text.parse().ok());
    if parsed.is_none() {
        bad.push(pointer, INVALID_ID);
    }
    parsed
}
