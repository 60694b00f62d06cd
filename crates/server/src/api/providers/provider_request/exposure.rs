//! Stored secrets must be entered again when a request changes the address that they are sent to.
//!
//! Otherwise somebody who may change addresses could have a secret sent to themselves that they cannot read (AD-04).

use std::collections::BTreeSet;

use serde_json::Value;
use vestibule_core::{ids::DefinitionId, template::placeholders, violation::Violations};
use vestibule_registry::CatalogueEntry;
use vestibule_store::StoredProvider;

use super::credentials::SubmittedCredentials;

/// The kept secrets that would be sent to another address. A definition has addresses and client authentication, so
/// another definition counts as another address.
pub(super) fn find(
    row: &StoredProvider,
    definition: &DefinitionId,
    submitted: &SubmittedCredentials,
    entry: Option<&CatalogueEntry>,
) -> Violations {
    let mut bad = Violations::default();
    let changed = |name: &String| address(row.public.get(name)) != address(submitted.public.get(name));
    let moved = *definition != row.definition || entry.is_some_and(|entry| addresses(entry).iter().any(changed));
    if moved {
        for name in &submitted.kept {
            bad.push(format!("/credentials/{name}"), "enter it again, because it would be sent to another address");
        }
    }
    bad
}

/// A trailing slash makes no difference.
fn address(value: Option<&Value>) -> Option<Value> {
    match value {
        Some(Value::String(text)) => Some(text.trim_end_matches('/').into()),
        other => other.cloned(),
    }
}

/// The credentials that are part of addresses: the issuer, URLs, and placeholders in the definition's own URLs.
fn addresses(entry: &CatalogueEntry) -> BTreeSet<String> {
    let definition = &entry.definition;
    let endpoints = &definition.endpoints;
    let own = [
        &endpoints.authorization,
        &endpoints.token,
        &endpoints.userinfo,
        &endpoints.jwks,
        &endpoints.end_session,
        &endpoints.pushed_authorization_request,
    ];
    let mut templates: Vec<&str> = own.into_iter().flatten().map(String::as_str).collect();
    templates.extend(definition.requests.iter().map(|request| request.url.as_str()));
    let mut names = BTreeSet::from(["issuer_url".to_owned()]);
    for (name, property) in entry.schema.as_json().get("properties").and_then(Value::as_object).into_iter().flatten() {
        if property.get("format").is_some_and(|format| format == "uri") {
            names.insert(name.clone());
        }
        // Such as an issuer with a tenant in it.
        templates.extend(["const", "default"].iter().filter_map(|fixed| property.get(*fixed)?.as_str()));
    }
    names.extend(templates.into_iter().flat_map(placeholders).map(str::to_owned));
    names
}
