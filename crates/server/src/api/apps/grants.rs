//! `GET /api/admin/apps/{id}/grants` and `DELETE …/{user}`: what people have let an app have.

use axum::extract::{Path, State};
use http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;
use vestibule_core::{
    clock::Timestamp,
    code::ErrorCode,
    ids::{AppId, UserId},
};
use vestibule_store::{AppUse, AppUsesOf, EventKind};

use super::load::{absent, load};
use crate::{
    AppState,
    api::{Admin, pagination::Page, query::QueryParameters},
    http::{api_error::ApiError, openapi::Endpoint},
};

/// What one person has let an app have.
#[derive(Debug, Serialize, JsonSchema)]
struct AppGrant {
    user: UserId,
    username: String,
    scopes: Vec<String>,
    /// When the first grant began, or consent was given.
    since: Timestamp,
    /// When the app last got a token; null where there is consent alone.
    last_used_at: Option<Timestamp>,
}

impl From<&AppUse> for AppGrant {
    fn from(used: &AppUse) -> Self {
        Self {
            user: used.user,
            username: used.username.clone(),
            scopes: used.scopes.split(' ').map(str::to_owned).collect(),
            since: used.since,
            last_used_at: used.last_used_at,
        }
    }
}

pub(super) fn list_endpoint() -> Endpoint<AppState> {
    Endpoint::get("/api/admin/apps/{id}/grants", list, |operation| {
        operation
            .named("listAppGrants", "List grants of app")
            .tag("administered apps")
            .admin()
            .paged()
            .json::<Page<AppGrant>>(StatusCode::OK, "The last used first, at most 200.")
            .problem(ErrorCode::NotFound)
    })
}

pub(super) fn revoke_endpoint() -> Endpoint<AppState> {
    Endpoint::delete("/api/admin/apps/{id}/grants/{user}", revoke, |operation| {
        operation
            .named("revokeAppGrant", "Revoke grant of app")
            .tag("administered apps")
            .admin()
            .empty(
                StatusCode::NO_CONTENT,
                "The app has nothing of this person any more, until they sign in to it again.",
            )
            .problem(ErrorCode::NotFound)
    })
}

async fn list(
    State(app): State<AppState>,
    _admin: Admin,
    Path(id): Path<String>,
    parameters: QueryParameters,
) -> Result<Page<AppGrant>, ApiError> {
    parameters.deny_unknown(&["limit", "cursor"])?;
    let loaded = load(&app, &app.registry.load(), &id).await?;
    let uses = app.store.list_app_uses(AppUsesOf::App(&loaded.record.id)).await?;
    let show = |used: &AppUse| AppGrant::from(used);
    Page::of_slice(&uses, &parameters, |used| used.username.as_str(), show)
}

async fn revoke(
    State(app): State<AppState>,
    admin: Admin,
    Path((id, user)): Path<(String, String)>,
    parameters: QueryParameters,
) -> Result<StatusCode, ApiError> {
    parameters.deny_unknown(&[])?;
    let user: UserId = user.parse().map_err(|_| ApiError::new(ErrorCode::NotFound))?;
    revoke_grant(&app, &admin, &id, user).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends what a person has let an app have.
pub(crate) async fn revoke_grant(app: &AppState, admin: &Admin, id: &str, user: UserId) -> Result<(), ApiError> {
    let id: AppId = id.parse().map_err(|_| absent())?;
    let event = admin.event(app, EventKind::AppRevoked).detail(format!("app {id}"));
    match app.store.revoke_app_use(user, &id, &event).await? {
        true => Ok(()),
        false => Err(ErrorCode::NotFound.into()),
    }
}
