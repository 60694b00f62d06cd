//! The second factor of a local administrator.
//!
//! ```text
//! POST password ─ right, no factor ─▶ a session, and the offer to add one
//!               ─ right, a factor ──▶ no session: PendingSecondFactor sealed into a cookie
//!                                            │ GET /login/second-factor asks for a code
//!                                            ▼
//! POST second-factor ─ counted, code checked ─ store.complete_password_sign_in ─▶ a session
//! ```
//! The store decides in the transaction that begins the session: a user with a factor gets none without it, a step of a
//! one-time code and a recovery code are good once, and a password that was replaced in between is no password.

pub(crate) mod enrolment;
mod list;
pub(crate) mod manage;
pub(crate) mod pending;
mod prove;
mod recovery_codes;
mod totp;

use std::sync::Arc;

use axum::extract::FromRef;

use super::state::SignInState;
use crate::{
    http::{openapi::Endpoint, routes::Routes, state::HttpState},
    session::SessionState,
};

/// The operations of signing in with a second factor, and of managing one's own.
pub(super) fn mount<S>(routes: Routes<S>) -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Arc<HttpState>: FromRef<S>,
    Arc<SessionState>: FromRef<S>,
    Arc<SignInState>: FromRef<S>,
{
    routes
        .endpoint(Endpoint::new(prove::operation(), prove::prove))
        .endpoint(Endpoint::new(list::operation(), list::list))
        .endpoint(Endpoint::new(totp::begin_operation(), totp::begin))
        .endpoint(Endpoint::new(totp::confirm_operation(), totp::confirm))
        .endpoint(Endpoint::new(totp::remove_operation(), totp::remove))
        .endpoint(Endpoint::new(recovery_codes::operation(), recovery_codes::replace))
}
