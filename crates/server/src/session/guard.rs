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
        let client = Client::of(parts, &app.settings);
        match find_actor(&app, &parts.headers).await {
            Ok(actor) => {
                if matches!(actor, Actor::User(_)) {
                    from_our_page(&parts.headers, &app.settings.public_url)?;
                }
                Ok(Self { actor, address: client.address.to_string() })
            }
            Err(refused) => Err(report(&app, &client, (&parts.headers, &what(parts)), refused).await),
        }
    }
}

async fn find_actor(app: &SessionState, headers: &HeaderMap) -> Result<Actor, ApiError> {
    if let Some(token) = find_token(app, headers).await? {
        return Ok(Actor::Token(token.id));
    }
    Ok(Actor::User(find_administrator(app, headers).await?.user.id))
}

/// What a request asks for, for the audit log.
pub(crate) fn what(parts: &Parts) -> String {
    let path: String = parts.uri.path().chars().take(256).collect();
    format!("{} {path}", parts.method)
}

/// Leaves a trace of somebody without the rights who asked for what administrators may, or who came with a token that is
/// none. Whoever is only not signed in leaves none.
pub(crate) async fn report(
    app: &SessionState,
    client: &Client,
    (headers, what): (&HeaderMap, &str),
    refused: ApiError,
) -> ApiError {
    let user = match refused.code {
        ErrorCode::Forbidden => find(app, headers).await.ok().flatten().map(|session| session.user.id),
        ErrorCode::Unauthenticated if bearer(headers).is_some() => None,
        _ => return refused,
    };
    let reference = Ref::generate(&*app.random);
    let event = AuditEvent::new(EventKind::AccessRefused, reference.clone())
        .failed(refused.code)
        .actor(user.map_or(Actor::Anonymous, Actor::User))
        .user(user)
        .address(client.address.to_string())
        .detail(what.to_owned());
    if let Err(error) = app.refused(client.address, event).await {
        tracing::error!(%error, "could not write an audit event");
    }
    refused.reference(reference)
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
    let access = app.access(&found.user);
    if !found.session.counts(&access) {
        return Err(unauthenticated());
    }
    if access.is_admin() { Ok(found) } else { Err(ErrorCode::Forbidden.into()) }
}

/// The live API token that a request carries; `None` when it carries none at all. One that does not count is refused:
/// no cookie makes up for it.
pub(crate) async fn find_token(app: &SessionState, headers: &HeaderMap) -> Result<Option<ApiToken>, ApiError> {
    let Some(token) = bearer(headers) else { return Ok(None) };
    match app.store.find_token(&sha256(token)).await? {
        Some(token) => Ok(Some(token)),
        None => Err(ApiError::new(ErrorCode::Unauthenticated)
            .detail("The API token is unknown or has expired. `vestibule admin token NAME` makes a new one.")
            .challenge("Bearer error=\"invalid_token\"")),
    }
}

/// The token of a request, whatever it is worth.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<String> {
    let token = |value: &HeaderValue| {
        let line = String::from_utf8_lossy(value.as_bytes());
        let (scheme, token) = line.split_once(' ').unwrap_or((&line, ""));
        // Another scheme is for a proxy in front of us.
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
    };
    headers.get_all(header::AUTHORIZATION).iter().find_map(token)
}
