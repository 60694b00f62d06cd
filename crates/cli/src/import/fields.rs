//! The values of a foreign configuration. Whoever reads one takes it; what is left at the end has no counterpart.

use serde_json::{Map, Value};

use super::outcome::Imported;
use crate::{Failure, failure};

/// One section.
#[derive(Debug, Default)]
pub(super) struct Fields(Map<String, Value>);

impl From<Map<String, Value>> for Fields {
    fn from(fields: Map<String, Value>) -> Self {
        Self(fields)
    }
}

impl Fields {
    pub(super) fn yaml(text: &str) -> Result<Self, Failure> {
        // The text of its error may show values.
        let value: Value =
            serde_saphyr::from_str(text).map_err(|_| failure("a file is no YAML; name a configuration file"))?;
        Self::of(value)
    }

    /// `KEY=value` a line, as `docker run --env-file` reads it. Keys lose the prefix and become lower case.
    pub(super) fn variables(text: &str, prefix: &str) -> Result<Self, Failure> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let mut fields = Map::new();
        for line in lines {
            let line = line.strip_prefix("export ").unwrap_or(line);
            let Some((key, value)) = line.split_once('=') else {
                return Err(failure("a line of a file is no `NAME=value`; name a file with variables"));
            };
            let quoted = |mark| value.strip_prefix(mark).and_then(|rest: &str| rest.strip_suffix(mark));
            let value = quoted('"').or_else(|| quoted('\'')).unwrap_or(value);
            let key = key.trim();
            fields.insert(key.strip_prefix(prefix).unwrap_or(key).to_ascii_lowercase(), value.into());
        }
        Ok(Self(fields))
    }

    /// TOML, else variables.
    pub(super) fn toml_or_variables(text: &str, prefix: &str) -> Result<Self, Failure> {
        match text.parse::<toml::Table>() {
            Ok(table) => Self::of(serde_json::to_value(table)?),
            Err(_) => Self::variables(text, prefix),
        }
    }

    fn of(value: Value) -> Result<Self, Failure> {
        match value {
            Value::Object(fields) => Ok(Self(fields)),
            _ => Err(failure("a file has no settings; name a configuration file")),
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
        let Some(Value::Array(items)) = self.0.remove(key) else { return Vec::new() };
        items.into_iter().map(|item| Self(item.as_object().cloned().unwrap_or_default())).collect()
    }

    pub(super) fn value(&mut self, key: &str) -> Option<Value> {
        self.0.remove(key)
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
            let is_unset = value.is_null() || value.as_str() == Some("") || value == Value::Bool(false);
            if !is_unset {
                imported.lost(format!("{within}{key}"));
            }
        }
    }
}
