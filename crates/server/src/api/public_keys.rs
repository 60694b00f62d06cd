//! `GET /.well-known/jwks.json`: the public keys of everything here that signs.

use std::collections::BTreeSet;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use serde_json::{Map, Value, json};
use vestibule_core::{code::ErrorCode, routes::pattern};

use crate::{
    AppState,
    http::{api_error::ApiError, openapi::Endpoint},
};

const MEDIA_TYPE: &str = "application/jwk-set+json";
/// How long others may keep the keys: a new one is in use at most that long before everybody has it.
const CACHE: &str = "public, max-age=300";

pub(crate) fn endpoint() -> Endpoint<AppState> {
    Endpoint::get(pattern::PublicKeys, public_keys, |operation| {
        operation
            .named("publicKeys", "Public keys")
            .tag("operation")
            .content::<Map<String, Value>>(StatusCode::OK, "A JWK Set (RFC 7517).", MEDIA_TYPE)
            .problem(ErrorCode::StorageUnavailable)
    })
}

async fn public_keys(State(app): State<AppState>) -> Result<Response, ApiError> {
    let mut keys: Vec<Value> = app.apps().token_keys().await?;
    for source in &app.public_keys {
        let found = source.public_keys().await.map_err(|error| {
            ApiError::new(ErrorCode::StorageUnavailable).log(format!("the public keys cannot be read: {error}"))
        })?;
        keys.extend(found);
    }
    let mut seen = BTreeSet::new();
    keys.retain(|key| seen.insert(key["kid"].to_string()));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE)),
        (header::CACHE_CONTROL, HeaderValue::from_static(CACHE)),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    ];
    Ok((headers, json!({ "keys": keys }).to_string()).into_response())
}
