//! `GET /api/admin/users/{id}`.

use axum::{
    Json,
    extract::{Path, State},
};
use http::StatusCode;
use vestibule_core::code::ErrorCode;

use super::{outcome::parse_id, user::User};
use crate::{
    AppState,
    api::{Admin, query::QueryParameters},
    http::{api_error::ApiError, openapi::Endpoint},
};

pub(super) fn endpoint() -> Endpoint<AppState> {
    Endpoint::get("/api/admin/users/{id}", get, |operation| {
        operation
            .named("getUser", "Get user")
            .tag("users")
            .admin()
            .json::<User>(StatusCode::OK, "The user and their links.")
            .problem(ErrorCode::NotFound)
    })
}

async fn get(
    State(app): State<AppState>,
    _admin: Admin,
    Path(id): Path<String>,
    parameters: QueryParameters,
) -> Result<Json<User>, ApiError> {
    parameters.deny_unknown(&[])?;
    match app.store.find_user(parse_id(&id)?).await? {
        Some(user) => Ok(Json(User::load(&app, user).await?)),
        None => Err(ErrorCode::NotFound.into()),
    }
}
