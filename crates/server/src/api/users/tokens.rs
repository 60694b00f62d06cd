//! `GET /api/admin/users/{id}/tokens`, and `DELETE` of one of them: the personal access tokens of a user. Only their
//! person makes them, so that a token is known to nobody else.

use axum::{
    Json,
    extract::{Path, State},
};
use http::StatusCode;
use vestibule_core::{code::ErrorCode, ids::PersonalTokenId};
use vestibule_store::EventKind;

use super::outcome::parse_id;
use crate::{
    AppState,
    api::{Admin, query::QueryParameters},
    apps::PersonalAccessTokens,
    http::{api_error::ApiError, openapi::Endpoint},
};

pub(super) fn list_endpoint() -> Endpoint<AppState> {
    Endpoint::get("/api/admin/users/{id}/tokens", list, |operation| {
        operation
            .named("listUserTokens", "List the personal access tokens of a user")
            .tag("users")
            .admin()
            .json::<PersonalAccessTokens>(StatusCode::OK, "Newest first, without the tokens themselves.")
            .problem(ErrorCode::NotFound)
    })
}

pub(super) fn revoke_endpoint() -> Endpoint<AppState> {
    Endpoint::delete("/api/admin/users/{id}/tokens/{token}", revoke, |operation| {
        operation
            .named("revokeUserToken", "Revoke a personal access token of a user")
            .tag("users")
            .admin()
            .empty(StatusCode::NO_CONTENT, "The token lets nobody in any more, on every node.")
            .problem(ErrorCode::NotFound)
    })
}

async fn list(
    State(app): State<AppState>,
    _admin: Admin,
    Path(id): Path<String>,
    parameters: QueryParameters,
) -> Result<Json<PersonalAccessTokens>, ApiError> {
    parameters.deny_unknown(&[])?;
    let user = app.store.find_user(parse_id(&id)?).await?.ok_or(ErrorCode::NotFound)?;
    Ok(Json(app.store.list_personal_tokens(user.id).await?.into()))
}

async fn revoke(
    State(app): State<AppState>,
    admin: Admin,
    Path((user, token)): Path<(String, String)>,
    parameters: QueryParameters,
) -> Result<StatusCode, ApiError> {
    parameters.deny_unknown(&[])?;
    let user = parse_id(&user)?;
    let token: PersonalTokenId = token.parse().map_err(|_| ErrorCode::NotFound)?;
    let event = admin.event(&app, EventKind::PersonalTokenRevoked);
    match app.store.revoke_personal_token(user, token, &event).await? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(ErrorCode::NotFound.into()),
    }
}
