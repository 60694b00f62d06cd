//! `/healthz`, `/readyz` and `/metrics`.

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, header};
use serde_json::json;
use vestibule_core::code::ErrorCode;

use crate::{
    AppState,
    http::{api_error::ApiError, client::Client},
    session::guard::find_token,
};

/// The process answers. `degraded` means that a file somebody wrote cannot be used and that the last good version of it
/// is in force; what is wrong is for administrators and the log.
pub(crate) async fn live(State(app): State<AppState>) -> Json<serde_json::Value> {
    let registry = app.registry.load();
    let as_written = registry.refusal.is_none() && registry.catalogue.faults().is_empty();
    Json(json!({ "status": if as_written { "ok" } else { "degraded" } }))
}

/// The registry is published and the database answers. Upstreams do not count: one that is down must not take the
/// others out of service.
pub(crate) async fn ready(State(app): State<AppState>) -> Response {
    let registry = app.registry.load();
    let storage = app.store.count_password_administrators().await;
    let ready = registry.generation > 0 && storage.is_ok();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let body = json!({
        "status": if ready { "ok" } else { "unavailable" },
        "generation": registry.generation,
        "storage": if storage.is_ok() { "ok" } else { "unavailable" },
    });
    (status, Json(body)).into_response()
}

/// Prometheus text, for a client on this machine or with an API token.
pub(crate) async fn metrics(
    State(app): State<AppState>,
    client: Client,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    if !client.is_local && find_token(&app, &headers).await?.is_none() {
        return Err(ApiError::new(ErrorCode::Unauthenticated)
            .detail("Send an API token as `Authorization: Bearer`.")
            .challenge("Bearer"));
    }
    let rendered = app.metrics.as_ref().map(metrics_exporter_prometheus::PrometheusHandle::render).unwrap_or_default();
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], rendered).into_response())
}
