//! `GET /healthz`: the process responds.

use axum::{Json, extract::State};
use http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;
use vestibule_core::routes::pattern;

use crate::{AppState, http::openapi::Endpoint};

pub(super) fn endpoint() -> Endpoint<AppState> {
    Endpoint::get(pattern::Health, live, |operation| {
        operation
            .named("live", "Liveness probe")
            .tag("operation")
            .json::<Liveness>(StatusCode::OK, "The process responds.")
    })
}

#[derive(Debug, Serialize, JsonSchema)]
struct Liveness {
    status: LiveStatus,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum LiveStatus {
    /// All files are valid.
    Ok,
    /// A file is invalid, and its last valid version is in force. The log and the admin API have the details.
    Degraded,
}

async fn live(State(app): State<AppState>) -> Json<Liveness> {
    let registry = app.registry.load();
    let valid = registry.refusal.is_none() && registry.catalogue.faults().is_empty();
    let valid = valid && registry.app_catalogue.faults().is_empty();
    Json(Liveness { status: if valid { LiveStatus::Ok } else { LiveStatus::Degraded } })
}
