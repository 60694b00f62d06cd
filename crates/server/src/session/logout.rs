//! `POST /api/auth/logout`: ends the local session first, then offers the upstream to end its own.
//!
//! OpenID Connect RP-Initiated Logout 1.0 §2. The upstream may be down, may have forgotten the key of the ID token or
//! may refuse: by then the person is signed out here.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use chrono::Duration;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use url::Url;
use vestibule_core::{code::ErrorCode, driver::EndSession, ids::Ref, random::token_128, routes::pattern};
use vestibule_store::{AuditEvent, EndedSession, EventKind};

use super::token::token_hash;
use crate::{
    http::{
        answer::{RedirectTo, go_on},
        api_error::ApiError,
        client::Client,
        cookies,
        openapi::OperationSpec,
        origin_check::same_origin,
    },
    session::state::SessionState,
};

/// How long the front page may say "you are signed out": the time that the upstream's own page may take.
const REMEMBERED: Duration = Duration::minutes(5);

pub(super) fn operation() -> OperationSpec {
    OperationSpec::new(Method::POST, pattern::Logout, |operation| {
        operation
            .named("logout", "Sign out")
            .tag("session")
            .json::<RedirectTo>(StatusCode::OK, "Signed out. `redirect_to` is the upstream's sign-out page, or `/`.")
            .problem(ErrorCode::Csrf)
    })
}

pub(super) async fn logout(
    State(app): State<Arc<SessionState>>,
    client: Client,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    same_origin(&headers, &app.settings.public_url)?;
    let signed_out = sign_out(&app, &client, &headers).await?;
    let location = signed_out.upstream.map_or_else(|| "/".to_owned(), String::from);
    let mut response = go_on(&headers, &location);
    response.headers_mut().extend(signed_out.cookies.into_iter().map(|line| (header::SET_COOKIE, line)));
    Ok(response)
}

/// What a browser gets whose session has just ended.
pub(crate) struct SignedOut {
    /// Where the upstream would end its own.
    pub(crate) upstream: Option<Url>,
    /// The lines that remove the session, and remember that it was ended.
    pub(crate) cookies: Vec<HeaderValue>,
}

/// Ends the session of a browser, if it has one.
pub(crate) async fn sign_out(app: &SessionState, client: &Client, headers: &HeaderMap) -> Result<SignedOut, ApiError> {
    let state = token_128(&*app.random);
    let ended = match token_hash(app, headers) {
        Some(hash) => app.store.end_session(&hash, &event(app, client)).await?,
        None => None,
    };
    let upstream = match &ended {
        Some(ended) => upstream_logout(app, ended, &state).await,
        None => None,
    };
    let public_url = &app.settings.public_url;
    let signed_out = cookies::set(public_url, &cookies::signed_out_name(public_url), &state, REMEMBERED);
    let cookies = cookies::remove_session(&app.settings).into_iter().chain([signed_out]).collect();
    Ok(SignedOut { upstream, cookies })
}

fn event(app: &SessionState, client: &Client) -> AuditEvent {
    AuditEvent::new(EventKind::SignOut, Ref::generate(&*app.random)).address(client.address.to_string())
}

/// Only the provider of the session gets the request, and only if it is still the same issuer.
async fn upstream_logout(app: &SessionState, ended: &EndedSession, state: &str) -> Option<Url> {
    let provider = ended.session.provider.as_ref()?;
    let registry = app.lifecycle.contacted(&app.registry, provider.as_str()).await;
    let ready = registry.slots.get(provider)?.ready()?;
    if ended.issuer.as_ref() != Some(ready.driver.issuer()) {
        return None;
    }
    ready.driver.end_session(&EndSession {
        id_token: ended.id_token.as_ref(),
        post_logout_redirect_uri: app.settings.public_url.as_str(),
        state,
    })
}
