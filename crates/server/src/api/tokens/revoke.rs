//! `DELETE /api/admin/tokens/{id}`: takes effect with the next request.

use axum::extract::{Path, State};
use http::StatusCode;
use vestibule_core::{code::ErrorCode, ids::TokenId};
use vestibule_store::EventKind;

use crate::{
    AppState,
    api::{Admin, query::QueryParameters},
    http::{api_error::ApiError, openapi::Endpoint},
};

pub(super) fn endpoint() -> Endpoint<AppState> {
    Endpoint::delete("/api/admin/tokens/{id}", revoke, |operation| {
        operation
            .named("revokeToken", "Revoke API token")
            .tag("audit")
            .admin()
            .empty(StatusCode::NO_CONTENT, "Token revoked.")
            .problem(ErrorCode::NotFound)
    })
}

async fn revoke(
    State(app): State<AppState>,
    admin: Admin,
    Path(id): Path<String>,
    parameters: QueryParameters,
) -> Result<StatusCode, ApiError> {
    parameters.deny_unknown(&[])?;
    let token: TokenId = id.parse().map_err(|_| ErrorCode::NotFound)?;
    let event = admin.event(&app, EventKind::TokenDeleted);
    if app.store.delete_token(token, &event).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(ErrorCode::NotFound.into())
    }
}
