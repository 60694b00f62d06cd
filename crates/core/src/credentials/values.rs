//! The values that were supplied, and where each was written.

use std::{collections::BTreeMap, fmt};

use serde_json::{Map, Value, json};

use crate::{
    origin::Origin,
    secret::{Secret, sha256},
};

/// The values that were supplied, by name. Printing it shows the names only.
#[derive(Clone, Default, PartialEq)]
pub struct Credentials {
    pub(super) values: Map<String, Value>,
    origins: BTreeMap<String, Origin>,
    pub(super) unreadable: BTreeMap<String, String>,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.values.keys()).finish()
    }
}

impl Credentials {
    /// Adds one value and where it was written.
    pub fn insert(&mut self, name: impl Into<String>, value: Value, origin: Origin) {
        let name = name.into();
        self.origins.insert(name.clone(), origin);
        self.values.insert(name, value);
    }

    /// Takes a value away, and what was noted about it.
    pub fn remove(&mut self, name: &str) {
        self.values.remove(name);
        self.origins.remove(name);
        self.unreadable.remove(name);
    }

    /// Notes that a value was supplied and cannot be read: [`CredentialsSchema::check`](super::CredentialsSchema::check) then says `reason` instead of
    /// calling it missing. `reason` is a sentence without a full stop and holds no value.
    pub fn mark_unreadable(&mut self, name: impl Into<String>, reason: impl Into<String>, origin: Origin) {
        let name = name.into();
        self.origins.insert(name.clone(), origin);
        self.unreadable.insert(name, reason.into());
    }

    /// The values that were supplied and cannot be read: name and reason.
    pub fn unreadable(&self) -> impl Iterator<Item = (&str, &str)> {
        self.unreadable.iter().map(|(name, reason)| (name.as_str(), reason.as_str()))
    }

    /// The value of that name, whatever its type.
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.values.get(name)
    }

    /// The text of that name; `None` when it is absent, empty or not a text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.values.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    /// The secret of that name; `None` when it is absent, empty or not a text.
    pub fn secret(&self, name: &str) -> Option<Secret> {
        self.text(name).map(Secret::new)
    }

    /// Where the value of that name was written.
    pub fn origin(&self, name: &str) -> Option<&Origin> {
        self.origins.get(name)
    }

    /// The names that have a value.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(String::as_str)
    }

    /// SHA-256 over all names and values: two sets with one digest are the same.
    pub fn digest(&self) -> [u8; 32] {
        // A JSON object with sorted keys has one spelling.
        let sorted: BTreeMap<_, _> = self.values.iter().collect();
        sha256(json!([sorted, self.unreadable]).to_string())
    }
}
