//! `GET /readyz`: the registry is published and the database responds; when a change could not be kept
//! before, that one can be kept now. Upstreams are not checked: one that is down must
//! not take the others out of service. But after a start each of them has been contacted once, or had its time.

use axum::{Json, extract::State};
use http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;
use vestibule_core::{ids::ProviderId, routes::pattern};

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
    status: ReadyStatus,
    /// The generation of the registry; 0 before the first publication.
    generation: u64,
    storage: Availability,
    /// The enabled providers whose upstream has not been contacted since the start. Empty once that is over.
    resolving: Vec<ProviderId>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum ReadyStatus {
    /// Send requests here.
    Ok,
    /// The database does not respond, or keeps no changes.
    Unavailable,
    /// The node has just started; see `resolving`. Requests are answered, and wait for the upstream that they need.
    Resolving,
    /// The node is about to stop. Requests are still answered: send further ones to other nodes.
    Stopping,
}

#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Availability {
    Ok,
    Unavailable,
}

async fn ready(State(app): State<AppState>) -> (StatusCode, Json<Readiness>) {
    let registry = app.registry.load();
    let generation = registry.generation;
    let resolving = app.lifecycle.not_contacted(&registry);
    let is_storage_ready = app.is_storage_ready().await;
    let status = match () {
        () if app.lifecycle.is_stopping() => ReadyStatus::Stopping,
        () if generation == 0 || !is_storage_ready => ReadyStatus::Unavailable,
        () if !resolving.is_empty() => ReadyStatus::Resolving,
        () => ReadyStatus::Ok,
    };
    let code = if status == ReadyStatus::Ok { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let storage = if is_storage_ready { Availability::Ok } else { Availability::Unavailable };
    (code, Json(Readiness { status, generation, storage, resolving }))
}
