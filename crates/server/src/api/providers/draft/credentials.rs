//! Credentials as people paste them: trimmed where that can be seen, refused where it cannot.
//!
//! A secret is never shown again, so nothing about it is mended silently. `{"set": true}`, as an answer shows it, keeps
//! what is stored.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use vestibule_core::{
    credentials::Credentials, oauth::METADATA_PATHS, origin::Origin, secret::Secret, violation::Violations,
};
use vestibule_registry::CatalogueEntry;
use vestibule_store::StoredProvider;

use super::request::Request;
use crate::api::body::child;

/// No key and no secret is longer.
const MAX_VALUE: usize = 16 * 1024;
/// What a form shows in place of a secret.
const MASK: &[char] = &['*', '•', '●', '·', '.', '∙', '⬤', '○', '◦', '⋅', '…'];

/// Credentials after a request.
pub(super) struct Supplied {
    /// All of them, as they would be in force. A value that was refused stands here too, so that it is not called missing.
    pub(super) credentials: Credentials,
    /// What is stored for everybody with the rights to read.
    pub(super) public: Map<String, Value>,
    /// Secrets that were entered, as JSON text.
    pub(super) secrets: BTreeMap<String, Secret>,
    /// Secrets that stay as they are stored.
    pub(super) kept: BTreeSet<String>,
    pub(super) bad: Violations,
}

impl Supplied {
    /// Whether a credential is there, entered or kept.
    pub(super) fn has(&self, name: &str) -> bool {
        self.credentials.value(name).is_some() || self.kept.contains(name)
    }
}

/// What is done with one credential.
enum Change {
    Clear,
    Keep,
    Enter(Value),
}

struct Reader<'a> {
    entry: Option<&'a CatalogueEntry>,
    row: Option<&'a StoredProvider>,
    supplied: Supplied,
}

/// Credentials of a new provider. `row` is where `{"set": true}` finds a secret.
pub(super) fn create(request: &Request, entry: Option<&CatalogueEntry>, row: Option<&StoredProvider>) -> Supplied {
    let mut reader = Reader::new(entry, row);
    reader.apply(request, false);
    reader.supplied
}

/// Credentials of a stored provider with a merge patch.
pub(super) fn patch(request: &Request, entry: Option<&CatalogueEntry>, row: &StoredProvider) -> Supplied {
    let mut reader = Reader::new(entry, Some(row));
    for (name, value) in &row.public {
        reader.restore(name, value);
    }
    for name in row.secrets.keys() {
        reader.keep(name);
    }
    if entry.is_none() && request.credentials.as_ref().is_some_and(|sent| !sent.is_null()) {
        let detail = "the definition of this provider is not there, so nobody knows what these are";
        reader.supplied.bad.push("/credentials", detail);
    } else {
        reader.apply(request, true);
    }
    reader.supplied
}

impl<'a> Reader<'a> {
    fn new(entry: Option<&'a CatalogueEntry>, row: Option<&'a StoredProvider>) -> Self {
        let supplied = Supplied {
            credentials: Credentials::default(),
            public: Map::new(),
            secrets: BTreeMap::new(),
            kept: BTreeSet::new(),
            bad: Violations::default(),
        };
        Self { entry, row, supplied }
    }

    fn apply(&mut self, request: &Request, is_patch: bool) {
        match &request.credentials {
            None => {}
            Some(Value::Null) if is_patch => {
                let names: Vec<String> =
                    self.supplied.public.keys().cloned().chain(self.supplied.kept.iter().cloned()).collect();
                names.iter().for_each(|name| self.clear(name));
            }
            Some(Value::Object(members)) => {
                for (name, value) in members {
                    match self.read(name, value, is_patch) {
                        Ok(Change::Clear) => self.clear(name),
                        Ok(Change::Keep) => self.keep(name),
                        Ok(Change::Enter(value)) => self.enter(name, value),
                        Err(detail) => {
                            self.supplied.bad.push(child("/credentials", name), detail);
                            self.enter(name, value.clone());
                        }
                    }
                }
            }
            Some(_) => self.supplied.bad.push("/credentials", "an object with a member for each credential"),
        }
    }

