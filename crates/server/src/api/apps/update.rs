//! `PUT` and `PATCH /api/admin/apps/{id}`: everything in the place of what it was, or a JSON Merge Patch.

use axum::{
    extract::{Path, State},
    response::Response,
};
use http::StatusCode;
use serde_json::{Map, Value};
use vestibule_core::{code::ErrorCode, routes::pattern};
use vestibule_registry::Registry;
use vestibule_store::{AppInput, ChangeOutcome, EventKind, StoredApp};

use super::{
    app::{App, respond},
    app_request::{self, AppRequest, BODY_LIMIT, document, input_document},
    load::{LoadedApp, load},
    save::{changed, published},
};
use crate::{
    AppState,
    api::{
        Admin,
        body::JsonBody,
        changes,
        owned::ATTEMPTS,
        query::QueryParameters,
        revision::{IfMatch, mismatch},
    },
    http::{
        api_error::ApiError,
        openapi::{Endpoint, Operation},
    },
};

pub(super) fn put_endpoint() -> Endpoint<AppState> {
    let endpoint = Endpoint::put(pattern::ApiApp, put, |operation| {
        described(operation.named("replaceApp", "Replace app").body::<AppRequest>("application/json"))
    });
    endpoint.body_limit(BODY_LIMIT)
}

pub(super) fn patch_endpoint() -> Endpoint<AppState> {
    let endpoint = Endpoint::patch(pattern::ApiApp, patch, |operation| {
        described(operation.named("updateApp", "Update app").body::<AppRequest>("application/merge-patch+json"))
    });
    endpoint.body_limit(BODY_LIMIT)
}

fn described(operation: Operation<'_>) -> Operation<'_> {
    operation
        .tag("administered apps")
        .admin()
        .if_match()
        .json::<App>(StatusCode::OK, "Stored and published.")
        .problem(ErrorCode::NotFound)
        .problem(ErrorCode::ManagedByConfig)
        .problem(ErrorCode::InvalidId)
        .problem(ErrorCode::UnknownField)
        .problem(ErrorCode::InvalidAppSettings)
}

async fn put(
    State(app): State<AppState>,
    admin: Admin,
    Path(id): Path<String>,
    if_match: IfMatch,
    parameters: QueryParameters,
    body: JsonBody,
) -> Result<Response, ApiError> {
    parameters.deny_unknown(&[])?;
    let update = AppUpdate { id: &id, if_match: &if_match, members: &body.0, read: app_request::replace };
    Ok(respond(&app, StatusCode::OK, &update.apply(&app, &admin).await?))
}

async fn patch(
    State(app): State<AppState>,
    admin: Admin,
    Path(id): Path<String>,
    if_match: IfMatch,
    parameters: QueryParameters,
    body: JsonBody,
) -> Result<Response, ApiError> {
    parameters.deny_unknown(&[])?;
    let update = AppUpdate { id: &id, if_match: &if_match, members: &body.0, read: app_request::patch };
    Ok(respond(&app, StatusCode::OK, &update.apply(&app, &admin).await?))
}

type ReadMembers = fn(&StoredApp, &Map<String, Value>, &Registry) -> Result<AppInput, ApiError>;

/// A change of a stored app.
pub(crate) struct AppUpdate<'a> {
    pub(crate) id: &'a str,
    pub(crate) if_match: &'a IfMatch,
    pub(crate) members: &'a Map<String, Value>,
    /// What the members mean for the row.
    pub(crate) read: ReadMembers,
}

impl AppUpdate<'_> {
    /// Stores the change, and returns the app published.
    pub(crate) async fn apply(&self, app: &AppState, admin: &Admin) -> Result<LoadedApp, ApiError> {
        for _ in 0..ATTEMPTS {
            let registry = app.registry.load();
            let row = load(app, &registry, self.id).await?.into_row()?;
            self.if_match.check(row.revision)?;
            let input = (self.read)(&row, self.members, &registry)?;
            let event = admin.event(app, EventKind::AppChanged).detail(summary(&row, &input));
            match app.store.update_app(&input, row.revision, &event).await? {
                ChangeOutcome::Refused(code) if self.if_match.tries_again(code) => {}
                outcome => return Ok(published(app, changed(outcome)?).await),
            }
        }
        Err(mismatch(None))
    }
}

/// For the audit log: which app, and each value with what it was and what it is now.
fn summary(row: &StoredApp, input: &AppInput) -> String {
    let changed = changes::describe(&document(row), &input_document(input));
    [vec![format!("app {}", row.id)], changed].concat().join("\n")
}
