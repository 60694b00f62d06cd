//! The members of a request: which there are, which are not known, and where each of them stood.
//!
//! Settings stand beside the credentials. `settings` as one object means the same, because that is how an answer shows
//! them.

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
    api::body::{child, refuse},
    http::{api_error::ApiError, assets},
};

const MEMBERS: &[&str] = &["id", "definition", "credentials", "settings"];
/// What an answer has beside these.
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
    "faults",
    "callback_urls",
    "endpoints",
    "post_logout_url",
];
const NO_ID: &str = "an id has 1 to 63 of a-z, 0-9 and -, and starts with a letter or digit";

/// The members of a request.
pub(super) struct Request {
    id: Option<Value>,
    definition: Option<Value>,
    settings: Map<String, Value>,
    /// Where each setting stood.
    places: BTreeMap<String, String>,
    pub(super) credentials: Option<Value>,
    /// Members that do not exist.
    pub(super) unknown: Violations,
    /// The definition is another one than before, so every credential is looked at anew.
    other_definition: bool,
}

impl Request {
    pub(super) fn read(members: &Map<String, Value>) -> Self {
        let mut request = Self {
            id: members.get("id").cloned(),
            definition: members.get("definition").cloned(),
            settings: Map::new(),
            places: BTreeMap::new(),
            credentials: members.get("credentials").cloned(),
            unknown: Violations::default(),
            other_definition: true,
        };
        let known = settings_json(&ProviderSettings::default());
        let beside = members.iter().filter(|(name, _)| !MEMBERS.contains(&name.as_str()));
        request.add_settings("", beside, &known);
        match members.get("settings") {
            None => {}
            Some(Value::Object(nested)) => request.add_settings("/settings", nested.iter(), &known),
            Some(_) => request.unknown.push("/settings", "an object of settings, or each of them beside it"),
        }
        request
    }

