//! `POST /api/admin/providers`: creates a provider, disabled by default.

use axum::{extract::State, response::Response};
use http::StatusCode;
use serde_json::{Map, Value};
use vestibule_core::{code::ErrorCode, routes::Route};
use vestibule_store::{EventKind, StoreError};

use super::{
    load::{LoadedProvider, is_configured},
    provider::{Provider, respond},
    provider_request::{BODY_LIMIT, ProviderRequest},
    publish::wait_until_published,
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
    let endpoint = Endpoint::post("/api/admin/providers", create, |operation| {
        operation
            .named("createProvider", "Create provider")
            .tag("providers")
            .admin()
            .body::<ProviderRequest>("application/json")
            .json::<Provider>(StatusCode::CREATED, "Stored and published; `Location` is its URL.")
            .problem(ErrorCode::IdTaken)
            .problem(ErrorCode::InvalidId)
            .problem(ErrorCode::UnknownField)
            .problem(ErrorCode::InvalidCredentials)
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
    let created = create_provider(&app, &admin, &body.0).await?;
    Ok(at(respond(&app, StatusCode::CREATED, &created), Route::ApiProvider(&created.record.id).path()))
}

/// Stores a new provider from the members of a request, and returns it once the registry has published it.
pub(crate) async fn create_provider(
    app: &AppState,
    admin: &Admin,
    members: &Map<String, Value>,
) -> Result<LoadedProvider, ApiError> {
    let registry = app.registry.load();
    let mut request = ProviderRequest::create(members, &registry.catalogue)?;
    request.date_secrets(None, registry.catalogue.find(request.definition()).map(|entry| &**entry), app.clock.now());
    let id = request.record.id.clone();
    if registry.slots.contains_key(&id) {
        return Err(id_taken(Kind::Provider, &id, is_configured(&registry, &id)));
    }
    request.validate(|record| app.registry.preview(record).check())?;
    let draft = request.to_store();
    let event = admin.event(app, EventKind::ProviderCreated).detail(format!("definition {}", draft.definition));
    let row = match app.store.create_provider(&draft, &event).await {
        Err(StoreError::Conflict(_)) => return Err(id_taken(Kind::Provider, &id, false)),
        row => row?,
    };
    Ok(wait_until_published(app, row).await)
}
