//! Signed-in browsers: the cookie, the check, the end.
//!
//! The cookie holds 256 random bits; the database holds their SHA-256. A check reads memory ([`cache::SessionCache`]); what
//! ends a session, on whichever node, takes effect there at once. A check never writes: the last use is stored in the
//! background, at intervals.

mod back_channel;
mod cache;
mod current;
pub(crate) mod duplicate_cookies;
mod ended;
mod fresh;
pub(crate) mod guard;
mod list_own;
mod logout;
mod personal_token;
mod personal_token_cache;
mod recheck;
mod remote;
mod revoke_others;
mod revoke_own;
mod signed_in_request;
mod state;
mod token;

use std::sync::Arc;

use axum::extract::FromRef;

pub(crate) use back_channel::back_channel_logout;
pub(crate) use cache::CurrentSession;
pub(crate) use current::{find, unavailable};
pub(crate) use ended::SessionsEnded;
pub(crate) use fresh::{require_fresh, sign_in_again};
pub(crate) use logout::sign_out;
pub(crate) use personal_token::{PersonalTokenError, PresentedToken, TokenScheme, TokenSession, find_by_token};
pub(crate) use remote::Remote;
pub(crate) use revoke_others::others_ending;
pub(crate) use revoke_own::ending;
pub(crate) use signed_in_request::SignedInRequest;
pub(crate) use state::SessionState;
pub(crate) use token::{begin, cookie, form_token, token_hash};

use crate::http::{openapi::Endpoint, routes::Routes, state::HttpState};

/// The routes of the session API, and the operations of paths that belong to a provider.
pub(crate) fn mount<S>(routes: Routes<S>) -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Arc<HttpState>: FromRef<S>,
    Arc<SessionState>: FromRef<S>,
{
    routes
        .endpoint(Endpoint::new(current::operation(), current::current))
        .endpoint(Endpoint::new(list_own::operation(), list_own::list_own))
        .endpoint(Endpoint::new(revoke_others::operation(), revoke_others::revoke_others))
        .endpoint(Endpoint::new(revoke_own::operation(), revoke_own::revoke_own))
        .endpoint(Endpoint::new(logout::operation(), logout::logout))
        .operation(back_channel::operation())
}
