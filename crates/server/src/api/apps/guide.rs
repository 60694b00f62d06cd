//! The guide of an app's definition, with the values of the app filled in, ready to paste.

use serde_json::Value;
use vestibule_apps::with_defaults;
use vestibule_core::routes::Route;

use super::load::LoadedApp;
use crate::{AppState, api::definitions::guide::fill_words};

/// The guide in Markdown; `None` when there is no such definition. Without `secret`, its place stays recognizable.
pub(crate) fn of(loaded: &LoadedApp, app: &AppState, secret: Option<&str>) -> Option<String> {
    let entry = loaded.entry.as_ref()?;
    let values = with_defaults(&loaded.record.values, &entry.schema);
    let public_url = &app.settings.public_url;
    let value = |word: &str| match word {
        "issuer" | "public_url" => Some(public_url.base().to_owned()),
        "discovery_url" => Some(public_url.at(Route::OpenIdConfiguration)),
        "client_id" => Some(loaded.client_id().to_owned()),
        "client_secret" => Some(secret.unwrap_or("YOUR-CLIENT-SECRET").to_owned()),
        setting => match values.value(setting)? {
            Value::String(text) => Some(text.trim().trim_end_matches('/').to_owned()),
            Value::Array(items) => Some(items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" ")),
            other => Some(other.to_string()),
        },
    };
    Some(fill_words(&entry.definition.guide, value))
}
