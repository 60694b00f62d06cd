//! What happens after an app was stored: it is published, and then answered.

use vestibule_core::{code::ErrorCode, provider::Owner};
use vestibule_registry::Registry;
use vestibule_store::{ChangeOutcome, StoredApp};

use super::load::{LoadedApp, absent};
use crate::{
    AppState,
    api::{owned::publish, revision::mismatch},
    http::api_error::ApiError,
};

/// Publishes a stored row, and returns it with its new state.
pub(crate) async fn published(app: &AppState, row: StoredApp) -> LoadedApp {
    publish(app).await;
    LoadedApp::stored(row, &app.registry.load())
}

/// The row that a change left, or why there was none.
pub(crate) fn changed<T>(outcome: ChangeOutcome<T>) -> Result<T, ApiError> {
    match outcome {
        ChangeOutcome::Done(row) => Ok(row),
        ChangeOutcome::NotFound => Err(absent()),
        ChangeOutcome::Refused(ErrorCode::RevisionMismatch) => Err(mismatch(None)),
        ChangeOutcome::Refused(ErrorCode::TooManyAppSecrets) => Err(ApiError::new(ErrorCode::TooManyAppSecrets)
            .detail("Two secrets are valid already. Delete the one that the application does not use any more.")),
        ChangeOutcome::Refused(code) => Err(code.into()),
    }
}

/// Whether the app is in the configuration.
pub(crate) fn is_configured(registry: &Registry, id: &str) -> bool {
    registry.apps.find_record(id).is_some_and(|record| record.owner == Owner::Config)
}
