//! `GET /api/auth/providers/{id}/client.json`: our client's metadata, for an upstream whose client id is this URL
//! (OAuth Client ID Metadata Document).

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, Method, StatusCode, header};
use serde_json::{Map, Value};
use vestibule_core::code::ErrorCode;
use vestibule_registry::Slot;

use super::refusal::{not_ready_code, unknown_provider};
use crate::http::{api_error::ApiError, openapi::OperationSpec};

/// How long an upstream may keep it: so long a change of ours takes to arrive there.
const CACHE: &str = "public, max-age=300";

pub(super) fn operation() -> OperationSpec {
    OperationSpec::new(Method::GET, "/api/auth/providers/{id}/client.json", |operation| {
        operation
            .named("clientMetadata", "Client ID metadata document")
            .tag("sign-in")
            .content::<Map<String, Value>>(StatusCode::OK, "The metadata of the client (RFC 7591).", "application/json")
            .problem(ErrorCode::UnknownProvider)
            .problem(ErrorCode::NotFound)
            .problem(ErrorCode::ProviderUnavailable)
    })
}

/// 404 where the client is registered in another way. While the provider is not ready, 503: an upstream that found
/// nothing here would take the client for deleted.
pub(crate) fn client_metadata(slot: &Slot) -> Result<Response, ApiError> {
    if !slot.enabled() {
        return Err(unknown_provider());
    }
    let Some(ready) = slot.ready() else {
        return Err(ApiError::new(not_ready_code(slot)).status(503).retry_after(5));
    };
    let document = ready.driver.client_metadata().ok_or(ErrorCode::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static(CACHE)),
    ];
    Ok((headers, document.to_string()).into_response())
}
