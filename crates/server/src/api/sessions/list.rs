//! `GET /api/admin/sessions?user=`: live sessions, newest first.

use axum::extract::State;
use serde::Serialize;
use vestibule_core::{
    clock::Timestamp,
    ids::{ProviderId, SessionId, UserId},
};
use vestibule_store::{Session, SessionFilter};

use crate::{
    AppState,
    api::{
        Admin,
        listing::{Listing, split_page},
        query::Parameters,
    },
    http::api_error::ApiError,
};

/// A signed-in browser.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct ShownSession {
    id: SessionId,
    /// Whose it is.
    user_id: UserId,
    /// By which provider; null for a password.
    provider: Option<ProviderId>,
    /// When the person signed in.
    created_at: Timestamp,
    /// When it was last used, to within a few minutes.
    last_used_at: Timestamp,
    /// When it ends if nothing more happens.
    expires_at: Timestamp,
    /// The client's address at sign-in.
    address: Option<String>,
    /// How the browser named itself at sign-in.
    user_agent: Option<String>,
}

impl ShownSession {
    fn new(session: Session) -> Self {
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

pub(crate) async fn list(
    State(app): State<AppState>,
    _admin: Admin,
    parameters: Parameters,
) -> Result<Listing<ShownSession>, ApiError> {
    parameters.only(&["limit", "cursor", "user"])?;
    let limit = parameters.limit()?;
    let (user, before) = (parameters.id("user")?, parameters.id("cursor")?);
    let filter = SessionFilter { user, before, limit: Parameters::rows(limit) };
    let mut found = app.store.list_all_sessions(&filter).await?;
    if found.len() == limit && limit == Parameters::MOST {
        let after = SessionFilter { before: found.last().map(|session| session.id), limit: 1, ..filter };
        found.extend(app.store.list_all_sessions(&after).await?);
    }
    let next = split_page(&mut found, limit, |session| session.id.to_string());
    Ok(Listing { items: found.into_iter().map(ShownSession::new).collect(), next })
}
