//! The fields of a provider's form, and those of its credentials schema.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use vestibule_core::{
    json_pointer,
    violation::{Violation, Violations},
};
use vestibule_registry::CatalogueEntry;

use crate::pages::texts::Provider;

/// Credentials are posted under this, so that no schema can take the name of a setting.
pub(super) const CREDENTIAL: &str = "c.";
/// Settings are posted under this.
pub(super) const SETTING: &str = "s.";

/// How a field is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Url,
    Number,
    /// Never shown again. One that spans lines is a key.
    Secret,
    Key,
    Check,
    Select,
    /// One of the bundled pictures.
    Icon,
    /// Several texts, one on each line.
    Lines,
}

/// One field.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) help: Option<String>,
    pub(super) kind: Kind,
    pub(super) value: String,
    pub(super) placeholder: String,
    pub(super) required: bool,
    /// Whether a secret is stored.
    pub(super) set: bool,
    /// Value, label.
    pub(super) options: Vec<(String, String)>,
    /// Value, label, picture.
    pub(super) icons: Vec<(String, String, String)>,
    /// Whether somebody has chosen the value: it is not the default.
    pub(super) chosen: bool,
    /// Where the value comes from.
    pub(super) origin: Option<String>,
    pub(super) errors: Vec<String>,
}

impl Field {
    pub(super) fn new(name: String, label: impl Into<String>, kind: Kind) -> Self {
        Self {
            name,
            label: label.into(),
            help: None,
            kind,
            value: String::new(),
            placeholder: String::new(),
            required: false,
            set: false,
            options: Vec::new(),
            icons: Vec::new(),
            chosen: false,
            origin: None,
            errors: Vec::new(),
        }
    }

    /// What describes the field to a screen reader.
    pub(super) fn described_by(&self) -> String {
        format!("help-{0} error-{0}", self.name)
    }

    pub(super) fn is(&self, kind: &str) -> bool {
        match kind {
            "text" => self.kind == Kind::Text,
            "url" => self.kind == Kind::Url,
            "number" => self.kind == Kind::Number,
            "secret" => self.kind == Kind::Secret,
            "check" => self.kind == Kind::Check,
            "select" => self.kind == Kind::Select,
            "icon" => self.kind == Kind::Icon,
            _ => matches!(self.kind, Kind::Lines | Kind::Key),
        }
    }
}

/// What the fields show: values by field name. A secret never has one.
pub(super) type Values = BTreeMap<String, String>;

/// The fields of the credentials, in the order in which the schema requires them, then the others.
pub(super) fn credentials(entry: &CatalogueEntry, values: &Values, stored: &[String], t: Provider) -> Vec<Field> {
    let schema = entry.schema.as_json();
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(serde_json::Value::as_str).collect();
    let empty = Map::new();
    let properties = schema["properties"].as_object().unwrap_or(&empty);
    let others = properties.keys().map(String::as_str).filter(|name| !required.contains(name));
    let names = required.iter().copied().chain(others);
    let field = |name: &str| {
        let property = properties.get(name)?;
        let title = property["title"].as_str().unwrap_or(name);
        let kind = kind_of(name, property, entry.schema.is_secret(name));
        let mut field = Field::new(format!("{CREDENTIAL}{name}"), title, kind);
        field.help = property["description"].as_str().map(str::to_owned);
        field.required = required.contains(&name);
        field.placeholder = property["examples"][0].as_str().unwrap_or_default().to_owned();
        let options = property["enum"].as_array().into_iter().flatten().filter_map(serde_json::Value::as_str);
        field.options = options.map(|option| (option.to_owned(), option.to_owned())).collect();
        if matches!(kind, Kind::Secret | Kind::Key) && entry.schema.is_secret(name) {
            field.set = stored.iter().any(|known| known == name);
            if field.set {
                field.help = Some(t.secret_set_help().to_owned());
                field.placeholder = "••••••••".to_owned();
            }
        } else {
            let default = property.get("default").map(as_text).unwrap_or_default();
            field.value = values.get(&field.name).cloned().unwrap_or(default);
        }
        Some(field)
    };
    names.filter_map(field).collect()
}

fn kind_of(name: &str, property: &Value, secret: bool) -> Kind {
    match property["type"].as_str() {
        _ if secret && name.contains("private_key") && !name.ends_with("_id") => Kind::Key,
        _ if secret => Kind::Secret,
        Some("boolean") => Kind::Check,
        Some("integer") => Kind::Number,
        Some("array") => Kind::Lines,
        _ if property["enum"].is_array() => Kind::Select,
        _ if property["format"] == "uri" => Kind::Url,
        _ => Kind::Text,
    }
}

/// A value as the text of its field.
pub(super) fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(as_text).collect::<Vec<_>>().join("\n"),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Fields that belong together.
pub(super) struct Group {
    pub(super) title: &'static str,
    pub(super) about: &'static str,
    pub(super) fields: Vec<Field>,
}

impl Group {
    /// Whether there is something to see: a value that somebody has chosen, or a mistake.
    pub(super) fn is_open(&self) -> bool {
        self.fields.iter().any(|field| field.chosen || !field.errors.is_empty())
    }
}

/// Puts each violation to its field; what belongs to none is returned.
pub(super) fn place(violations: &Violations, credentials: &mut [Field], groups: &mut [Group]) -> Vec<String> {
    let mut rest = Vec::new();
    for violation in &violations.0 {
        let name = field_name(&violation.pointer);
        let settings = groups.iter_mut().flat_map(|group| group.fields.iter_mut());
        match credentials.iter_mut().chain(settings).find(|field| Some(&field.name) == name.as_ref()) {
            Some(field) => field.errors.push(in_field(violation)),
            None => rest.push(violation.to_string()),
        }
    }
    rest
}

/// What a violation says at its field: with the name or the number of the line that it is about.
pub(super) fn in_field(violation: &Violation) -> String {
    let path = violation.pointer.strip_prefix("/settings").unwrap_or(&violation.pointer);
    let within = path.split('/').nth(if path.starts_with("/credentials/") { 3 } else { 2 });
    match within.map(json_pointer::unescape) {
        None => violation.detail.clone(),
        Some(step) => match step.parse::<usize>() {
            Ok(index) => format!("{}: {}", index + 1, violation.detail),
            Err(_) => format!("{step}: {}", violation.detail),
        },
    }
}

/// The field that a JSON pointer of the admin API is about.
pub(super) fn field_name(pointer: &str) -> Option<String> {
    let mut steps = pointer.split('/').skip(1);
    match (steps.next(), steps.next()) {
        (Some("credentials"), Some(name)) => Some(format!("{CREDENTIAL}{name}")),
        (Some("credentials"), None) | (None, _) => None,
        (Some("settings"), Some(name)) | (Some(name), _) => Some(format!("{SETTING}{name}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_leads_to_its_field() {
        for (pointer, field) in [
            ("/credentials/client_id", Some("c.client_id")),
            ("/scopes/0", Some("s.scopes")),
            ("/settings/icon", Some("s.icon")),
            ("/credentials", None),
            ("", None),
        ] {
            assert_eq!(field_name(pointer).as_deref(), field, "{pointer}");
        }
    }

    #[test]
    fn a_mistake_names_its_line() {
        for (pointer, said) in [
            ("/credentials/client_id", "wrong"),
            ("/credentials/tags/0", "1: wrong"),
            ("/allowed_groups/1", "2: wrong"),
            ("/settings/required_claims/a~1b/0", "a/b: wrong"),
            ("/max_age", "wrong"),
        ] {
            assert_eq!(in_field(&Violation::new(pointer, "wrong")), said, "{pointer}");
        }
    }
}
