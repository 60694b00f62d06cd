//! Where the values of a provider come from, in the words of the page.

use std::collections::BTreeMap;

use vestibule_core::origin::Origin;

use super::{
    super::super::texts::Provider,
    fields::{CREDENTIAL, Field, SETTING},
};
use crate::api::providers::load::LoadedProvider;

/// An origin in words.
pub(super) fn words(origin: &Origin, t: Provider) -> String {
    match origin {
        Origin::BuiltIn => t.origin_default().to_owned(),
        Origin::Admin => t.origin_admin().to_owned(),
        Origin::Discovery => t.origin_discovery().to_owned(),
        Origin::Plugin => t.origin_plugin().to_owned(),
        Origin::Environment { variable } => t.origin_environment(variable),
        Origin::File(place) | Origin::Config(place) => t.from(place.to_string()),
    }
}

/// Puts to each field of a stored provider where its value comes from.
pub(super) fn mark<'f>(found: &LoadedProvider, fields: impl Iterator<Item = &'f mut Field>, t: Provider) {
    let settings = found.provenance().settings().into_iter();
    let settings = settings.map(|(name, of)| (format!("{SETTING}{name}"), of.origin));
    let credentials = found.credentials().into_iter().map(|(name, of)| (format!("{CREDENTIAL}{name}"), of.origin));
    let origins: BTreeMap<String, Origin> = settings.chain(credentials).collect();
    for field in fields {
        field.origin = origins.get(&field.name).map(|origin| words(origin, t));
    }
}
