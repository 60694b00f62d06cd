//! What went wrong the last time.

use std::sync::Arc;

use vestibule_core::{code::ErrorCode, ids::Ref};
use vestibule_registry::Slot;
use vestibule_store::AuditFilter;

use crate::AppState;

/// What went wrong, read back from our own redirect. The URL is anybody's to write, so everything in it is matched
/// against what we could have written, and shown as text.
pub(super) struct Problem {
    pub(super) code: ErrorCode,
    pub(super) title: &'static str,
    pub(super) what_to_do: &'static str,
    pub(super) reference: Option<Ref>,
    pub(super) provider: Option<String>,
    pub(super) try_again: Option<String>,
    /// The provider whose identity waits to be linked, and whether somebody is signed in who can do it now.
    pub(super) waits: Option<(String, bool)>,
    /// For a signed-in administrator: what the audit log and the registry say.
    pub(super) causes: Vec<String>,
}

/// What the audit log says under the reference, and what is wrong with the provider now.
pub(super) async fn causes(app: &AppState, provider: Option<&Arc<Slot>>, reference: Option<&Ref>) -> Vec<String> {
    let mut causes = Vec::new();
    if let Some(reference) = reference {
        let filter = AuditFilter { reference: Some(reference.clone()), limit: 5, ..Default::default() };
        let events = app.store.list_audit(&filter).await.unwrap_or_else(|error| {
            tracing::error!(%error, "could not read the audit log");
            Vec::new()
        });
        causes.extend(events.into_iter().filter_map(|found| found.event.detail));
    }
    if let Some(slot) = provider {
        causes.extend(slot.faults.iter().map(|fault| fault.detail.clone()));
    }
    causes
}
