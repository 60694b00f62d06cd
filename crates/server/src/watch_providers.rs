//! Writes an event when a provider gets a fault, and another one when it has none any more: once for all nodes.
//!
//! The store remembers which faults have been written, so a restart writes none again, and one that was resolved while no
//! server ran is written as resolved. Webhooks and the audit log have them from there.

use std::{collections::BTreeMap, time::Duration};

use vestibule_core::{
    code::ErrorCode,
    ids::{ProviderId, Ref},
};
use vestibule_registry::{Registry, Slot, SlotState};
use vestibule_store::{Actor, AuditEvent, EventKind, StoreError};

use crate::AppState;

/// How long to wait until what could not be written is tried again.
const AGAIN: Duration = Duration::from_secs(10);

/// What there is to say of a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Condition {
    /// Since when does not matter, and neither does which of its faults comes first.
    Faulted,
    Ready,
    /// Nobody is to sign in with it.
    Off,
}

impl Condition {
    /// `None` while the upstream has not answered yet.
    fn of(slot: &Slot) -> Option<Self> {
        match slot.state {
            SlotState::Disabled => Some(Self::Off),
            _ if !slot.faults.is_empty() => Some(Self::Faulted),
            SlotState::Ready(_) => Some(Self::Ready),
            SlotState::Resolving | SlotState::Faulted => None,
        }
    }
}

/// Runs until it is dropped, or until the registry is not written any more.
pub async fn watch_providers(app: AppState) {
    let mut generations = app.registry.subscribe();
    let mut known = BTreeMap::new();
    let mut again = tokio::time::interval(AGAIN);
    loop {
        generations.borrow_and_update();
        match write_changes(&app, &app.registry.load(), &mut known).await {
            Ok(()) => {
                if generations.changed().await.is_err() {
                    return;
                }
            }
            Err(error) => {
                app.note_failure(error.code());
                tracing::warn!(
                    error = error.detail(),
                    "the state of a provider could not be written; it is tried again"
                );
                again.reset();
                again.tick().await;
            }
        }
    }
}

/// Writes what has changed since `known`, which is then what is.
async fn write_changes(
    app: &AppState,
    registry: &Registry,
    known: &mut BTreeMap<ProviderId, Condition>,
) -> Result<(), StoreError> {
    for slot in registry.slots.values() {
        let Some(condition) = Condition::of(slot).filter(|condition| known.get(&slot.id) != Some(condition)) else {
            continue;
        };
        let name = name(&slot.id);
        match condition {
            Condition::Faulted => app.store.record_once(&name, &faulted(app, slot)).await?,
            Condition::Ready => {
                let event = event(app, EventKind::ProviderReady, &slot.id);
                app.store.forget_recorded(&name, Some(&event)).await?
            }
            Condition::Off => app.store.forget_recorded(&name, None).await?,
        };
        known.insert(slot.id.clone(), condition);
    }
    let gone: Vec<_> = known.keys().filter(|id| !registry.slots.contains_key(*id)).cloned().collect();
    for id in gone {
        app.store.forget_recorded(&name(&id), None).await?;
        known.remove(&id);
    }
    Ok(())
}

fn name(provider: &ProviderId) -> String {
    format!("fault/{provider}")
}

fn event(app: &AppState, kind: EventKind, provider: &ProviderId) -> AuditEvent {
    AuditEvent::new(kind, Ref::generate(&*app.random)).actor(Actor::Server).provider(provider.clone())
}

fn faulted(app: &AppState, slot: &Slot) -> AuditEvent {
    let code = slot.faults.first().map_or(ErrorCode::ProviderUnavailable, |fault| fault.code);
    let faults: Vec<_> = slot.faults.iter().map(ToString::to_string).collect();
    let before = if slot.ready().is_some() { "it goes on with its previous version; " } else { "" };
    let detail = format!("{before}{}", faults.join("; "));
    event(app, EventKind::ProviderFaulted, &slot.id).failed(code).detail(detail)
}
