//! `DELETE /api/admin/apps/{id}`: deletes an app, its secrets and what was granted to it.

use axum::extract::{Path, State};
use http::StatusCode;
use vestibule_core::{code::ErrorCode, routes::pattern};
use vestibule_store::EventKind;

use super::{load::load, save::changed};
use crate::{
    AppState,
    api::{Admin, owned::publish, query::QueryParameters, revision::IfMatch},
    http::{api_error::ApiError, openapi::Endpoint},
};

pub(super) fn endpoint() -> Endpoint<AppState> {
    Endpoint::delete(pattern::ApiApp, delete, |operation| {
        operation
            .named("deleteApp", "Delete app")
            .tag("administered apps")
            .admin()
            .if_match()
            .empty(StatusCode::NO_CONTENT, "Deleted.")
            .problem(ErrorCode::NotFound)
            .problem(ErrorCode::ManagedByConfig)
    })
}

async fn delete(
    State(app): State<AppState>,
    admin: Admin,
    Path(id): Path<String>,
    if_match: IfMatch,
    parameters: QueryParameters,
) -> Result<StatusCode, ApiError> {
    parameters.deny_unknown(&[])?;
    delete_app(&app, &admin, &id, &if_match).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Deletes an app.
pub(crate) async fn delete_app(app: &AppState, admin: &Admin, id: &str, if_match: &IfMatch) -> Result<(), ApiError> {
    let row = load(app, &app.registry.load(), id).await?.into_row()?;
    if_match.check(row.revision)?;
    let revision = if_match.expected(row.revision);
    let event = admin.event(app, EventKind::AppDeleted).detail(format!("app {}", row.id));
    changed(app.store.delete_app(&row.id, revision, &event).await?)?;
    publish(app).await;
    Ok(())
}
