//! What a provider of the configuration is made of, to look at: every value that was written, with its place.

use vestibule_core::{origin::Origin, provider::ProviderRecord};

use super::{super::super::texts::Provider, fields::as_text, origins};
use crate::api::providers::{load::LoadedProvider, provider::settings_json};

/// One value.
pub(super) struct Line {
    /// The key in the configuration.
    pub(super) key: String,
    /// None for a secret.
    pub(super) value: Option<String>,
    /// The place: file, line and column, or a variable.
    pub(super) origin: String,
}

/// The provider's key in the configuration.
pub(super) fn key(record: &ProviderRecord) -> String {
    format!("providers.{}", record.id)
}

/// What was written: settings that differ from the default, and all credentials.
pub(super) fn lines(found: &LoadedProvider, t: Provider) -> Vec<Line> {
    let record = &found.record;
    let place = |origin: &Origin| origins::words(origin, t);
    let defaults = settings_json(&vestibule_core::settings::ProviderSettings::default());
    let written = settings_json(&record.settings).into_iter().filter(|(name, value)| defaults.get(name) != Some(value));
    let mut lines: Vec<_> = written
        .map(|(name, value)| Line {
            origin: record.origin(&name).map(place).unwrap_or_default(),
            value: Some(as_text(&value).replace('\n', ", ")),
            key: format!("{}.{name}", key(record)),
        })
        .collect();
    for name in record.credentials.names() {
        let is_secret = found.definition.as_ref().is_none_or(|entry| entry.schema.is_secret(name));
        lines.push(Line {
            key: format!("{}.credentials.{name}", key(record)),
            value: record.credentials.value(name).filter(|_| !is_secret).map(as_text),
            origin: record.credentials.origin(name).map(place).unwrap_or_default(),
        });
    }
    lines
}
