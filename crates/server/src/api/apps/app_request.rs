//! What a request wants an app to be: read, and checked as a reload would. Pure, given the published registry.

use schemars::JsonSchema;
use serde_json::{Map, Value, json};
use vestibule_apps::{AppSettings, OWN_VALUES};
use vestibule_core::{
    code::ErrorCode,
    ids::{AppId, DefinitionId},
    suggestion::did_you_mean,
    violation::Violations,
};
use vestibule_registry::Registry;
use vestibule_store::{AppInput, StoredApp};

use crate::{
    api::body::{child, reject},
    http::api_error::ApiError,
};

/// A body may hold a JWK set and many addresses.
pub(crate) const BODY_LIMIT: usize = 256 * 1024;

/// Members next to the settings of every app.
const MEMBERS: [&str; 3] = ["id", "settings", "client_keys"];
/// Further members of a response.
const READ_ONLY: [&str; 14] = [
    "owner",
    "name",
    "icon_url",
    "state",
    "faults",
    "official",
    "redirect_uris",
    "start_url",
    "revision",
    "created_at",
    "updated_at",
    "secrets",
    "guide",
    "client_secret",
];

/// An app in a request.
#[derive(Debug, JsonSchema)]
#[expect(dead_code, reason = "documents the members of a request, which are read one by one")]
pub(crate) struct AppRequest {
    /// Its id: a-z, 0-9 and -, at most 63 characters. Default: that of the definition.
    id: Option<AppId>,
    /// What its definition asks for, such as `base_url`.
    settings: Map<String, Value>,
    /// The public keys of an application that signs its assertions: a JWK set as JSON text.
    client_keys: Option<String>,
    #[schemars(flatten)]
    options: AppSettings,
}

/// A new app from the members of a request.
pub(crate) fn create(members: &Map<String, Value>, registry: &Registry) -> Result<AppInput, ApiError> {
    let mut bad = unknown(members);
    let id = members.get("id").or_else(|| members.get("definition"));
    match id {
        Some(id) => match id.as_str().and_then(|text| text.parse::<AppId>().ok()) {
            Some(id) => parse(id, members, bad, registry),
            None => {
                bad.push("/id", "an id has 1 to 63 characters from a-z, 0-9 and -, and starts with a letter or digit");
                Err(reject(ErrorCode::InvalidId, bad))
            }
        },
        None => {
            bad.push("/id", "`id` or `definition` is required");
            Err(reject(ErrorCode::InvalidId, bad))
        }
    }
}

/// A stored app with everything in the place of what it was.
pub(crate) fn replace(
    row: &StoredApp,
    members: &Map<String, Value>,
    registry: &Registry,
) -> Result<AppInput, ApiError> {
    let mut bad = unknown(members);
    if members.get("id").is_some_and(|id| id != row.id.as_str()) {
        bad.push("/id", "an id cannot be changed; create another app instead");
        return Err(reject(ErrorCode::InvalidId, bad));
    }
    let mut members = members.clone();
    members.entry("definition").or_insert_with(|| row.definition.as_str().into());
    parse(row.id.clone(), &members, bad, registry)
}

/// A stored app with these members changed: a JSON Merge Patch (RFC 7396), so `null` restores the default.
pub(crate) fn patch(row: &StoredApp, patch: &Map<String, Value>, registry: &Registry) -> Result<AppInput, ApiError> {
    let mut target = Value::Object(document(row));
    crate::api::merge_patch::merge(&mut target, &Value::Object(patch.clone()));
    match target {
        Value::Object(members) => replace(row, &members, registry),
        _ => Err(ErrorCode::InvalidJson.into()),
    }
}

/// The members of a request that would leave the app as it is.
pub(crate) fn document(row: &StoredApp) -> Map<String, Value> {
    members_of(&row.settings.clone().unwrap_or_default(), row.supplied.clone(), &row.definition)
}

/// The same of an app that is about to be stored.
pub(crate) fn input_document(input: &AppInput) -> Map<String, Value> {
    members_of(&input.settings, input.supplied.clone(), &input.definition)
}

fn members_of(
    settings: &AppSettings,
    mut supplied: Map<String, Value>,
    definition: &DefinitionId,
) -> Map<String, Value> {
    let mut members = match json!(settings) {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    members.retain(|_, value| !value.is_null());
    if let Some(keys) = supplied.remove("client_keys") {
        members.insert("client_keys".to_owned(), keys);
    }
    members.insert("settings".to_owned(), Value::Object(supplied));
    members.insert("definition".to_owned(), definition.as_str().into());
    members
}

/// The members that no request has.
fn unknown(members: &Map<String, Value>) -> Violations {
    let known = known_settings();
    let mut bad = Violations::default();
    for name in members.keys().filter(|name| !known.contains_key(*name) && !MEMBERS.contains(&name.as_str())) {
        let pointer = child("", name);
        if READ_ONLY.contains(&name.as_str()) {
            bad.push(pointer, "read-only field; leave it out of the request");
        } else {
            let candidates = known.keys().map(String::as_str).chain(MEMBERS);
            bad.push(pointer, format!("unknown field{}", did_you_mean(name, candidates)));
        }
    }
    bad
}

fn known_settings() -> Map<String, Value> {
    let definition: Option<DefinitionId> = "x".parse().ok();
    match json!(AppSettings { definition, ..AppSettings::default() }) {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

fn parse(
    id: AppId,
    members: &Map<String, Value>,
    unknown: Violations,
    registry: &Registry,
) -> Result<AppInput, ApiError> {
    unknown.check().map_err(|bad| reject(ErrorCode::UnknownField, bad))?;
    let mut bad = Violations::default();
    let mut settings = Map::new();
    for (name, value) in members.iter().filter(|(name, value)| !MEMBERS.contains(&name.as_str()) && !value.is_null()) {
        let alone = Map::from_iter([(name.clone(), value.clone())]);
        match serde_json::from_value::<AppSettings>(Value::Object(alone)) {
            Ok(_) => drop(settings.insert(name.clone(), value.clone())),
            // The error quotes at most a value of this request.
            Err(error) => bad.push(child("", name), error.to_string()),
        }
    }
    let mut supplied = match members.get("settings") {
        None | Some(Value::Null) => Map::new(),
        Some(Value::Object(supplied)) => supplied.clone(),
        Some(_) => {
            bad.push("/settings", "must be an object: what the definition asks for");
            Map::new()
        }
    };
    supplied.retain(|_, value| !value.is_null());
    for name in OWN_VALUES {
        if supplied.remove(name).is_some() {
            bad.push(format!("/settings/{name}"), "is not asked for by a definition; leave it out of `settings`");
        }
    }
    match members.get("client_keys") {
        None | Some(Value::Null) => {}
        Some(Value::String(keys)) => drop(supplied.insert("client_keys".to_owned(), keys.as_str().into())),
        Some(_) => bad.push("/client_keys", "must be a text: a JWK set as JSON"),
    }
    let settings: AppSettings = serde_json::from_value(Value::Object(settings)).unwrap_or_default();
    let definition = settings.definition.clone().unwrap_or_else(|| id.clone().into());
    let input = AppInput { id, definition, settings, supplied };
    let bound = registry.apps.preview(&input.record(), &*registry.app_catalogue);
    bad.0.extend(bound.err().into_iter().flat_map(|violations| violations.0));
    bad.check().map_err(|bad| reject(ErrorCode::InvalidAppSettings, bad))?;
    Ok(input)
}
