//! Submitted credentials. Pasted public values are trimmed, since the response shows the result.
//!
//! A secret is never shown, so it is rejected rather than corrected. `{"set": true}`, as in a response, keeps the stored
//! one.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use vestibule_core::{
    credentials::Credentials, invisible::InvisibleEnd, oauth::METADATA_PATHS, origin::Origin, secret::Secret,
    violation::Violations,
};
use vestibule_registry::CatalogueEntry;
use vestibule_store::StoredProvider;

use super::members::Members;
use crate::api::body::child;

/// In bytes; keys and secrets are shorter.
const MAX_VALUE: usize = 16 * 1024;
/// Characters that forms show in place of a secret.
const MASK: &[char] = &['*', '•', '●', '·', '.', '∙', '⬤', '○', '◦', '⋅', '…'];

/// The credentials of a provider after a request.
pub(super) struct SubmittedCredentials {
    /// All of them. Includes rejected values, so that they are not reported as missing.
    pub(super) credentials: Credentials,
    /// Values that responses show.
    pub(super) public: Map<String, Value>,
    /// New secrets, as JSON text.
    pub(super) secrets: BTreeMap<String, Secret>,
    /// The names of stored secrets to keep.
    pub(super) kept: BTreeSet<String>,
    pub(super) bad: Violations,
}

impl SubmittedCredentials {
    /// Whether a credential has a value.
    pub(super) fn has(&self, name: &str) -> bool {
        self.credentials.value(name).is_some() || self.kept.contains(name)
    }
}

/// The change of one credential.
enum Change {
    Clear,
    Keep,
    Set(Value),
}

struct Parser<'a> {
    entry: Option<&'a CatalogueEntry>,
    row: Option<&'a StoredProvider>,
    submitted: SubmittedCredentials,
}

/// Credentials of a new provider. `{"set": true}` is a secret of `row`.
pub(super) fn create(
    members: &Members,
    entry: Option<&CatalogueEntry>,
    row: Option<&StoredProvider>,
) -> SubmittedCredentials {
    let mut parser = Parser::new(entry, row);
    parser.apply(members, false);
    parser.submitted
}

/// Credentials of a stored provider after a merge patch.
pub(super) fn patch(members: &Members, entry: Option<&CatalogueEntry>, row: &StoredProvider) -> SubmittedCredentials {
    let mut parser = Parser::new(entry, Some(row));
    for (name, value) in &row.public {
        parser.restore(name, value);
    }
    for name in row.secrets.keys() {
        parser.keep(name);
    }
    if entry.is_none() && members.credentials.as_ref().is_some_and(|sent| !sent.is_null()) {
        let detail = "the definition of this provider is missing, so credentials cannot be validated";
        parser.submitted.bad.push("/credentials", detail);
    } else {
        parser.apply(members, true);
    }
    parser.submitted
}

impl<'a> Parser<'a> {
    fn new(entry: Option<&'a CatalogueEntry>, row: Option<&'a StoredProvider>) -> Self {
        let submitted = SubmittedCredentials {
            credentials: Credentials::default(),
            public: Map::new(),
            secrets: BTreeMap::new(),
            kept: BTreeSet::new(),
            bad: Violations::default(),
        };
        Self { entry, row, submitted }
    }

    fn apply(&mut self, members: &Members, is_patch: bool) {
        match &members.credentials {
            None => {}
            Some(Value::Null) if is_patch => {
                let names: Vec<String> =
                    self.submitted.public.keys().cloned().chain(self.submitted.kept.iter().cloned()).collect();
                names.iter().for_each(|name| self.clear(name));
            }
            Some(Value::Object(members)) => {
                for (name, value) in members {
                    match self.parse(name, value, is_patch) {
                        Ok(Change::Clear) => self.clear(name),
                        Ok(Change::Keep) => self.keep(name),
                        Ok(Change::Set(value)) => self.set(name, value),
                        Err(detail) => {
                            self.submitted.bad.push(child("/credentials", name), detail);
                            self.set(name, value.clone());
                        }
                    }
                }
            }
            Some(_) => self.submitted.bad.push("/credentials", "must be an object with a member for each credential"),
        }
    }

