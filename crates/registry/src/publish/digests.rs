//! What a node has for itself, in digests that it can show to others: without secrets, and without the places of files.

use std::collections::BTreeMap;

use serde_json::json;
use vestibule_core::{
    node::{bounded, digest},
    provider::Owner,
};

use super::{effective::Provenance, slot::Slot};
use crate::catalogue::index::Catalogue;

/// Digests of the providers of the configuration, and of the definitions that are not built in, by their ids.
pub fn digests<'a>(
    slots: impl Iterator<Item = &'a Slot>,
    catalogue: &Catalogue,
) -> (BTreeMap<String, String>, BTreeMap<String, String>) {
    let of_config = slots.filter(|slot| slot.owner == Owner::Config);
    let providers = of_config.map(|slot| (slot.id.to_string(), of_provider(slot)));
    let definitions = catalogue.custom().map(|entry| (entry.definition.id.to_string(), digest(entry.digest)));
    (bounded(providers), bounded(definitions))
}

fn of_provider(slot: &Slot) -> String {
    let (record, entry) = (&*slot.record, slot.definition.as_deref());
    let credentials = Provenance { record, entry, driver: None }.credentials(|_| false);
    let values: BTreeMap<_, _> = credentials.into_iter().map(|(name, shown)| (name, shown.value)).collect();
    digest(json!([*record.settings, values]).to_string())
}
