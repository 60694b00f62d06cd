//! `GET /api/admin/tokens`.

use axum::extract::State;
use http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;
use vestibule_core::{clock::Timestamp, ids::TokenId};
use vestibule_store as store;

use crate::{
    AppState,
    api::{Admin, pagination::Page, query::QueryParameters},
    http::{api_error::ApiError, openapi::Endpoint},
};

pub(super) fn endpoint() -> Endpoint<AppState> {
    Endpoint::get("/api/admin/tokens", list, |operation| {
        operation
            .named("listTokens", "List API tokens")
            .tag("audit")
            .admin()
            .paged()
            .json::<Page<ApiToken>>(StatusCode::OK, "Oldest first, without the tokens themselves.")
    })
}

/// An API token, without the token itself.
#[derive(Debug, Serialize, JsonSchema)]
struct ApiToken {
    id: TokenId,
    name: String,
    created_at: Timestamp,
    /// When it expires; null: never.
    expires_at: Option<Timestamp>,
    /// When it was last used, to within a minute.
    last_used_at: Option<Timestamp>,
}

impl From<&store::ApiToken> for ApiToken {
    fn from(token: &store::ApiToken) -> Self {
        Self {
            id: token.id,
            name: token.name.clone(),
            created_at: token.created_at,
            expires_at: token.expires_at,
            last_used_at: token.last_used_at,
        }
    }
}

async fn list(
    State(app): State<AppState>,
    _admin: Admin,
    parameters: QueryParameters,
) -> Result<Page<ApiToken>, ApiError> {
    parameters.deny_unknown(&["limit", "cursor"])?;
    let tokens = app.store.list_tokens().await?.into_iter();
    let tokens: Vec<(String, store::ApiToken)> = tokens.map(|token| (token.id.to_string(), token)).collect();
    Page::of_slice(&tokens, &parameters, |(id, _)| id, |(_, token)| token.into())
}
