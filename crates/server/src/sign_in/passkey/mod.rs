//! Passkeys of local administrators (WebAuthn Level 3): signing in with one, registering and removing one's own.
//!
//! ```text
//! POST challenge ─▶ options for the browser; the challenge sealed into a cookie, so that nothing is written
//!                        │ the browser asks its person, the authenticator signs
//!                        ▼
//! POST passkey ─ the challenge of this browser, in time ─▶ webauthn-rs: origin, host, user verified, signature, counter
//!              ─ store.complete_passkey_sign_in: challenge unused, counter forward, user enabled ─▶ a session
//! ```
//! A passkey is something that its owner has, unlocked by something that they know or are, so it needs no second factor.
//! It belongs to an administrator with a password, which stays: a lost passkey keeps nobody out.

mod authenticate;
mod begin;
mod challenge;
mod list;
pub(crate) mod manage;
mod register;
mod relying_party;
mod remove;

use std::sync::Arc;

use axum::extract::FromRef;

pub(crate) use relying_party::RelyingParty;

use super::state::SignInState;
use crate::{
    http::{openapi::Endpoint, routes::Routes, state::HttpState},
    session::SessionState,
};

/// The operations of signing in with a passkey, and of managing one's own.
pub(super) fn mount<S>(routes: Routes<S>) -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Arc<HttpState>: FromRef<S>,
    Arc<SessionState>: FromRef<S>,
    Arc<SignInState>: FromRef<S>,
{
    routes
        .endpoint(Endpoint::new(begin::operation(), begin::begin))
        .endpoint(Endpoint::new(authenticate::operation(), authenticate::sign_in))
        .endpoint(Endpoint::new(list::operation(), list::list))
        .endpoint(Endpoint::new(register::begin_operation(), register::begin))
        .endpoint(Endpoint::new(register::operation(), register::register))
        .endpoint(Endpoint::new(remove::operation(), remove::remove))
}
