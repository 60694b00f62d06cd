//! `GET /readyz`: the registry is published and the database responds; when a change could not be kept
//! before, that one can be kept now. Upstreams are not checked: one that is down must
//! not take the others out of service.

use axum::{Json, extract::State};
use http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;
use vestibule_core::routes::pattern;

use crate::{AppState, http::openapi::Endpoint};

pub(super) fn endpoint() -> Endpoint<AppState> {
    Endpoint::get(pattern::Readiness, ready, |operation| {
        operation
            .named("ready", "Readiness probe")
            .tag("operation")
            .json::<Readiness>(StatusCode::OK, "Ready.")
            .json::<Readiness>(StatusCode::SERVICE_UNAVAILABLE, "Not ready.")
    })
}

#[derive(Debug, Serialize, JsonSchema)]
struct Readiness {
    status: Availability,
    /// The generation of the registry; 0 before the first publication.
    generation: u64,
    storage: Availability,
}

#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Availability {
    Ok,
    Unavailable,
}

async fn ready(State(app): State<AppState>) -> (StatusCode, Json<Readiness>) {
    let availability = |ok| if ok { Availability::Ok } else { Availability::Unavailable };
    let generation = app.registry.load().generation;
    let storage = app.is_storage_ready().await;
    let ready = generation > 0 && storage;
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Readiness { status: availability(ready), generation, storage: availability(storage) }))
}
