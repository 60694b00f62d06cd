//! Metrics and log entries of a publication.

use super::{
    handle::Scope,
    report::{DefinitionChanges, ReloadReport},
    slot::{Slot, SlotState},
    snapshot::Registry,
};
use crate::{catalogue::index::CatalogueOf, definition::kind::DefinitionKind};

pub(crate) fn measure(registry: &Registry) {
    let faulted = registry.slots.values().filter(|slot| !slot.faults.is_empty()).count();
    let faulted_files = registry.catalogue.faults().len() + registry.app_catalogue.faults().len();
    metrics::gauge!("vestibule_registry_generation").set(gauge(registry.generation));
    metrics::gauge!("vestibule_providers_ready").set(gauge(registry.login_providers.len() as u64));
    metrics::gauge!("vestibule_providers_faulted").set(gauge(faulted as u64));
    metrics::gauge!("vestibule_definitions_faulted").set(gauge(faulted_files as u64));
    metrics::gauge!("vestibule_settings_refused").set(gauge(u64::from(registry.refusal.is_some())));
}

#[expect(clippy::cast_precision_loss, reason = "no count here comes near 2^53")]
fn gauge(number: u64) -> f64 {
    number as f64
}

/// Logs a reload once, however many have asked for it; one for a change of files only if it changed something. Why settings
/// were refused is logged where it is found.
pub(crate) fn log_reload(report: &ReloadReport, scope: Scope) {
    if !report.is_empty() || (scope == Scope::Everything && report.error.is_none()) {
        let (generation, changed, removed) = (report.generation, &report.changed, &report.removed);
        tracing::info!(generation, ?changed, ?removed, "configuration reloaded");
    }
}

/// Logs every provider whose state or faults changed.
pub(crate) fn log_providers(before: &Registry, after: &Registry) {
    for slot in after.slots.values() {
        if before.slots.get(&slot.id).is_none_or(|before| is_worth_logging(before, slot)) {
            log_provider(slot);
        }
    }
}

/// A retry that fails in the same way as before is not logged again.
fn is_worth_logging(before: &Slot, after: &Slot) -> bool {
    let details = |slot: &Slot| slot.faults.iter().map(|fault| fault.detail.clone()).collect::<Vec<_>>();
    before.state.as_str() != after.state.as_str() || details(before) != details(after)
}

fn log_provider(slot: &Slot) {
    let (provider, state) = (&slot.id, slot.state.as_str());
    if slot.faults.is_empty() {
        let what = match slot.state {
            SlotState::Disabled => "is disabled",
            SlotState::Resolving => "is enabled; its upstream is being contacted",
            SlotState::Ready(_) => "is ready",
            SlotState::Faulted => "is unavailable",
        };
        tracing::info!(%provider, state, "provider {provider} {what}");
    }
    let what = match slot.state {
        SlotState::Ready(_) => "goes on with its previous version",
        _ => "is unavailable",
    };
    for fault in &slot.faults {
        tracing::warn!(%provider, state, code = %fault.code, fault = %fault, "provider {provider} {what}: {fault}");
    }
}

/// Logs the changes of definitions. Each fault is logged once, until it changes.
pub(crate) fn log_definitions<K: DefinitionKind>(
    before: &CatalogueOf<K>,
    after: &CatalogueOf<K>,
    changes: &DefinitionChanges,
) {
    for fault in after.faults().iter().filter(|fault| !before.faults().contains(fault)) {
        for violation in &fault.violations.0 {
            tracing::warn!(file = %fault.path.display(), fault = %violation, "definition cannot be used: {violation}");
        }
    }
    for fault in before.faults().iter().filter(|fault| !after.faults().iter().any(|now| now.path == fault.path)) {
        let file = fault.path.display();
        tracing::info!(%file, "the errors of {file} are resolved");
    }
    // They are in order.
    for (change, ids) in [("added", &changes.added), ("changed", &changes.changed)] {
        for entry in after.custom().filter(|entry| ids.binary_search(entry.definition.id()).is_ok()) {
            let (definition, origin) = (entry.definition.id(), &entry.origin);
            tracing::info!(%definition, %origin, change, "definition {definition} was {change} ({origin})");
        }
    }
    for definition in &changes.removed {
        tracing::info!(%definition, change = "removed", "definition {definition} was removed");
    }
}
