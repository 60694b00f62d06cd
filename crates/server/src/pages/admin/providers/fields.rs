//! The fields of a provider's form: those of its credentials schema, and those of the settings that every provider has.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use vestibule_core::{settings::ProviderSettings, violation::Violations};
use vestibule_registry::CatalogueEntry;

use super::super::super::{assets, texts::Provider};

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
    pub(super) errors: Vec<String>,
}

impl Field {
    fn new(name: String, label: impl Into<String>, kind: Kind) -> Self {
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
                field.help = Some(t.secret_help().to_owned());
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

/// How a value stands in its field.
pub(super) fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(as_text).collect::<Vec<_>>().join("\n"),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// The fields about the button.
pub(super) fn appearance(entry: Option<&CatalogueEntry>, values: &Values, t: Provider) -> Vec<Field> {
    let mut name = setting("display_name", t.display_name(), Kind::Text, values);
    name.placeholder = entry.map(|entry| entry.definition.name.clone()).unwrap_or_default();
    let mut icon = setting("icon", t.icon(), Kind::Select, values);
    let mut names: Vec<_> = assets::icon_names().collect();
    names.sort_unstable();
    icon.options.push((String::new(), t.icon_default().to_owned()));
    icon.options.extend(names.iter().map(|name| ((*name).to_owned(), (*name).to_owned())));
    vec![name, icon]
}

/// The fields about who may come in.
pub(super) fn rules(values: &Values, t: Provider) -> Vec<Field> {
    let mut scopes = setting("scopes", t.scopes(), Kind::Text, values);
    scopes.help = Some(t.scopes_help().to_owned());
    let mut linking = setting("linking", t.linking(), Kind::Select, values);
    linking.options = options(&[
        ("verified_email", t.verified_email()),
        ("trusted_email", t.trusted_email()),
        ("ask", t.ask()),
        ("never", t.never()),
    ]);
    let mut sync = setting("profile_sync", t.profile_sync(), Kind::Select, values);
    sync.options = options(&[
        ("first_sign_in", t.first_sign_in()),
        ("fill_empty", t.fill_empty()),
        ("every_sign_in", t.every_sign_in()),
    ]);
    let lines = |name: &str, label: &str, help: &str| {
        let mut field = setting(name, label, Kind::Lines, values);
        field.help = Some(help.to_owned());
        field
    };
    vec![
        setting("auto_register", t.auto_register(), Kind::Check, values),
        setting("require_email", t.require_email(), Kind::Check, values),
        linking,
        sync,
        lines("allowed_email_domains", t.allowed_email_domains(), t.lines_help()),
        lines("allowed_groups", t.allowed_groups(), t.lines_help()),
        lines("admin_email_domains", t.admin_email_domains(), t.admin_lines_help()),
        lines("admin_groups", t.admin_groups(), t.admin_lines_help()),
        scopes,
    ]
}

fn options(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(value, label)| ((*value).to_owned(), (*label).to_owned())).collect()
}

fn setting(name: &str, label: &str, kind: Kind, values: &Values) -> Field {
    let mut field = Field::new(format!("{SETTING}{name}"), label, kind);
    field.value = values.get(&field.name).cloned().unwrap_or_default();
    field
}

/// What the fields of settings show.
pub(super) fn settings_values(settings: &ProviderSettings) -> Values {
    let members = crate::admin::providers::provider::settings_json(settings);
    let text = |name: &str, value: &Value| match name {
        "scopes" => as_text(value).replace('\n', " "),
        _ => as_text(value),
    };
    members.iter().map(|(name, value)| (format!("{SETTING}{name}"), text(name, value))).collect()
}

/// Puts each violation to its field; what belongs to none is returned.
pub(super) fn place(violations: &Violations, groups: &mut [&mut Vec<Field>]) -> Vec<String> {
    let mut rest = Vec::new();
    for violation in &violations.0 {
        let name = field_name(&violation.pointer);
        let mut fields = groups.iter_mut().flat_map(|group| group.iter_mut());
        match fields.find(|field| Some(&field.name) == name.as_ref()) {
            Some(field) => field.errors.push(violation.detail.clone()),
            None => rest.push(violation.to_string()),
        }
    }
    rest
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
}
