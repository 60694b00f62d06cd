//! Access to the admin API: an administrator with a session, from a page of ours; or a program with an API token.
//!
//! Rights are read from the database at each request and not from memory: losing them takes effect at once.
//! With a token no page is involved and no cookie counts, so the origin of the request does not matter.

use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use http::{HeaderMap, HeaderValue, header, request::Parts};
use vestibule_core::{code::ErrorCode, ids::Ref, secret::sha256};
use vestibule_store::{Actor, ApiToken, AuditEvent, EventKind, SessionWithUser};

use super::{current::find, state::SessionState, token::token_hash};
use crate::http::{api_error::ApiError, client::Client, origin_check::from_our_page};

/// Proof that the caller has administrator rights: only the extractor makes one.
#[derive(Debug, Clone)]
pub(crate) struct Admin {
    /// Who.
    pub(crate) actor: Actor,
    /// From which address.
    pub(crate) address: String,
}

impl Admin {
    /// What the audit log says of a change that is done. The store fills in whom or what it is about.
    pub(crate) fn event(&self, app: &SessionState, kind: EventKind) -> AuditEvent {
        AuditEvent::new(kind, Ref::generate(&*app.random)).actor(self.actor.clone()).address(self.address.clone())
    }
}

impl<S: Sync> FromRequestParts<S> for Admin
where
    Arc<SessionState>: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let app = Arc::<SessionState>::from_ref(state);
        let address = Client::of(parts, &app.settings).address.to_string();
        if let Some(token) = find_token(&app, &parts.headers).await? {
            return Ok(Self { actor: Actor::Token(token.id), address });
        }
        let found = find_administrator(&app, &parts.headers).await?;
        from_our_page(&parts.headers, &app.settings.public_url)?;
        Ok(Self { actor: Actor::User(found.user.id), address })
    }
}

/// The administrator whose session a request carries. Refuses everybody else, and does not look at where the request
/// comes from: that is enough to show a page, and too little to change anything.
pub(crate) async fn find_administrator(app: &SessionState, headers: &HeaderMap) -> Result<SessionWithUser, ApiError> {
    let unauthenticated = || {
        ApiError::new(ErrorCode::Unauthenticated)
            .detail("Sign in as an administrator, or send an API token as `Authorization: Bearer`.")
            .challenge("Bearer")
    };
    // Through memory first: it remembers that the session is in use.
    find(app, headers).await?.ok_or_else(unauthenticated)?;
    let hash = token_hash(app, headers).ok_or_else(unauthenticated)?;
    let found = app.store.find_session(&hash).await?.ok_or_else(unauthenticated)?;
    if found.user.is_admin { Ok(found) } else { Err(ErrorCode::Forbidden.into()) }
}

/// The live API token that a request carries; `None` when it carries none at all. One that does not count is refused:
/// no cookie makes up for it.
pub(crate) async fn find_token(app: &SessionState, headers: &HeaderMap) -> Result<Option<ApiToken>, ApiError> {
    let bearer = |value: &HeaderValue| {
        let line = String::from_utf8_lossy(value.as_bytes());
        let (scheme, token) = line.split_once(' ').unwrap_or((&line, ""));
        // Another scheme is for a proxy in front of us.
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
    };
    let Some(token) = headers.get_all(header::AUTHORIZATION).iter().find_map(bearer) else { return Ok(None) };
    match app.store.find_token(&sha256(token)).await? {
        Some(token) => Ok(Some(token)),
        None => Err(ApiError::new(ErrorCode::Unauthenticated)
            .detail("The API token is unknown or has expired. `vestibule admin token NAME` makes a new one.")
            .challenge("Bearer error=\"invalid_token\"")),
    }
}
