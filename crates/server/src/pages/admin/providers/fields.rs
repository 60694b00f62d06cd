//! The fields of a provider's form, and those of its credentials schema.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use vestibule_core::{
    credentials::CredentialsSchema,
    json_pointer,
    violation::{Violation, Violations},
};

use crate::pages::texts::Provider;

/// Credentials are posted under this, so that no schema can take the name of a setting.
pub(in crate::pages::admin) const CREDENTIAL: &str = "c.";
/// Settings are posted under this.
pub(in crate::pages::admin) const SETTING: &str = "s.";

/// The setting that has a date for each credential.
pub(in crate::pages::admin) const EXPIRY: &str = "credentials_expire";

/// How a field is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::pages::admin) enum Kind {
    Text,
    Url,
    Number,
    /// A day.
    Date,
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
pub(in crate::pages::admin) struct Field {
    pub(in crate::pages::admin) name: String,
    pub(in crate::pages::admin) label: String,
    pub(in crate::pages::admin) help: Option<String>,
    pub(in crate::pages::admin) kind: Kind,
    pub(in crate::pages::admin) value: String,
    pub(in crate::pages::admin) placeholder: String,
    pub(in crate::pages::admin) required: bool,
    /// Whether a secret is stored.
    pub(in crate::pages::admin) set: bool,
    /// Whether a secret was typed before and is not saved yet.
    pub(in crate::pages::admin) kept: bool,
    /// Value, label.
    pub(in crate::pages::admin) options: Vec<(String, String)>,
    /// Value, label, picture.
    pub(in crate::pages::admin) icons: Vec<(String, String, String)>,
    /// Whether somebody has chosen the value: it is not the default.
    pub(in crate::pages::admin) chosen: bool,
    /// Where the value comes from.
    pub(in crate::pages::admin) origin: Option<String>,
    pub(in crate::pages::admin) errors: Vec<String>,
}

impl Field {
    pub(in crate::pages::admin) fn new(name: String, label: impl Into<String>, kind: Kind) -> Self {
        Self {
            name,
            label: label.into(),
            help: None,
            kind,
            value: String::new(),
            placeholder: String::new(),
            required: false,
            set: false,
            kept: false,
            options: Vec::new(),
            icons: Vec::new(),
            chosen: false,
            origin: None,
            errors: Vec::new(),
        }
    }

    /// What describes the field to a screen reader.
    pub(in crate::pages::admin) fn described_by(&self) -> String {
        format!("help-{0} error-{0}", self.name)
    }

    pub(in crate::pages::admin) fn is(&self, kind: &str) -> bool {
        match kind {
            "text" => self.kind == Kind::Text,
            "url" => self.kind == Kind::Url,
            "number" => self.kind == Kind::Number,
            "date" => self.kind == Kind::Date,
            "secret" => self.kind == Kind::Secret,
            "check" => self.kind == Kind::Check,
            "select" => self.kind == Kind::Select,
            "icon" => self.kind == Kind::Icon,
            _ => matches!(self.kind, Kind::Lines | Kind::Key),
        }
    }
}

/// What the fields show: values by field name. A secret never has one.
pub(in crate::pages::admin) type Values = BTreeMap<String, String>;

/// The field for the last day of a credential.
pub(in crate::pages::admin) fn expiry_name(credential: &str) -> String {
    format!("{SETTING}{EXPIRY}.{credential}")
}

