//! `GET /api/admin/sessions?user=`.

use axum::extract::State;
use http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use vestibule_core::{
    clock::Timestamp,
    ids::{ProviderId, SessionId, UserId},
};
use vestibule_store as store;

use crate::{
    AppState,
    api::{Admin, pagination::Page, query::QueryParameters},
    http::{api_error::ApiError, openapi::Endpoint},
};

pub(super) fn endpoint() -> Endpoint<AppState> {
    Endpoint::get("/api/admin/sessions", list, |operation| {
        operation
            .named("listSessions", "List sessions")
            .tag("users")
            .admin()
            .paged()
            .query("user", "Only sessions of this user.", json!({ "type": "string", "format": "uuid" }))
            .json::<Page<Session>>(StatusCode::OK, "Newest first.")
    })
}

/// A session of a browser.
#[derive(Debug, Serialize, JsonSchema)]
struct Session {
    id: SessionId,
    user_id: UserId,
    /// The provider of the sign-in; null for a password.
    provider: Option<ProviderId>,
    /// When the user signed in.
    created_at: Timestamp,
    /// When it was last used, to within a few minutes.
    last_used_at: Timestamp,
    /// When it expires without further use.
    expires_at: Timestamp,
    /// The client's address at sign-in.
    address: Option<String>,
    /// The browser's `User-Agent` at sign-in.
    user_agent: Option<String>,
}

impl From<store::Session> for Session {
    fn from(session: store::Session) -> Self {
        Self {
            expires_at: session.ends_at(),
            id: session.id,
            user_id: session.user,
            provider: session.provider,
            created_at: session.signed_in_at,
            last_used_at: session.last_seen_at,
            address: session.address,
            user_agent: session.user_agent,
        }
    }
}

async fn list(
    State(app): State<AppState>,
    _admin: Admin,
    parameters: QueryParameters,
) -> Result<Page<Session>, ApiError> {
    parameters.deny_unknown(&["limit", "cursor", "user"])?;
    let user = parameters.id("user")?;
    let page = Page::load(
        &parameters,
        |session: &store::Session| session.id,
        |before, limit| {
            let filter = store::SessionFilter { user, before, limit, ..store::SessionFilter::default() };
            let store = app.store.clone();
            async move { store.list_all_sessions(&filter).await }
        },
    );
    Ok(page.await?.map(Session::from))
}
