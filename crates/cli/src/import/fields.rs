//! The values of a foreign configuration. Whoever reads one takes it; what is left at the end has no counterpart.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::outcome::Imported;

/// One section.
#[derive(Debug, Default)]
pub(super) struct Fields(Map<String, Value>);

impl From<Map<String, Value>> for Fields {
    fn from(fields: Map<String, Value>) -> Self {
        Self(fields)
    }
}

impl From<Fields> for Value {
    fn from(fields: Fields) -> Self {
        Self::Object(fields.0)
    }
}

impl Fields {
    /// Of a value that is a section; any other has no fields.
    pub(super) fn of(value: Value) -> Self {
        match value {
            Value::Object(fields) => Self(fields),
            _ => Self::default(),
        }
    }

    /// A text, or what can be written as one.
    pub(super) fn text(&mut self, key: &str) -> Option<String> {
        let text = match self.0.get(key)? {
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            Value::Bool(flag) => flag.to_string(),
            _ => return None,
        };
        self.0.remove(key);
        (!text.is_empty()).then_some(text)
    }

    pub(super) fn is_true(&mut self, key: &str) -> bool {
        self.text(key).as_deref() == Some("true")
    }

    /// Whether a switch is on, as a database writes one, too.
    pub(super) fn is_set(&mut self, key: &str) -> bool {
        matches!(self.text(key).as_deref(), Some("true" | "1"))
    }

    /// Looks at a value and leaves it.
    pub(super) fn peek(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    /// A list of texts; one text is split at commas.
    pub(super) fn list(&mut self, key: &str) -> Vec<String> {
        match self.0.get(key) {
            Some(Value::Array(items)) if items.iter().all(Value::is_string) => {
                let items = items.iter().filter_map(Value::as_str).map(str::to_owned).collect();
                self.0.remove(key);
                items
            }
            _ => {
                let text = self.text(key).unwrap_or_default();
                text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
            }
        }
    }

    pub(super) fn section(&mut self, key: &str) -> Self {
        match self.0.remove(key) {
            Some(Value::Object(fields)) => Self(fields),
            Some(other) => {
                self.0.insert(key.to_owned(), other);
                Self::default()
            }
            None => Self::default(),
        }
    }

    pub(super) fn sections(&mut self, key: &str) -> Vec<Self> {
        match self.0.remove(key) {
            Some(Value::Array(items)) => items.into_iter().map(Self::of).collect(),
            Some(other) => {
                self.0.insert(key.to_owned(), other);
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    pub(super) fn value(&mut self, key: &str) -> Option<Value> {
        self.0.remove(key)
    }

    /// Whether anything is written there.
    pub(super) fn is_given(&self, key: &str) -> bool {
        match self.0.get(key) {
            None | Some(Value::Null | Value::Bool(false)) => false,
            Some(Value::String(text)) => !text.trim().is_empty(),
            Some(Value::Array(items)) => !items.is_empty(),
            Some(_) => true,
        }
    }

    /// The names of sections in a list, and `name:part` for each part that `parts` lists. Left where it is when it has anything else.
    pub(super) fn sections_named(&mut self, key: &str, parts: &str) -> Vec<String> {
        let Some(Value::Array(items)) = self.0.get(key) else { return Vec::new() };
        let named = |item: &Value| {
            let mut fields = Self::of(item.clone());
            let (name, parts) = (fields.text("name")?, fields.list(parts));
            let rest = fields.is_empty();
            let all =
                if parts.is_empty() { vec![name] } else { parts.iter().map(|part| format!("{name}:{part}")).collect() };
            rest.then_some(all)
        };
        let names: Option<Vec<_>> = items.iter().map(named).collect();
        if names.is_some() {
            self.0.remove(key);
        }
        names.unwrap_or_default().concat()
    }

    /// The names of its fields.
    pub(super) fn keys(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    pub(super) fn put(&mut self, key: &str, value: impl Into<Value>) {
        self.0.insert(key.to_owned(), value.into());
    }

    /// What is between `prefix` and one of the ends.
    pub(super) fn parts(&self, prefix: &str, ends: &[&str]) -> Vec<String> {
        let part = |key: &String| {
            let rest = key.strip_prefix(prefix)?;
            ends.iter().find_map(|end| rest.strip_suffix(end)?.strip_suffix('_')).map(str::to_owned)
        };
        let parts: BTreeSet<_> = self.0.keys().filter_map(part).collect();
        parts.into_iter().collect()
    }

    /// The names that begin so.
    pub(super) fn names(&self, prefix: &str) -> Vec<String> {
        self.0.keys().filter(|key| key.starts_with(prefix)).cloned().collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Reports what nobody has taken, by its name.
    pub(super) fn report_rest(self, within: &str, imported: &mut Imported) {
        for (key, value) in self.0 {
            let is_empty = value.as_object().is_some_and(Map::is_empty) || value.as_array().is_some_and(Vec::is_empty);
            let is_unset = value.is_null() || value.as_str() == Some("") || value == Value::Bool(false) || is_empty;
            if !is_unset {
                imported.lost(format!("{within}{key}"));
            }
        }
    }
}

/// Puts sections together; of other values the later one wins.
pub(super) fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                merge(into.entry(key).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from,
    }
}
