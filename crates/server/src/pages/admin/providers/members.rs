//! From a posted form to the members that the admin API takes: the same words, the same rules, the same refusals.

use serde_json::{Map, Value, json};
use vestibule_core::{credentials::CredentialsSchema, settings::ProviderSettings};
use vestibule_registry::CatalogueEntry;

use super::{
    super::super::form::Posted,
    fields::{CREDENTIAL, EXPIRY, SETTING, Values, expiry_name},
    group_rules, options,
    settings_fields::{LISTS, NUMBERS, PAIRS, RULES, SWITCHES, TEXTS, WORDS, pairs},
};
use crate::api::providers::provider::settings_json;

/// Every member that the form has: settings, and credentials under `credentials`. An empty field is `null`, which gives
/// the default back; an empty secret is left out, which keeps what is stored.
pub(super) fn patch(
    posted: &Posted,
    entry: Option<&CatalogueEntry>,
    stored: Option<&ProviderSettings>,
) -> Map<String, Value> {
    let mut members = Map::new();
    let sent = |name: &str| posted.find(&format!("{SETTING}{name}")).unwrap_or_default();
    for name in SWITCHES {
        members.insert((*name).to_owned(), posted.find(&format!("{SETTING}{name}")).is_some().into());
    }
    for name in TEXTS {
        members.insert((*name).to_owned(), text(sent(name)));
    }
    for name in NUMBERS {
        members.insert((*name).to_owned(), number(sent(name)));
    }
    for name in WORDS {
        members.insert((*name).to_owned(), sent(name).split_whitespace().collect());
    }
    for name in LISTS {
        members.insert((*name).to_owned(), lines(sent(name)));
    }
    let stored = stored.map(settings_json).unwrap_or_default();
    for name in PAIRS {
        let mut pairs = pairs(sent(name));
        // A merge patch keeps what it does not name.
        for gone in stored.get(*name).and_then(Value::as_object).into_iter().flat_map(Map::keys) {
            pairs.entry(gone.clone()).or_insert(Value::Null);
        }
        members.insert((*name).to_owned(), pairs.into());
    }
    for name in RULES {
        members.insert((*name).to_owned(), group_rules::parse(sent(name)));
    }
    if let Some(entry) = entry {
        members.insert("options".to_owned(), options::chosen(posted, entry));
        members.insert(EXPIRY.to_owned(), expiry(posted, entry).into());
    }
    members.insert("credentials".to_owned(), credentials(posted, entry).into());
    members
}

/// Whether the button was pressed that switches the provider on, too.
pub(super) fn enables(posted: &Posted) -> bool {
    posted.find("action") == Some("enable")
}

/// The same for a provider that is not there yet: what is `null` is left out.
pub(super) fn create(posted: &Posted, entry: &CatalogueEntry) -> Map<String, Value> {
    let mut members = without_nulls(patch(posted, Some(entry), None));
    if let Some(Value::Object(credentials)) = members.remove("credentials") {
        members.insert("credentials".to_owned(), without_nulls(credentials).into());
    }
    members.insert("definition".to_owned(), entry.definition.id.as_str().into());
    if enables(posted) {
        members.insert("enabled".to_owned(), true.into());
    }
    if let Some(id) = posted.find("id").map(str::trim).filter(|id| !id.is_empty()) {
        members.insert("id".to_owned(), id.into());
    }
    members
}

/// The same for a stored provider that is tried as the form has it: settings that no field shows stay as they are, and
/// secrets that were not entered are those that are stored.
pub(super) fn trial(
    posted: &Posted,
    entry: &CatalogueEntry,
    (id, settings): (&str, &ProviderSettings),
    stored: &[String],
) -> Map<String, Value> {
    let mut members = without_nulls(settings_json(settings));
    let mut form = create(posted, entry);
    if let Some(Value::Object(credentials)) = form.get_mut("credentials") {
        for name in stored {
            credentials.entry(name.clone()).or_insert_with(|| json!({ "set": true }));
        }
    }
    for name in [TEXTS, NUMBERS].concat() {
        members.remove(name);
    }
    members.extend(form);
    members.insert("id".to_owned(), id.into());
    members
}

/// The values of the form, to show it again, without its secrets.
pub(super) fn values(posted: &Posted, entry: Option<&CatalogueEntry>) -> Values {
    let is_secret = |name: &str| {
        let name = name.strip_prefix(CREDENTIAL);
        name.is_some_and(|name| entry.is_none_or(|entry| entry.schema.is_secret(name)))
    };
    let shown = posted
        .fields()
        .filter(|(name, _)| (name.starts_with(SETTING) || name.starts_with(CREDENTIAL)) && !is_secret(name));
    let mut values: Values = shown.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    // A box that is not ticked is not posted.
    for name in SWITCHES {
        let ticked = posted.find(&format!("{SETTING}{name}")).is_some();
        values.insert(format!("{SETTING}{name}"), ticked.to_string());
    }
    values
}

fn credentials(posted: &Posted, entry: Option<&CatalogueEntry>) -> Map<String, Value> {
    entry.map(|entry| supplied(posted, &entry.schema)).unwrap_or_default()
}

/// What a definition asks for, as it was posted. What is empty is null; an empty secret is left out.
pub(in crate::pages::admin) fn supplied(posted: &Posted, schema: &CredentialsSchema) -> Map<String, Value> {
    let properties = schema.as_json()["properties"].as_object().into_iter().flatten();
    let read = |(name, property): (&String, &Value)| {
        let field = format!("{CREDENTIAL}{name}");
        let sent = posted.find(&field);
        let value = match property["type"].as_str() {
            Some("boolean") => sent.is_some().into(),
            Some("array") => lines(sent?),
            Some("integer") => number(sent?),
            _ if schema.is_secret(name) => Value::from(sent.filter(|value| !value.trim().is_empty())?),
            _ => text(sent.unwrap_or_default()),
        };
        Some((name.clone(), value))
    };
    properties.filter_map(read).collect()
}

/// The last days of secrets; an empty one is `null`, which takes the date away.
fn expiry(posted: &Posted, entry: &CatalogueEntry) -> Map<String, Value> {
    let properties = entry.schema.as_json()["properties"].as_object().into_iter().flat_map(Map::keys);
    let secrets = properties.filter(|name| entry.schema.is_secret(name));
    secrets.map(|name| (name.clone(), text(posted.find(&expiry_name(name)).unwrap_or_default()))).collect()
}

pub(in crate::pages::admin) fn text(sent: &str) -> Value {
    Some(sent.trim()).filter(|value| !value.is_empty()).map_or(Value::Null, Value::from)
}

/// What is no number stays text, so that the schema says what it should be.
pub(in crate::pages::admin) fn number(sent: &str) -> Value {
    sent.trim().parse::<i64>().map_or_else(|_| text(sent), Value::from)
}

pub(in crate::pages::admin) fn lines(text: &str) -> Value {
    text.split(['\n', ',']).map(str::trim).filter(|line| !line.is_empty()).collect()
}

fn without_nulls(members: Map<String, Value>) -> Map<String, Value> {
    members.into_iter().filter(|(_, value)| !value.is_null()).collect()
}
