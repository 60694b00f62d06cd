//! `POST /api/admin/providers/{id}/register`: has a client that registers itself registered again.
//!
//! For a client that has expired or was deleted at the upstream, and for a registration that the upstream refused: neither
//! is tried again by itself.

use std::time::Duration;

use axum::{
    extract::{Path, State},
    response::Response,
};
use http::StatusCode;
use vestibule_core::code::ErrorCode;
use vestibule_store::EventKind;

use super::{
    load::{LoadedProvider, load},
    provider::{Provider, respond},
};
use crate::{
    AppState,
    api::{Admin, query::QueryParameters},
    http::{api_error::ApiError, openapi::Endpoint},
};

/// How long a response waits for the upstream, so that it can report the result.
const TIMEOUT: Duration = Duration::from_secs(12);

pub(super) fn endpoint() -> Endpoint<AppState> {
    Endpoint::post("/api/admin/providers/{id}/register", register, |operation| {
        operation
            .named("registerProvider", "Register client again")
            .tag("providers")
            .admin()
            .json::<Provider>(
                StatusCode::OK,
                "The former client is forgotten; `registration` or `faults` say what came of it.",
            )
            .problem(ErrorCode::NotFound)
            .problem(ErrorCode::RegisteredByHand)
    })
}

async fn register(
    State(app): State<AppState>,
    admin: Admin,
    Path(id): Path<String>,
    parameters: QueryParameters,
) -> Result<Response, ApiError> {
    parameters.deny_unknown(&[])?;
    Ok(respond(&app, StatusCode::OK, &register_again(&app, &admin, &id).await?))
}

/// Forgets the client and waits for the next one, or for what the upstream says against it.
pub(crate) async fn register_again(app: &AppState, admin: &Admin, id: &str) -> Result<LoadedProvider, ApiError> {
    let before = app.registry.load();
    let loaded = load(app, &before, id).await?;
    let registers = app.registry.registers_itself(&loaded.record);
    if !registers || !loaded.slot.as_ref().is_some_and(|slot| slot.enabled()) {
        let detail = "The client of this provider is registered by hand, or the provider is disabled.";
        return Err(ApiError::new(ErrorCode::RegisteredByHand).detail(detail));
    }
    let event = admin.event(app, EventKind::ProviderChanged).detail("registered its client again".to_owned());
    app.store.record(&event.provider(loaded.record.id.clone())).await?;
    app.registry.register_again(&loaded.record).await.map_err(|error| {
        ApiError::new(ErrorCode::StorageUnavailable).log(format!("the registered client cannot be forgotten: {error}"))
    })?;
    let generation = before.generation;
    let published = app.registry.wait_until(|registry| registry.generation > generation);
    let _ = tokio::time::timeout(TIMEOUT, published).await;
    load(app, &app.registry.load(), id).await
}
