//! `DELETE /api/admin/providers/{id}`: takes a provider away. Its definition stays, and so do sessions that began with
//! it.

use axum::extract::{Path, State};
use http::StatusCode;
use vestibule_core::code::ErrorCode;
use vestibule_store::{ChangeOutcome, EventKind, ProviderDeletion};

use super::{
    find,
    save::{publish, refused},
};
use crate::{
    AppState,
    api::{Admin, configured::ConfiguredIds, query::Parameters, revision::IfMatch},
    http::api_error::ApiError,
};

pub(crate) async fn delete(
    State(app): State<AppState>,
    admin: Admin,
    Path(id): Path<String>,
    if_match: IfMatch,
    parameters: Parameters,
) -> Result<StatusCode, ApiError> {
    parameters.only(&["force"])?;
    remove(&app, &admin, (&id, &if_match), parameters.flag("force")?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Deletes the provider of that id, if it has that revision; with `force` even when people are linked to it.
pub(crate) async fn remove(
    app: &AppState,
    admin: &Admin,
    (id, if_match): (&str, &IfMatch),
    force: bool,
) -> Result<(), ApiError> {
    let registry = app.registry.load();
    let row = find::get(app, &registry, id).await?.into_row()?;
    if_match.check(row.revision)?;
    let revision = (*if_match != IfMatch::Any).then_some(row.revision);
    let deletion = ProviderDeletion { id: &row.id, revision, force };
    let detail = format!("definition {}", row.definition);
    let event = admin.event(app, EventKind::ProviderDeleted).detail(detail);
    let configured = ConfiguredIds::of(&registry);
    match app.store.delete_provider(deletion, configured.borrowed(), &event).await? {
        ChangeOutcome::Done(()) => {
            publish(app).await;
            Ok(())
        }
        ChangeOutcome::NotFound => Err(ErrorCode::NotFound.into()),
        ChangeOutcome::Refused(code) => Err(refused(code)),
    }
}
