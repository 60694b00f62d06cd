//! What is stored of a provider, as a form has it, and what somebody else has changed of it.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use vestibule_core::secret::sha256;
use vestibule_registry::CatalogueEntry;

use super::{
    super::super::{Moment, conflict::Values},
    fields::{self, CREDENTIAL},
    settings_fields,
};
use crate::api::providers::load::LoadedProvider;

/// What somebody else has changed meanwhile, for the page.
pub(in crate::pages::admin) struct Conflict {
    /// Who saved last, and when.
    pub(in crate::pages::admin) saved_by: Option<(String, Moment)>,
    pub(in crate::pages::admin) rows: Vec<Row>,
}

/// A field that has changed.
pub(in crate::pages::admin) struct Row {
    pub(in crate::pages::admin) name: String,
    pub(in crate::pages::admin) label: String,
    pub(in crate::pages::admin) before: String,
    pub(in crate::pages::admin) now: String,
    pub(in crate::pages::admin) wanted: String,
    pub(in crate::pages::admin) decide: bool,
}

/// Whether a field of the form is a secret. Without a definition, every credential is one.
pub(super) fn is_secret(entry: Option<&CatalogueEntry>, field: &str) -> bool {
    let credential = field.strip_prefix(CREDENTIAL);
    credential.is_some_and(|name| entry.is_none_or(|entry| entry.schema.is_secret(name)))
}

/// What is stored, with digests of the secrets.
pub(super) fn stored(found: &LoadedProvider) -> Values {
    let secrets = found.row.iter().flat_map(|row| &row.secrets);
    let digests = secrets.map(|(name, secret)| {
        let text = secret.as_ref().map(|secret| secret.expose()).unwrap_or_default();
        (format!("{CREDENTIAL}{name}"), digest(text))
    });
    // The switch is not part of the form.
    let values = stored_values(found).into_iter().filter(|(name, _)| name != "s.enabled");
    values.chain(digests).collect()
}

pub(super) fn digest(secret: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(sha256(["base\0", secret].concat()))
}

/// What the form of a stored provider has before anybody types.
pub(super) fn stored_values(found: &LoadedProvider) -> Values {
    let mut values = settings_fields::settings_values(&found.record.settings);
    let public = found.row.iter().flat_map(|row| &row.public);
    values.extend(public.map(|(name, value)| (format!("c.{name}"), fields::as_text(value))));
    values
}
