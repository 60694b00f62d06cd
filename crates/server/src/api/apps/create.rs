//! `POST /api/admin/apps`: creates an app, with a secret that is in this response and in no other.

use axum::{extract::State, response::Response};
use http::StatusCode;
use serde_json::{Map, Value};
use vestibule_core::{code::ErrorCode, routes::Route, secret::Secret};
use vestibule_store::{EventKind, StoreError};

use super::{
    app::{AppWithSecret, respond_with_secret},
    app_request::{self, AppRequest, BODY_LIMIT},
    load::{LoadedApp, takes_secret},
    save::{is_configured, published},
    secrets::make_secret,
};
use crate::{
    AppState,
    api::{
        Admin,
        body::JsonBody,
        owned::{Kind, at, id_taken},
        query::QueryParameters,
    },
    http::{api_error::ApiError, openapi::Endpoint},
};

pub(super) fn endpoint() -> Endpoint<AppState> {
    let endpoint = Endpoint::post("/api/admin/apps", create, |operation| {
        operation
            .named("createApp", "Create app")
            .tag("administered apps")
            .admin()
            .body::<AppRequest>("application/json")
            .json::<AppWithSecret>(StatusCode::CREATED, "Stored and published; `Location` is its URL.")
            .problem(ErrorCode::IdTaken)
            .problem(ErrorCode::InvalidId)
            .problem(ErrorCode::UnknownField)
            .problem(ErrorCode::InvalidAppSettings)
    });
    endpoint.body_limit(BODY_LIMIT)
}

async fn create(
    State(app): State<AppState>,
    admin: Admin,
    parameters: QueryParameters,
    body: JsonBody,
) -> Result<Response, ApiError> {
    parameters.deny_unknown(&[])?;
    let (created, secret) = create_app(&app, &admin, &body.0).await?;
    let response = respond_with_secret(&app, StatusCode::CREATED, &created, secret.as_ref());
    Ok(at(response, Route::ApiApp(&created.record.id).path()))
}

/// Stores a new app from the members of a request, and returns it published, with its secret.
pub(crate) async fn create_app(
    app: &AppState,
    admin: &Admin,
    members: &Map<String, Value>,
) -> Result<(LoadedApp, Option<Secret>), ApiError> {
    let registry = app.registry.load();
    let input = app_request::create(members, &registry)?;
    if registry.apps.find_record(input.id.as_str()).is_some() {
        return Err(id_taken(Kind::App, &input.id, is_configured(&registry, input.id.as_str())));
    }
    let definition = registry.app_catalogue.find(&input.definition);
    let made = definition.filter(|entry| takes_secret(&entry.definition)).map(|_| make_secret(app, None));
    let event =
        admin.event(app, EventKind::AppCreated).detail(format!("app {}, definition {}", input.id, input.definition));
    let row = match app.store.create_app(&input, made.as_ref().map(|(_, new)| new), &event).await {
        Err(StoreError::Conflict(_)) => return Err(id_taken(Kind::App, &input.id, false)),
        row => row?,
    };
    Ok((published(app, row).await, made.map(|(secret, _)| secret)))
}