    fn read(&self, name: &str, value: &Value, is_patch: bool) -> Result<Change, String> {
        let is_secret = self.is_secret(name);
        let stored = self.row.is_some_and(|row| row.secrets.contains_key(name));
        match value {
            Value::Null if is_patch => Ok(Change::Clear),
            Value::Object(members) if (is_secret || stored) && *members == set() => {
                if stored {
                    Ok(Change::Keep)
                } else {
                    Err("nothing is stored under this name; enter it".to_owned())
                }
            }
            Value::String(text) if text.len() > MAX_VALUE => Err(format!("longer than {MAX_VALUE} bytes")),
            Value::String(text) if text.trim().is_empty() => {
                Err("an empty value; leave it out to keep what is stored, or send null to clear it".to_owned())
            }
            Value::String(text) if is_secret => secret_text(text).map(|text| Change::Enter(text.into())),
            Value::String(text) => Ok(Change::Enter(self.public_text(name, text).into())),
            Value::Array(items) => {
                let trim = |item: &Value| item.as_str().map_or_else(|| item.clone(), |text| text.trim().into());
                Ok(Change::Enter(items.iter().map(trim).collect()))
            }
            other => Ok(Change::Enter(other.clone())),
        }
    }

    /// Without white space around it; of an address that leads to the metadata, the issuer.
    fn public_text(&self, name: &str, text: &str) -> String {
        let text = text.trim();
        if name != "issuer_url" {
            return text.to_owned();
        }
        let own = self.entry.map(|entry| entry.definition.discovery.path.as_str());
        let mut paths = METADATA_PATHS.iter().copied().chain(own).filter(|path| path.len() > 1);
        let bare = text.trim_end_matches('/');
        paths.find_map(|path| bare.strip_suffix(path)).unwrap_or(text).to_owned()
    }

    /// What a schema does not know is treated as a secret, until it is refused.
    fn is_secret(&self, name: &str) -> bool {
        self.entry.is_none_or(|entry| entry.schema.is_secret(name))
    }

    /// A value that is stored for everybody with the rights to read, unless the schema has made it a secret meanwhile.
    fn restore(&mut self, name: &str, value: &Value) {
        if self.entry.is_some_and(|entry| entry.schema.has(name)) {
            return self.enter(name, value.clone());
        }
        self.supplied.public.insert(name.to_owned(), value.clone());
        self.supplied.credentials.insert(name, value.clone(), Origin::Admin);
    }

    fn enter(&mut self, name: &str, value: Value) {
        self.supplied.kept.remove(name);
        if self.is_secret(name) {
            self.supplied.public.remove(name);
            self.supplied.secrets.insert(name.to_owned(), Secret::new(value.to_string()));
        } else {
            self.supplied.secrets.remove(name);
            self.supplied.public.insert(name.to_owned(), value.clone());
        }
        self.supplied.credentials.insert(name, value, Origin::Admin);
    }

    fn keep(&mut self, name: &str) {
        let Some(row) = self.row else { return };
        row.add_secret(name, &mut self.supplied.credentials);
        self.supplied.kept.insert(name.to_owned());
    }

    fn clear(&mut self, name: &str) {
        self.supplied.public.remove(name);
        self.supplied.secrets.remove(name);
        self.supplied.kept.remove(name);
        self.supplied.credentials.remove(name);
    }
}

fn set() -> Map<String, Value> {
    json!({ "set": true }).as_object().cloned().unwrap_or_default()
}

/// A key that spans lines, or is JSON, may end with a line end as files do; of any other secret nobody could see what
/// was cut off.
fn secret_text(text: &str) -> Result<String, String> {
    let trimmed = text.trim();
    if trimmed.chars().all(|c| MASK.contains(&c)) {
        return Err("this is what is shown in place of a secret; leave it out to keep the stored one".to_owned());
    }
    let is_key = trimmed.starts_with("-----BEGIN ") || trimmed.starts_with('{');
    if trimmed.len() != text.len() && !is_key {
        return Err("it begins or ends with white space; paste it again without".to_owned());
    }
    if !is_key && text.contains(['\n', '\r', '\0']) {
        return Err("it holds a line end; paste it again as one line".to_owned());
    }
    Ok(trimmed.to_owned())
}
