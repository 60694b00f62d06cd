//! The text form: tables of name, value and origin.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use vestibule_registry::Effective;

use super::shown::{Shown, ShownDefinition, ShownProvider};
use crate::{
    provider::place::place,
    shown,
    table::{columns, owner},
};

/// Longer values are cut: a guide is read in its file.
const WIDTH: usize = 60;

pub(super) fn of(shown: &Shown<'_>) -> String {
    let provider = shown.provider.as_ref().map(provider);
    let definition = shown.definition.as_ref().map(definition);
    provider.into_iter().chain(definition).collect::<Vec<_>>().join("\n\n")
}

fn provider(provider: &ShownProvider<'_>) -> String {
    let place = provider.origin.map(|origin| format!(" ({origin})")).unwrap_or_default();
    let mut parts =
        vec![format!("provider {}: {}, owned by the {}{place}", provider.id, provider.state, owner(provider.owner))];
    let mut settings = vec![row("definition", &provider.definition)];
    settings.extend(provider.settings.iter().map(|(name, effective)| row(name, effective)));
    parts.push(columns(["SETTING", "VALUE", "FROM"], &settings));
    if !provider.credentials.is_empty() {
        parts.push(columns(["CREDENTIAL", "VALUE", "FROM"], &rows(&provider.credentials)));
    }
    let mut upstream: Vec<_> = provider.issuer.iter().map(|issuer| row("issuer", issuer)).collect();
    upstream.extend(rows(&provider.endpoints));
    if !upstream.is_empty() {
        parts.push(columns(["UPSTREAM", "VALUE", "FROM"], &upstream));
    }
    let mut urls: Vec<_> = provider.callback_urls.iter().map(|url| ["callback".to_owned(), url.clone()]).collect();
    urls.push(["post-logout".to_owned(), provider.post_logout_url.to_owned()]);
    parts.push(columns(["REGISTER", "AT THE UPSTREAM"], &urls));
    let faults: Vec<_> = provider.faults.iter().map(|fault| format!("fault: {fault}")).collect();
    parts.extend((!faults.is_empty()).then(|| faults.join("\n")));
    parts.join("\n\n")
}

fn definition(definition: &ShownDefinition<'_>) -> String {
    let place = match definition.path {
        Some(path) => format!("in {}", shown(path).display()),
        None => "official, built in".to_owned(),
    };
    let name = |pointer: &str| pointer.trim_start_matches('/').replace('/', ".");
    let values: Vec<_> = definition.values.iter().map(|(pointer, effective)| row(&name(pointer), effective)).collect();
    let mut parts = vec![
        format!("definition {}: {place}", definition.id),
        columns(["KEY", "VALUE", "FROM"], &values),
        columns(["CREDENTIAL", "IS", "TITLE"], &credentials(definition.credentials_schema)),
    ];
    let faults: Vec<_> = definition.faults.iter().map(|fault| format!("fault: {fault}")).collect();
    parts.extend((!faults.is_empty()).then(|| faults.join("\n")));
    parts.join("\n\n")
}

/// What the administrator is asked for.
fn credentials(schema: &Value) -> Vec<[String; 3]> {
    let required = |name: &str| schema["required"].as_array().is_some_and(|all| all.iter().any(|one| one == name));
    let properties = schema["properties"].as_object().into_iter().flatten();
    let row = |(name, property): (&String, &Value)| {
        let need = if property.get("const").is_some() {
            "fixed"
        } else if required(name) {
            "required"
        } else {
            "optional"
        };
        let secret = if property["writeOnly"] == json!(true) { ", secret" } else { "" };
        [name.clone(), format!("{need}{secret}"), property["title"].as_str().unwrap_or_default().to_owned()]
    };
    properties.map(row).collect()
}

fn rows(all: &BTreeMap<String, Effective>) -> Vec<[String; 3]> {
    all.iter().map(|(name, effective)| row(name, effective)).collect()
}

fn row(name: &str, effective: &Effective) -> [String; 3] {
    [name.to_owned(), value(&effective.value), place(&effective.origin)]
}

fn value(value: &Value) -> String {
    let whole = match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.is_empty() => "-".to_owned(),
        Value::Array(items) => items.iter().map(self::value).collect::<Vec<_>>().join(", "),
        Value::Object(members) if members.is_empty() => "-".to_owned(),
        secret if *secret == json!({ "set": true }) => "set".to_owned(),
        other => other.to_string(),
    };
    let first = whole.trim().lines().next().unwrap_or_default();
    let cut: String = first.chars().take(WIDTH).collect();
    if cut.len() < whole.trim().len() { format!("{cut} …") } else { cut }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_fit_a_line() {
        for (given, wanted) in [
            (json!("text"), "text"),
            (json!(["a", "b"]), "a, b"),
            (json!([]), "-"),
            (json!(null), "-"),
            (json!(true), "true"),
            (json!({ "set": true }), "set"),
            (json!({ "hd": "example.com" }), "{\"hd\":\"example.com\"}"),
            (json!("\nfirst\nsecond\n"), "first …"),
        ] {
            assert_eq!(value(&given), wanted, "{given}");
        }
        assert_eq!(value(&json!("é".repeat(61))).chars().count(), WIDTH + 2);
    }
}