/// The fields of what a definition asks for, each secret with its last day, in the order in which the schema requires them, then the others.
pub(in crate::pages::admin) fn credentials(
    of: &CredentialsSchema,
    values: &Values,
    stored: &[String],
    t: Provider,
) -> Vec<Field> {
    let schema = of.as_json();
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(serde_json::Value::as_str).collect();
    let empty = Map::new();
    let properties = schema["properties"].as_object().unwrap_or(&empty);
    let others = properties.keys().map(String::as_str).filter(|name| !required.contains(name));
    let names = required.iter().copied().chain(others);
    let field = |name: &str| {
        let property = properties.get(name)?;
        let title = property["title"].as_str().unwrap_or(name);
        let kind = kind_of(name, property, of.is_secret(name));
        let mut field = Field::new(format!("{CREDENTIAL}{name}"), title, kind);
        field.help = property["description"].as_str().map(str::to_owned);
        field.required = required.contains(&name);
        field.placeholder = property["examples"][0].as_str().unwrap_or_default().to_owned();
        let options = property["enum"].as_array().into_iter().flatten().filter_map(serde_json::Value::as_str);
        field.options = options.map(|option| (option.to_owned(), option.to_owned())).collect();
        if matches!(kind, Kind::Secret | Kind::Key) && of.is_secret(name) {
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
    let with_expiry = |name: &str| {
        let secret = field(name)?;
        let mut expiry = Field::new(expiry_name(name), t.expires_on(), Kind::Date);
        expiry.help = Some(t.expires_on_help().to_owned());
        expiry.value = values.get(&expiry.name).cloned().unwrap_or_default();
        Some([Some(secret), of.is_secret(name).then_some(expiry)])
    };
    names.filter_map(with_expiry).flatten().flatten().collect()
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
pub(in crate::pages::admin) fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(as_text).collect::<Vec<_>>().join("\n"),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Fields that belong together.
pub(in crate::pages::admin) struct Group {
    pub(in crate::pages::admin) title: &'static str,
    pub(in crate::pages::admin) about: &'static str,
    pub(in crate::pages::admin) fields: Vec<Field>,
}

impl Group {
    /// Whether there is something to see: a value that somebody has chosen, or a mistake.
    pub(in crate::pages::admin) fn is_open(&self) -> bool {
        self.fields.iter().any(|field| field.chosen || !field.errors.is_empty())
    }
}

/// Puts each violation to its field; what belongs to none is returned.
pub(in crate::pages::admin) fn place(
    violations: &Violations,
    credentials: &mut [Field],
    groups: &mut [Group],
) -> Vec<String> {
    let mut rest = Vec::new();
    for violation in &violations.0 {
        let name = field_name(&violation.pointer);
        let settings = groups.iter_mut().flat_map(|group| group.fields.iter_mut());
        match credentials.iter_mut().chain(settings).find(|field| Some(&field.name) == name.as_ref()) {
            Some(field) => field.errors.push(in_field(violation)),
            None => rest.push(in_field(violation)),
        }
    }
    rest
}

/// What a violation says at its field: with the name or the number of the line that it is about.
pub(in crate::pages::admin) fn in_field(violation: &Violation) -> String {
    let path = violation.pointer.strip_prefix("/settings").unwrap_or(&violation.pointer);
    let has_own_field = ["/credentials/", "/credentials_expire/"].iter().any(|start| path.starts_with(start));
    let within = path.split('/').nth(if has_own_field { 3 } else { 2 });
    match within.map(json_pointer::unescape) {
        None => violation.detail.clone(),
        Some(step) => match step.parse::<usize>() {
            Ok(index) => format!("{}: {}", index + 1, violation.detail),
            Err(_) => format!("{step}: {}", violation.detail),
        },
    }
}

/// The field that a JSON pointer of the admin API is about.
pub(in crate::pages::admin) fn field_name(pointer: &str) -> Option<String> {
    let mut steps = pointer.split('/').skip(1);
    match (steps.next(), steps.next()) {
        (Some("credentials"), Some(name)) => Some(format!("{CREDENTIAL}{name}")),
        (Some("credentials"), None) | (None, _) => None,
        (Some("settings"), Some(EXPIRY)) => steps.next().map(expiry_name),
        (Some(EXPIRY), Some(name)) => Some(expiry_name(name)),
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
            ("/credentials_expire/client_secret", Some("s.credentials_expire.client_secret")),
            ("/settings/credentials_expire/client_secret", Some("s.credentials_expire.client_secret")),
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
            ("/credentials_expire/client_secret", "wrong"),
            ("/allowed_groups/1", "2: wrong"),
            ("/settings/required_claims/a~1b/0", "a/b: wrong"),
            ("/max_age", "wrong"),
        ] {
            assert_eq!(in_field(&Violation::new(pointer, "wrong")), said, "{pointer}");
        }
    }
}