    fn parse(&self, name: &str, value: &Value, is_patch: bool) -> Result<Change, String> {
        let is_secret = self.is_secret(name);
        let stored = self.row.is_some_and(|row| row.secrets.contains_key(name));
        match value {
            Value::Null if is_patch => Ok(Change::Clear),
            Value::Object(members) if (is_secret || stored) && *members == masked() => {
                if stored {
                    Ok(Change::Keep)
                } else {
                    Err("no secret is stored under this name; enter it".to_owned())
                }
            }
            Value::String(text) if text.len() > MAX_VALUE => Err(format!("longer than {MAX_VALUE} bytes")),
            Value::String(text) if text.trim().is_empty() => {
                Err("empty value; leave it out to keep the stored one, or send null to clear it".to_owned())
            }
            Value::String(text) if is_secret => secret_text(text).map(|text| Change::Set(text.into())),
            Value::String(text) => Ok(Change::Set(self.public_text(name, text).into())),
            Value::Array(items) => {
                let trim = |item: &Value| item.as_str().map_or_else(|| item.clone(), |text| text.trim().into());
                Ok(Change::Set(items.iter().map(trim).collect()))
            }
            other => Ok(Change::Set(other.clone())),
        }
    }

    /// Without surrounding whitespace, and an issuer without the path of its metadata.
    fn public_text(&self, name: &str, text: &str) -> String {
        let text = text.trim();
        if name != "issuer_url" {
            return text.to_owned();
        }
        let own = self.entry.map(|entry| entry.definition.discovery.path.as_str());
        let mut paths = METADATA_PATHS.iter().copied().chain(own).filter(|path| path.len() > 1);
        let trimmed = text.trim_end_matches('/');
        paths.find_map(|path| trimmed.strip_suffix(path)).unwrap_or(text).to_owned()
    }

    /// A credential that the schema does not have is treated as a secret until it is rejected.
    fn is_secret(&self, name: &str) -> bool {
        self.entry.is_none_or(|entry| entry.schema.is_secret(name))
    }

    /// Takes over a stored public value, as a secret if the schema has made it one since.
    fn restore(&mut self, name: &str, value: &Value) {
        if self.entry.is_some_and(|entry| entry.schema.has(name)) {
            return self.set(name, value.clone());
        }
        self.submitted.public.insert(name.to_owned(), value.clone());
        self.submitted.credentials.insert(name, value.clone(), Origin::Admin);
    }

    fn set(&mut self, name: &str, value: Value) {
        self.submitted.kept.remove(name);
        if self.is_secret(name) {
            self.submitted.public.remove(name);
            self.submitted.secrets.insert(name.to_owned(), Secret::new(value.to_string()));
        } else {
            self.submitted.secrets.remove(name);
            self.submitted.public.insert(name.to_owned(), value.clone());
        }
        self.submitted.credentials.insert(name, value, Origin::Admin);
    }

    fn keep(&mut self, name: &str) {
        let Some(row) = self.row else { return };
        row.add_secret(name, &mut self.submitted.credentials);
        self.submitted.kept.insert(name.to_owned());
    }

    fn clear(&mut self, name: &str) {
        self.submitted.public.remove(name);
        self.submitted.secrets.remove(name);
        self.submitted.kept.remove(name);
        self.submitted.credentials.remove(name);
    }
}

fn masked() -> Map<String, Value> {
    json!({ "set": true }).as_object().cloned().unwrap_or_default()
}

/// Trims a key in PEM or JSON, which ends with a newline in files. Any other secret is not trimmed, since the response
/// cannot show the result.
fn secret_text(text: &str) -> Result<String, String> {
    let trimmed = text.trim();
    if trimmed.chars().all(|c| MASK.contains(&c)) {
        return Err("this is a mask, not the secret; leave it out to keep the stored one".to_owned());
    }
    let is_key = trimmed.starts_with("-----BEGIN ") || trimmed.starts_with('{');
    if let Some(found) = InvisibleEnd::find(if is_key { trimmed } else { text }) {
        return Err(format!("The secret {found}, which nobody sees. Paste it again without it."));
    }
    if !is_key && text.contains(['\n', '\r', '\0']) {
        return Err("The secret contains a line break. Paste it again as one line.".to_owned());
    }
    Ok(trimmed.to_owned())
}
