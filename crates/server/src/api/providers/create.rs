//! `POST /api/admin/providers`: creates a provider, disabled by default.

use axum::{extract::State, response::Response};
use http::{HeaderValue, StatusCode, header};
use serde_json::{Map, Value};
use vestibule_core::{code::ErrorCode, ids::ProviderId, routes::Route};
use vestibule_store::{EventKind, StoreError};

use super::{
    load::{LoadedProvider, is_configured},
    provider::{Provider, respond},
    provider_request::{BODY_LIMIT, ProviderRequest},
    publish::wait_until_published,
};
use crate::{
    AppState,
    api::{Admin, body::JsonBody, query::QueryParameters},
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
    let mut response = respond(&app, StatusCode::CREATED, &created);
    // An id is always a valid header value.
    if let Ok(location) = HeaderValue::try_from(Route::ApiProvider(&created.record.id).path()) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
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
        return Err(id_taken(&id, is_configured(&registry, &id)));
    }
    request.validate(|record| app.registry.preview(record).check())?;
    let draft = request.to_store();
    let event = admin.event(app, EventKind::ProviderCreated).detail(format!("definition {}", draft.definition));
    let row = match app.store.create_provider(&draft, &event).await {
        Err(StoreError::Conflict(_)) => return Err(id_taken(&id, false)),
        row => row?,
    };
    Ok(wait_until_published(app, row).await)
}

fn id_taken(id: &ProviderId, by_config: bool) -> ApiError {
    let by = if by_config { "A provider of the configuration" } else { "Another provider" };
    ApiError::new(ErrorCode::IdTaken).detail(format!("{by} has the id `{id}`. Choose another one with `id`."))
}
