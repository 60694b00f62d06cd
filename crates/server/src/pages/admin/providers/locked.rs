//! What a provider of the configuration is made of, to look at: every value that was written, with its place.

use vestibule_core::provider::ProviderRecord;

use super::fields::as_text;
use crate::admin::providers::{
    find::Found,
    provider::{origin_of, settings_json},
};

/// One value.
pub(super) struct Line {
    pub(super) name: String,
    /// None for a secret.
    pub(super) value: Option<String>,
    pub(super) origin: String,
}

/// The key of the configuration that the provider stands under.
pub(super) fn key(record: &ProviderRecord) -> String {
    format!("providers.{}", record.id)
}

/// What was written: settings that differ from the default, and all credentials.
pub(super) fn lines(found: &Found) -> Vec<Line> {
    let record = &found.record;
    let defaults = settings_json(&vestibule_core::settings::ProviderSettings::default());
    let written = settings_json(&record.settings).into_iter().filter(|(name, value)| defaults.get(name) != Some(value));
    let mut lines: Vec<_> = written
        .map(|(name, value)| Line {
            origin: origin_of(record, &name, false).to_string(),
            value: Some(as_text(&value).replace('\n', ", ")),
            name,
        })
        .collect();
    for name in record.credentials.names() {
        let is_secret = found.definition.as_ref().is_none_or(|entry| entry.schema.is_secret(name));
        lines.push(Line {
            name: format!("credentials.{name}"),
            value: record.credentials.value(name).filter(|_| !is_secret).map(as_text),
            origin: record.credentials.origin(name).map(ToString::to_string).unwrap_or_default(),
        });
    }
    lines
}
