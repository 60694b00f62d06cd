//! `GET /api/auth/apps` and `DELETE /api/auth/apps/{id}`: what one has let apps have.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
};
use http::{HeaderMap, Method, StatusCode};
use schemars::JsonSchema;
use serde::Serialize;
use vestibule_core::{
    clock::Timestamp,
    code::ErrorCode,
    ids::{AppId, Ref, UserId},
    routes::pattern,
};
use vestibule_store::{Actor, AppUse, AppUsesOf, AuditEvent, EventKind};

use super::state::AppsState;
use crate::{
    http::{api_error::ApiError, client::Client, openapi::OperationSpec},
    session::{self, SignedInRequest},
};

/// The apps that a user has let have something, the last used first, in one page.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct OwnApps {
    items: Vec<OwnApp>,
    /// Always null: there is one page.
    next: Option<String>,
}

/// What the signed-in user has let one app have.
#[derive(Debug, Serialize, JsonSchema)]
struct OwnApp {
    app: AppId,
    /// Its name; its id, when it is not there any more.
    name: String,
    scopes: Vec<String>,
    /// When the first grant began, or consent was given.
    since: Timestamp,
    /// When the app last got a token; null where there is consent alone.
    last_used_at: Option<Timestamp>,
}

pub(super) fn list_operation() -> OperationSpec {
    OperationSpec::new(Method::GET, pattern::OwnApps, |operation| {
        operation
            .named("listOwnApps", "List apps in use")
            .tag("session")
            .session()
            .json::<OwnApps>(StatusCode::OK, "The last used first.")
    })
}

pub(super) fn revoke_operation() -> OperationSpec {
    OperationSpec::new(Method::DELETE, pattern::OwnApp, |operation| {
        operation
            .named("revokeOwnApp", "Revoke app")
            .tag("session")
            .session()
            .empty(StatusCode::NO_CONTENT, "The app has nothing any more, until the next sign-in to it.")
            .problem(ErrorCode::Csrf)
            .problem(ErrorCode::NotFound)
    })
}

pub(super) async fn list(State(app): State<Arc<AppsState>>, headers: HeaderMap) -> Result<Json<OwnApps>, ApiError> {
    let current = session::find(&app, &headers).await?.ok_or(ErrorCode::Unauthenticated)?;
    let uses = app.store.list_app_uses(AppUsesOf::User(current.user.id)).await?;
    let apps = app.registry.load().apps.clone();
    let show = |used: AppUse| OwnApp {
        name: apps.find(&used.app).map_or_else(|| used.app.to_string(), |of| of.name.clone()),
        scopes: used.scopes.split(' ').map(str::to_owned).collect(),
        since: used.since,
        last_used_at: used.last_used_at,
        app: used.app,
    };
    Ok(Json(OwnApps { items: uses.into_iter().map(show).collect(), next: None }))
}

pub(super) async fn revoke(
    State(app): State<Arc<AppsState>>,
    Path(id): Path<String>,
    SignedInRequest { current, own }: SignedInRequest,
) -> Result<StatusCode, ApiError> {
    revoke_own(&app, current.user.id, &own.client, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends what a user has let an app have.
pub(crate) async fn revoke_own(app: &AppsState, user: UserId, client: &Client, id: &str) -> Result<(), ApiError> {
    let id: AppId = id.parse().map_err(|_| ApiError::new(ErrorCode::NotFound))?;
    let event = AuditEvent::new(EventKind::AppRevoked, Ref::generate(&*app.random))
        .actor(Actor::User(user))
        .address(client.address.to_string())
        .detail(format!("app {id}"));
    match app.store.revoke_app_use(user, &id, &event).await? {
        true => Ok(()),
        false => Err(ErrorCode::NotFound.into()),
    }
}
