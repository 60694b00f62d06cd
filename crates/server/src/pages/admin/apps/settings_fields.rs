//! The fields of the settings that every app has.

use serde_json::{Value, json};
use vestibule_apps::{AppSettings, ClientAuthentication};
use vestibule_registry::AppCatalogueEntry;

use super::super::{
    super::texts::AppAdmin,
    providers::{CREDENTIAL, Field, Group, Kind, SETTING, Values, as_text},
};
use crate::{api::apps::definitions::icon_of, api::apps::load::LoadedApp, http::assets};

/// What the fields show of settings: values by field name.
pub(super) fn of_settings(settings: &AppSettings) -> Values {
    let document = json!(settings);
    let mut values = Values::new();
    for (name, value) in document.as_object().into_iter().flatten() {
        match value {
            Value::Object(allow) => {
                for (member, value) in allow {
                    values.insert(format!("{SETTING}{name}_{member}"), as_text(value));
                }
            }
            value => drop(values.insert(format!("{SETTING}{name}"), as_text(value))),
        }
    }
    values
}

/// The same of an app, with what its definition asks for.
pub(super) fn of_app(found: &LoadedApp) -> Values {
    let record = &found.record;
    let mut values = of_settings(&record.settings);
    for name in record.values.names().filter(|name| *name != "client_secret") {
        let value = record.values.value(name).map(as_text).unwrap_or_default();
        let field = if name == "client_keys" { format!("{SETTING}{name}") } else { format!("{CREDENTIAL}{name}") };
        values.insert(field, value);
    }
    values
}

/// All groups.
pub(super) fn groups(entry: Option<&AppCatalogueEntry>, values: &Values, t: AppAdmin) -> Vec<Group> {
    let defaults = of_settings(&AppSettings::default());
    let field = |name: &str, label: &'static str, help: &'static str, kind: Kind| {
        let mut field = Field::new(format!("{SETTING}{name}"), label, kind);
        field.help = Some(help).filter(|help| !help.is_empty()).map(str::to_owned);
        let default = defaults.get(&field.name).cloned().unwrap_or_default();
        field.value = values.get(&field.name).cloned().unwrap_or_else(|| default.clone());
        field.chosen = field.value != default;
        field
    };
    let mut name = field("display_name", t.display_name(), t.display_name_help(), Kind::Text);
    name.placeholder = entry.map(|entry| entry.definition.name.clone()).unwrap_or_default();
    let mut icon = field("icon", t.icon(), "", Kind::Icon);
    let mut names: Vec<_> = assets::icon_names().collect();
    names.sort_unstable();
    let of_definition = entry.map_or_else(|| assets::icon(None), icon_of);
    icon.icons.push((String::new(), t.icon_default().to_owned(), of_definition));
    icon.icons.extend(names.iter().map(|name| ((*name).to_owned(), (*name).to_owned(), assets::icon(Some(name)))));
    let mut consent = field("consent", t.consent(), t.consent_help(), Kind::Select);
    let choice = |value: &str, label: &str| (value.to_owned(), label.to_owned());
    consent.options = vec![
        choice("never", t.consent_never()),
        choice("first", t.consent_first()),
        choice("always", t.consent_always()),
    ];
    let access = vec![
        field("allow_groups", t.allow_groups(), t.allow_groups_help(), Kind::Lines),
        field("allow_emails", t.allow_emails(), t.allow_emails_help(), Kind::Lines),
        field("allow_providers", t.allow_providers(), t.allow_providers_help(), Kind::Lines),
        consent,
        field("max_age", t.max_age(), t.max_age_help(), Kind::Number),
    ];
    let mut client = vec![
        field("client_id", t.client_id(), t.client_id_help(), Kind::Text),
        field("extra_redirect_uris", t.extra_redirect_uris(), t.extra_redirect_uris_help(), Kind::Lines),
        field("access_token_lifetime", t.access_token_lifetime(), "", Kind::Number),
        field("refresh_token_lifetime", t.refresh_token_lifetime(), t.refresh_token_lifetime_help(), Kind::Number),
        field("lenient_authentication", t.lenient(), t.lenient_help(), Kind::Check),
    ];
    let has_keys =
        |entry: &AppCatalogueEntry| entry.definition.client.authentication == ClientAuthentication::PrivateKeyJwt;
    if entry.is_some_and(has_keys) {
        client.insert(0, field("client_keys", t.client_keys(), t.client_keys_help(), Kind::Lines));
    }
    vec![
        Group { title: t.access(), about: t.access_about(), fields: access },
        Group { title: t.appearance(), about: t.appearance_about(), fields: vec![name, icon] },
        Group { title: t.client(), about: t.client_about(), fields: client },
    ]
}
