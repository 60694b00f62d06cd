//! `PATCH` and `DELETE /api/admin/apps/{id}/secrets/{secret}`: gives a client secret an end, or ends it now.

use axum::{
    extract::{Path, State},
    response::Response,
};
use http::StatusCode;
use vestibule_core::{code::ErrorCode, violation::Violations};

use super::{
    add_secret::{AppSecretRequest, ends_at},
    app::{App, respond},
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

const PATH: &str = "/api/admin/apps/{id}/secrets/{secret}";

pub(super) fn patch_endpoint() -> Endpoint<AppState> {
    Endpoint::patch(PATH, set_end, |operation| {
        operation
            .named("endAppSecret", "Set the end of a client secret")
            .tag("administered apps")
            .admin()
            .body::<AppSecretRequest>("application/merge-patch+json")
            .json::<App>(StatusCode::OK, "The app.")
            .problem(ErrorCode::NotFound)
            .problem(ErrorCode::ManagedByConfig)
            .problem(ErrorCode::UnknownField)
            .problem(ErrorCode::InvalidAppSettings)
    })
}

pub(super) fn delete_endpoint() -> Endpoint<AppState> {
    Endpoint::delete(PATH, delete, |operation| {
        operation
            .named("deleteAppSecret", "Delete client secret")
            .tag("administered apps")
            .admin()
            .json::<App>(StatusCode::OK, "The app. The secret is not good any more.")
            .problem(ErrorCode::NotFound)
            .problem(ErrorCode::ManagedByConfig)
    })
}

async fn set_end(
    State(app): State<AppState>,
    admin: Admin,
    Path((id, secret)): Path<(String, String)>,
    parameters: QueryParameters,
    body: JsonBody,
) -> Result<Response, ApiError> {
    parameters.deny_unknown(&[])?;
    body.deny_unknown(&["ends_at"])?;
    let Some(at) = ends_at(&body.0)? else {
        let mut bad = Violations::default();
        bad.push("/ends_at", "is required: when the secret ends");
        return Err(reject(ErrorCode::InvalidAppSettings, bad));
    };
    let loaded = secrets::end(&app, &admin, (&id, &secret), Some(at)).await?;
    Ok(respond(&app, StatusCode::OK, &loaded))
}

async fn delete(
    State(app): State<AppState>,
    admin: Admin,
    Path((id, secret)): Path<(String, String)>,
    parameters: QueryParameters,
) -> Result<Response, ApiError> {
    parameters.deny_unknown(&[])?;
    let loaded = secrets::end(&app, &admin, (&id, &secret), None).await?;
    Ok(respond(&app, StatusCode::OK, &loaded))
}
