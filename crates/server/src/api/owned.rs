//! What is the same for everything that administrators own, providers and apps: ids, what belongs to the configuration, and
//! that a change is published before it is answered.

use std::fmt::Display;

use axum::response::Response;
use http::{HeaderValue, header};
use vestibule_core::{code::ErrorCode, origin::Origin};

use crate::{AppState, http::api_error::ApiError};

/// How often a change without a revision is tried again after a concurrent one.
pub(super) const ATTEMPTS: usize = 3;

/// What an administrator owns, in the words of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Provider,
    App,
}

/// The id belongs to another one.
pub(super) fn id_taken(kind: Kind, id: impl Display, by_config: bool) -> ApiError {
    let by = match (kind, by_config) {
        (Kind::Provider, true) => "A provider of the configuration",
        (Kind::Provider, false) => "Another provider",
        (Kind::App, true) => "An app of the configuration",
        (Kind::App, false) => "Another app",
    };
    ApiError::new(ErrorCode::IdTaken).detail(format!("{by} has the id `{id}`. Choose another one with `id`."))
}

/// It is written in the configuration.
pub(super) fn managed_by_config(id: impl Display, origin: Option<&Origin>) -> ApiError {
    let place = origin.map(|origin| format!(" ({origin})")).unwrap_or_default();
    let detail = format!("`{id}` is in the configuration{place}; change it there.");
    ApiError::new(ErrorCode::ManagedByConfig).detail(detail)
}

/// Says where a new one is.
pub(super) fn at(mut response: Response, url: String) -> Response {
    // An id is always a valid header value.
    if let Ok(location) = HeaderValue::try_from(url) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

/// Reloads in the registry what was stored. If that fails, the next reload picks it up.
pub(super) async fn publish(app: &AppState) {
    // The registry logs what it could not reload. A broken configuration does not block the change.
    if app.registry.reload_touched().await.is_none() {
        tracing::warn!("change stored, but the registry has stopped; it takes effect after a restart");
    }
}