    fn add_settings<'m>(
        &mut self,
        pointer: &str,
        members: impl Iterator<Item = (&'m String, &'m Value)>,
        known: &Map<String, Value>,
    ) {
        for (name, value) in members {
            let place = child(pointer, name);
            if READ_ONLY.contains(&name.as_str()) {
                self.unknown.push(place, "this is only read; leave it out of what you send");
            } else if !known.contains_key(name) {
                let candidates = known.keys().map(String::as_str).chain(MEMBERS.iter().copied());
                let near = did_you_mean(name, candidates);
                self.unknown.push(place, format!("there is no such field{near}"));
            } else if self.settings.contains_key(name) {
                self.unknown.push(place, "this setting stands beside `settings` too; write it once");
            } else {
                self.places.insert(name.clone(), place);
                self.settings.insert(name.clone(), value.clone());
            }
        }
    }

    /// Id and definition of a new provider; each is the other's default.
    pub(super) fn ids(&self) -> Result<(ProviderId, DefinitionId), ApiError> {
        let mut bad = Violations::default();
        let id: Option<ProviderId> = parse("/id", self.id.as_ref(), &mut bad);
        let definition: Option<DefinitionId> = parse("/definition", self.definition.as_ref(), &mut bad);
        if self.id.is_none() && self.definition.is_none() {
            bad.push("/id", "name the provider with `id`, or its definition with `definition`");
        }
        match (id, definition) {
            (Some(id), Some(definition)) => Ok((id, definition)),
            (Some(id), None) if self.definition.is_none() => Ok((id.clone(), id.into())),
            (None, Some(definition)) if self.id.is_none() => Ok((definition.clone().into(), definition)),
            _ => Err(self.refuse_ids(bad)),
        }
    }

    /// The definition of a stored provider after this request, whose id stays.
    pub(super) fn definition_of(&mut self, row: &StoredProvider) -> Result<DefinitionId, ApiError> {
        let mut bad = Violations::default();
        if self.id.as_ref().is_some_and(|id| id != row.id.as_str()) {
            bad.push("/id", "an id cannot be changed; create another provider instead");
        }
        let definition = match &self.definition {
            None => Some(row.definition.clone()),
            // Cleared: its default, the definition of the same id.
            Some(Value::Null) => Some(row.id.clone().into()),
            Some(text) => parse("/definition", Some(text), &mut bad),
        };
        self.other_definition = definition.as_ref() != Some(&row.definition);
        definition.filter(|_| bad.0.is_empty()).ok_or_else(|| self.refuse_ids(bad))
    }

    fn refuse_ids(&self, bad: Violations) -> ApiError {
        let code = if self.unknown.0.is_empty() { ErrorCode::InvalidId } else { ErrorCode::UnknownField };
        refuse(code, Violations([self.unknown.0.clone(), bad.0].concat()))
    }

    /// Settings after this request: a JSON Merge Patch on what is stored, so `null` gives the default back.
    pub(super) fn merged(&self, stored: &Map<String, Value>) -> Map<String, Value> {
        let mut target = Value::Object(stored.clone());
        merge(&mut target, &Value::Object(self.settings.clone()));
        match target {
            Value::Object(members) => members,
            _ => Map::new(),
        }
    }

    /// The same, with what is stored in the place of each setting that is wrong.
    pub(super) fn merged_without(&self, stored: &Map<String, Value>, wrong: &Violations) -> Map<String, Value> {
        let mut rest = self.merged(stored);
        for name in wrong.0.iter().filter_map(|violation| violation.pointer.split('/').nth(1)) {
            match stored.get(name) {
                Some(value) => drop(rest.insert(name.to_owned(), value.clone())),
                None => drop(rest.remove(name)),
            }
        }
        rest
    }

    pub(super) fn wants_enabled(&self) -> Option<bool> {
        self.settings.get("enabled").and_then(Value::as_bool)
    }

    /// A violation of settings, or of what `bind` looked at, at the place where the request has the value.
    pub(super) fn place(&self, violation: Violation) -> Violation {
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
                let place = self.places.get(name).cloned().unwrap_or_else(|| format!("/{name}"));
                (format!("{place}{rest}"), detail)
            }
            None => (pointer, detail),
        };
        Violation { pointer, detail, origin }
    }

    /// Whether the request says something about the place of a violation.
    pub(super) fn touches(&self, pointer: &str) -> bool {
        let inside = |place: &str| pointer == place || pointer.strip_prefix(place).is_some_and(|r| r.starts_with('/'));
        if pointer.starts_with("/credentials") {
            let sent = self.credentials.as_ref().and_then(Value::as_object).into_iter().flat_map(Map::keys);
            return self.other_definition || sent.into_iter().any(|name| inside(&child("/credentials", name)));
        }
        if pointer == "/definition" {
            return self.other_definition;
        }
        self.places.values().any(|place| inside(place))
    }

    /// Only pictures that are inside the program stand on a button: nothing is fetched from elsewhere.
    pub(super) fn bad_icon(&self, icon: Option<&str>) -> Option<Violation> {
        let place = self.places.get("icon")?;
        let icon = icon.filter(|icon| !assets::has_icon(icon))?;
        let near = did_you_mean(icon, assets::icon_names());
        Some(Violation::new(place, format!("there is no bundled icon of this name{near}")))
    }
}

fn parse<T: std::str::FromStr>(pointer: &str, value: Option<&Value>, bad: &mut Violations) -> Option<T> {
    let parsed = value?.as_str().and_then(|text| text.parse().ok());
    if parsed.is_none() {
        bad.push(pointer, NO_ID);
    }
    parsed
}

/// RFC 7396 §2.
fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Some(members) = target.as_object_mut() else { return };
    for (name, value) in patch {
        if value.is_null() {
            members.remove(name);
        } else {
            merge(members.entry(name.clone()).or_insert(Value::Null), value);
        }
    }
}
