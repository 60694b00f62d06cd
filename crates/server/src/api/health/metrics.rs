//! `GET /metrics`: open to local requests; others need an API token.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, header};
use metrics_exporter_prometheus::PrometheusHandle;
use vestibule_core::{code::ErrorCode, routes::pattern};

use crate::{
    AppState,
    http::{api_error::ApiError, client::Client, openapi::Endpoint},
    session::guard::{find_token, report},
};

pub(super) fn endpoint() -> Endpoint<AppState> {
    Endpoint::get(pattern::Metrics, metrics, |operation| {
        operation
            .named("metrics", "Prometheus metrics")
            .tag("operation")
            .content::<String>(StatusCode::OK, "In the Prometheus text format.", "text/plain")
            .problem(ErrorCode::Unauthenticated)
    })
}

async fn metrics(State(app): State<AppState>, client: Client, headers: HeaderMap) -> Result<Response, ApiError> {
    let token = match client.is_local {
        true => None,
        false => match find_token(&app, &headers).await {
            Ok(token) => token,
            Err(refused) => return Err(report(&app, &client, (&headers, pattern::Metrics), refused).await),
        },
    };
    if !client.is_local && token.is_none() {
        return Err(ApiError::new(ErrorCode::Unauthenticated)
            .detail("Send an API token as `Authorization: Bearer`.")
            .challenge("Bearer"));
    }
    let rendered = app.metrics.as_ref().map(PrometheusHandle::render).unwrap_or_default();
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], rendered).into_response())
}
