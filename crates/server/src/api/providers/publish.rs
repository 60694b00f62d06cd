//! Publishing a change before the response is sent.

use std::{sync::Arc, time::Duration};

use vestibule_core::{code::ErrorCode, provider::ProviderRecord};
use vestibule_registry::{Registry, Slot, SlotState};
use vestibule_store::StoredProvider;

use super::load::LoadedProvider;
use crate::{
    AppState,
    api::{owned::publish, revision::mismatch},
    http::api_error::ApiError,
};

/// How long a response waits for the upstream, so that it can report the result.
const RELOAD_TIMEOUT: Duration = Duration::from_secs(2);

/// Publishes a stored row, and returns it with its new state, or with the current one after [`RELOAD_TIMEOUT`].
pub(super) async fn wait_until_published(app: &AppState, row: StoredProvider) -> LoadedProvider {
    publish(app).await;
    let record = row.record();
    let published = app.registry.wait_until(|registry| is_published(registry, &record));
    let _ = tokio::time::timeout(RELOAD_TIMEOUT, published).await;
    LoadedProvider::stored(row, &app.registry.load())
}

/// Whether this version is published and no longer resolving, or an older one with the faults of this one.
fn is_published(registry: &Registry, record: &ProviderRecord) -> bool {
    let is_this = |slot: &Arc<Slot>| {
        slot.record.settings == record.settings && slot.record.credentials.digest() == record.credentials.digest()
    };
    let decided =
        |slot: &Arc<Slot>| !slot.faults.is_empty() || (is_this(slot) && !matches!(slot.state, SlotState::Resolving));
    registry.slots.get(&record.id).is_some_and(decided)
}

/// The error for a change that the store refused.
pub(super) fn refused(code: ErrorCode) -> ApiError {
    let detail = match code {
        ErrorCode::RevisionMismatch => return mismatch(None),
        ErrorCode::LastWayIn => {
            "No administrator could sign in anymore. First give one a password or a link to another provider."
        }
        ErrorCode::InUse => {
            "Users are linked to this provider. Delete it anyway with `?force=true`; links are kept and work again if you \
             add a provider with the same issuer."
        }
        _ => return code.into(),
    };
    ApiError::new(code).detail(detail)
}
