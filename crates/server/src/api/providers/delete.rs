//! `DELETE /api/admin/providers/{id}`: deletes a provider. Its definition stays, and its sessions continue.

use axum::extract::{Path, State};
use http::StatusCode;
use serde_json::json;
use vestibule_core::{code::ErrorCode, routes::pattern};
use vestibule_store::{ChangeOutcome, EventKind, ProviderDeletion};

use super::{load::load, publish::refused};
use crate::{
    AppState,
    api::{Admin, owned::publish, query::QueryParameters, revision::IfMatch},
    http::{api_error::ApiError, openapi::Endpoint},
};

pub(super) fn endpoint() -> Endpoint<AppState> {
    Endpoint::delete(pattern::ApiProvider, delete, |operation| {
        let force = json!({ "type": "boolean", "default": false });
        operation
            .named("deleteProvider", "Delete provider")
            .tag("providers")
            .admin()
            .if_match()
            .query("force", "Delete even if users are linked to it.", force)
            .empty(StatusCode::NO_CONTENT, "Deleted.")
            .problem(ErrorCode::NotFound)
            .problem(ErrorCode::ManagedByConfig)
            .problem(ErrorCode::LastWayIn)
            .problem(ErrorCode::InUse)
    })
}

async fn delete(
    State(app): State<AppState>,
    admin: Admin,
    Path(id): Path<String>,
    if_match: IfMatch,
    parameters: QueryParameters,
) -> Result<StatusCode, ApiError> {
    parameters.deny_unknown(&["force"])?;
    delete_provider(&app, &admin, &id, &if_match, parameters.flag("force")?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Deletes a provider; with `force` even if users are linked to it.
pub(crate) async fn delete_provider(
    app: &AppState,
    admin: &Admin,
    id: &str,
    if_match: &IfMatch,
    force: bool,
) -> Result<(), ApiError> {
    let registry = app.registry.load();
    let row = load(app, &registry, id).await?.into_row()?;
    if_match.check(row.revision)?;
    let revision = if_match.expected(row.revision);
    let deletion = ProviderDeletion { id: &row.id, revision, force };
    let event = admin.event(app, EventKind::ProviderDeleted).detail(format!("definition {}", row.definition));
    match app.store.delete_provider(deletion, app.rules(&registry), &event).await? {
        ChangeOutcome::Done(()) => {
            publish(app).await;
            Ok(())
        }
        ChangeOutcome::NotFound => Err(ErrorCode::NotFound.into()),
        ChangeOutcome::Refused(code) => Err(refused(code)),
    }
}
