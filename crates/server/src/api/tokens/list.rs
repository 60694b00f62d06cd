//! `GET /api/admin/tokens`: all API tokens, oldest first. Nobody can show a token again.

use axum::extract::State;
use serde::Serialize;
use vestibule_core::{clock::Timestamp, ids::TokenId};
use vestibule_store::ApiToken;

use crate::{
    AppState,
    api::{Admin, listing::Listing, query::Parameters},
    http::api_error::ApiError,
};

/// What is known of an API token.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct ShownToken {
    id: TokenId,
    name: String,
    created_at: Timestamp,
    /// When it ends; null: never.
    expires_at: Option<Timestamp>,
    /// When it was last used, to within a minute.
    last_used_at: Option<Timestamp>,
}

pub(crate) async fn list(
    State(app): State<AppState>,
    _admin: Admin,
    parameters: Parameters,
) -> Result<Listing<ShownToken>, ApiError> {
    parameters.only(&["limit", "cursor"])?;
    let all: Vec<(String, ApiToken)> =
        app.store.list_tokens().await?.into_iter().map(|token| (token.id.to_string(), token)).collect();
    Listing::page(
        &all,
        &parameters,
        |(id, _)| id,
        |(_, token)| ShownToken {
            id: token.id,
            name: token.name.clone(),
            created_at: token.created_at,
            expires_at: token.expires_at,
            last_used_at: token.last_used_at,
        },
    )
}
