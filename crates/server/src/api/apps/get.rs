//! `GET /api/admin/apps/{id}`.

use axum::{
    extract::{Path, State},
    response::Response,
};
use http::StatusCode;
use vestibule_core::{code::ErrorCode, routes::pattern};

use super::{
    app::{App, respond},
    load::load,
};
use crate::{
    AppState,
    api::{Admin, query::QueryParameters},
    http::{api_error::ApiError, openapi::Endpoint},
};

pub(super) fn endpoint() -> Endpoint<AppState> {
    Endpoint::get(pattern::ApiApp, get, |operation| {
        operation
            .named("getApp", "Get app")
            .tag("administered apps")
            .admin()
            .json::<App>(StatusCode::OK, "The app; its revision is the `ETag`.")
            .problem(ErrorCode::NotFound)
    })
}

async fn get(
    State(app): State<AppState>,
    _admin: Admin,
    Path(id): Path<String>,
    parameters: QueryParameters,
) -> Result<Response, ApiError> {
    parameters.deny_unknown(&[])?;
    let loaded = load(&app, &app.registry.load(), &id).await?;
    Ok(respond(&app, StatusCode::OK, &loaded))
}
