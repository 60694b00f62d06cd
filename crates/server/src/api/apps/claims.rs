//! `GET /api/admin/apps/{id}/claims`: what an ID token of the app would say about somebody, by the function that makes it.

use axum::{
    Json,
    extract::{Path, State},
};
use http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value, json};
use vestibule_apps::App;
use vestibule_core::{
    code::ErrorCode,
    ids::{ProviderId, UserId},
    provider::Owner,
};
use vestibule_store::{Actor, User};

use super::load::{LoadedApp, load};
use crate::{
    AppState,
    api::{
        Admin,
        query::{QueryParameters, invalid},
    },
    http::{api_error::ApiError, openapi::Endpoint},
};

/// What an app would get to know about somebody.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ClaimsPreview {
    /// Whether the app lets them in, by `allow`.
    pub(crate) allowed: bool,
    /// The claims about the person, with all scopes that the app may ask for. Those of one sign-in, such as `nonce` and `exp`,
    /// are not there.
    pub(crate) claims: Map<String, Value>,
}

pub(super) fn endpoint() -> Endpoint<AppState> {
    Endpoint::get("/api/admin/apps/{id}/claims", show, |operation| {
        let id = json!({ "type": "string", "format": "uuid" });
        let provider = json!({ "type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,62}$" });
        operation
            .named("previewAppClaims", "Preview claims of app")
            .tag("administered apps")
            .admin()
            .query("user", "Whom the claims are about. Default: the administrator who asks.", id)
            .query("provider", "The provider that they would sign in with. Default: none.", provider)
            .json::<ClaimsPreview>(StatusCode::OK, "What the app would get to know.")
            .problem(ErrorCode::NotFound)
            .problem(ErrorCode::InvalidAppSettings)
    })
}

async fn show(
    State(app): State<AppState>,
    admin: Admin,
    Path(id): Path<String>,
    parameters: QueryParameters,
) -> Result<Json<ClaimsPreview>, ApiError> {
    parameters.deny_unknown(&["user", "provider"])?;
    let user: UserId = match (parameters.id("user")?, &admin.actor) {
        (Some(user), _) => user,
        (None, Actor::User(user)) => *user,
        (None, _) => return Err(invalid("`user` is required for a program: whom the claims are about.")),
    };
    let provider: Option<ProviderId> = parameters.id("provider")?;
    let loaded = load(&app, &app.registry.load(), &id).await?;
    let user = app.store.find_user(user).await?.ok_or(ErrorCode::NotFound)?;
    Ok(Json(preview(&app, &loaded, &user, provider.as_ref()).await?))
}

/// What the app would get to know about a user.
pub(crate) async fn preview(
    app: &AppState,
    loaded: &LoadedApp,
    user: &User,
    provider: Option<&ProviderId>,
) -> Result<ClaimsPreview, ApiError> {
    let of = bound(loaded)?;
    let access = app.access(user);
    let allowed = of.allow.people.admits(&access) && of.allow.admits_provider(provider) && !user.disabled;
    Ok(ClaimsPreview { allowed, claims: app.apps().preview_claims(of, user, &access, provider).await? })
}

/// The app, if it can be used.
pub(crate) fn bound(loaded: &LoadedApp) -> Result<&App, ApiError> {
    loaded.bound.as_ref().map_err(|violations| {
        let owner = if loaded.record.owner == Owner::Config { "in the configuration" } else { "first" };
        ApiError::new(ErrorCode::InvalidAppSettings)
            .detail(format!("The app cannot be used; correct it {owner}."))
            .violations(violations.clone())
    })
}
