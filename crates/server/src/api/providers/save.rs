//! What follows every change: the registry takes it up before the answer is sent.

use std::{sync::Arc, time::Duration};

use vestibule_core::{code::ErrorCode, provider::ProviderRecord};
use vestibule_registry::{Registry, Slot, SlotState};
use vestibule_store::StoredProvider;

use super::find::Found;
use crate::{AppState, api::revision::mismatch, http::api_error::ApiError};

/// How long an answer waits for the upstream to be asked, so that it can say how that went.
const PATIENCE: Duration = Duration::from_secs(2);

/// Has the registry read the settings again. What is stored stays stored if it cannot: the next reload takes it up.
pub(super) async fn publish(app: &AppState) {
    // What could not be read the registry has logged. A configuration that is broken keeps no change waiting.
    if app.registry.reload_touched().await.is_none() {
        tracing::warn!("a change is stored, and comes into force at the next start");
    }
}

/// Publishes a row that was just stored, waits a moment for what comes of it, and returns it as it is then.
pub(super) async fn settle(app: &AppState, row: StoredProvider) -> Found {
    publish(app).await;
    let record = row.record();
    let settled = app.registry.wait_until(|registry| is_settled(registry, &record));
    let _ = tokio::time::timeout(PATIENCE, settled).await;
    Found::stored(row, &app.registry.load())
}

/// Whether what is published is this version, decided; or an older one beside the reason why this one does not come up.
fn is_settled(registry: &Registry, record: &ProviderRecord) -> bool {
    let is_this = |slot: &Arc<Slot>| {
        slot.record.settings == record.settings && slot.record.credentials.digest() == record.credentials.digest()
    };
    let decided =
        |slot: &Arc<Slot>| !slot.faults.is_empty() || (is_this(slot) && !matches!(slot.state, SlotState::Resolving));
    registry.slots.get(&record.id).is_some_and(decided)
}

/// Why the store refused a change.
pub(super) fn refused(code: ErrorCode) -> ApiError {
    let detail = match code {
        ErrorCode::RevisionMismatch => return mismatch(None),
        ErrorCode::LastWayIn => {
            "No administrator could sign in any more. Give one another way in first: a password, or a link to another \
             provider."
        }
        ErrorCode::InUse => {
            "People are linked to this provider. With `?force=true` it is deleted all the same; their links stay, and \
             match again only with the same issuer."
        }
        _ => return code.into(),
    };
    ApiError::new(code).detail(detail)
}
