//! `POST /api/admin/apps/{id}/secrets`: a further client secret, in this response and in no other.

use axum::{
    extract::{Path, State},
    response::Response,
};
use http::StatusCode;
use schemars::JsonSchema;
use serde_json::{Map, Value};
use vestibule_core::{clock::Timestamp, code::ErrorCode, violation::Violations};

use super::{
    app::{AppWithSecret, respond_with_secret},
    secrets,
};
use crate::{
    AppState,
    api::{
        Admin,
        body::{JsonBody, reject},
        query::QueryParameters,
    },
    http::{api_error::ApiError, openapi::Endpoint},
};

/// When a client secret ends.
#[derive(Debug, JsonSchema)]
#[expect(dead_code, reason = "documents the members of a request")]
pub(super) struct AppSecretRequest {
    /// When it ends, in the future; null: when it is deleted.
    ends_at: Option<Timestamp>,
}

pub(super) fn endpoint() -> Endpoint<AppState> {
    Endpoint::post("/api/admin/apps/{id}/secrets", add, |operation| {
        operation
            .named("addAppSecret", "Add client secret")
            .tag("administered apps")
            .admin()
            .body::<AppSecretRequest>("application/json")
            .json::<AppWithSecret>(StatusCode::CREATED, "The app, with the secret.")
            .problem(ErrorCode::NotFound)
            .problem(ErrorCode::ManagedByConfig)
            .problem(ErrorCode::TooManyAppSecrets)
            .problem(ErrorCode::UnknownField)
            .problem(ErrorCode::InvalidAppSettings)
    })
}

async fn add(
    State(app): State<AppState>,
    admin: Admin,
    Path(id): Path<String>,
    parameters: QueryParameters,
    body: JsonBody,
) -> Result<Response, ApiError> {
    parameters.deny_unknown(&[])?;
    body.deny_unknown(&["ends_at"])?;
    let (loaded, secret) = secrets::add(&app, &admin, &id, ends_at(&body.0)?).await?;
    Ok(respond_with_secret(&app, StatusCode::CREATED, &loaded, Some(&secret)))
}

/// The date in a request.
pub(super) fn ends_at(members: &Map<String, Value>) -> Result<Option<Timestamp>, ApiError> {
    let Some(value) = members.get("ends_at").filter(|value| !value.is_null()) else { return Ok(None) };
    serde_json::from_value(value.clone()).map(Some).map_err(|_| {
        let mut bad = Violations::default();
        bad.push("/ends_at", "must be a time such as \"2027-01-31T00:00:00Z\"");
        reject(ErrorCode::InvalidAppSettings, bad)
    })
}
