//! `POST /api/admin/providers`: a new provider, switched off unless the request says otherwise.

use axum::{extract::State, response::Response};
use http::{HeaderValue, StatusCode, header};
use serde_json::{Map, Value};
use vestibule_core::{code::ErrorCode, ids::ProviderId};
use vestibule_store::{EventKind, StoreError};

use super::{
    draft::Draft,
    find::{Found, is_configured},
    get::answer,
    save::settle,
};
use crate::{
    AppState,
    api::{Admin, body::JsonBody, query::Parameters},
    http::api_error::ApiError,
};

pub(crate) async fn create(
    State(app): State<AppState>,
    admin: Admin,
    parameters: Parameters,
    body: JsonBody,
) -> Result<Response, ApiError> {
    parameters.only(&[])?;
    let found = store(&app, &admin, &body.0).await?;
    let mut response = answer(&app, StatusCode::CREATED, &found);
    // An id is always a header value.
    if let Ok(location) = HeaderValue::try_from(format!("/api/admin/providers/{}", found.record.id)) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

/// Stores a new provider as `members` describe it, and returns it as it is once the registry has taken it up.
pub(crate) async fn store(app: &AppState, admin: &Admin, members: &Map<String, Value>) -> Result<Found, ApiError> {
    let registry = app.registry.load();
    let draft = Draft::create(members, &registry.catalogue)?;
    let id = draft.record.id.clone();
    if registry.slots.contains_key(&id) {
        return Err(taken(&id, is_configured(&registry, &id)));
    }
    draft.check(|record| app.registry.preview(record).check())?;
    let wanted = draft.to_store();
    let event = admin.event(app, EventKind::ProviderCreated).detail(format!("definition {}", wanted.definition));
    let row = match app.store.create_provider(&wanted, &event).await {
        Err(StoreError::Conflict(_)) => return Err(taken(&id, false)),
        row => row?,
    };
    Ok(settle(app, row).await)
}

fn taken(id: &ProviderId, by_config: bool) -> ApiError {
    let by = if by_config { "A provider of the configuration" } else { "Another provider" };
    ApiError::new(ErrorCode::IdTaken).detail(format!("{by} has the id `{id}`. Choose another with `id`."))
}
