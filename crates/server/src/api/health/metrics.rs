//! `GET /metrics`: with an API token or the one of `metrics.token`; at an address of its own, only if there is one.
//!
//! Where a request comes from says nothing: a proxy on this machine looks like a program on it.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, header};
use vestibule_core::{code::ErrorCode, routes::pattern, secret::Secret};

use crate::{
    AppState,
    http::{api_error::ApiError, client::Client, openapi::Endpoint},
    session::guard::{bearer, find_token, report},
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

/// The metrics at an address of their own, which whoever reaches may read unless there is a token.
pub(crate) async fn at_own_address(
    State(app): State<AppState>,
    client: Client,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    if app.settings.metrics_token.is_some() {
        check_token(&app, &client, &headers).await?;
    }
    Ok(render(&app))
}

async fn metrics(State(app): State<AppState>, client: Client, headers: HeaderMap) -> Result<Response, ApiError> {
    check_token(&app, &client, &headers).await?;
    Ok(render(&app))
}

async fn check_token(app: &AppState, client: &Client, headers: &HeaderMap) -> Result<(), ApiError> {
    let sent = bearer(headers).map(Secret::new);
    if sent.is_some() && sent == app.settings.metrics_token {
        return Ok(());
    }
    match find_token(app, headers).await {
        Ok(Some(_)) => Ok(()),
        Ok(None) => Err(ApiError::new(ErrorCode::Unauthenticated)
            .detail("Send `metrics.token` or an API token as `Authorization: Bearer`, or set `metrics.listen`.")
            .challenge("Bearer")),
        Err(refused) => Err(report(app, client, (headers, pattern::Metrics), refused).await),
    }
}

fn render(app: &AppState) -> Response {
    let rendered = app.metrics.as_ref().map(|render| render()).unwrap_or_default();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], rendered).into_response()
}
