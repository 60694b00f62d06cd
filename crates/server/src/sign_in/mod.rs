//! The main job: a person signs in.
//!
//! ```text
//! GET authorize ─ ready? ─▶ Flow::begin ─▶ driver.begin ─▶ 303 to the upstream, flow sealed into a cookie
//!                                                                │
//!                                              the person signs in there
//!                                                                ▼
//! GET or POST callback ─ parse ─▶ Parameters        each at most once, bounded
//!                      ─ open ──▶ OpenedFlow        this browser's cookie for this state; else a page with 400
//!                      ─ accept ▶ AcceptedFlow      not expired, right provider, consumed exactly once
//!                      ─ driver.finish ─▶ Identity  code, ID token, userinfo: protocol
//!                      ─ policy::admit              who may come in
//!                      ─ store.complete_sign_in     link, create or refuse; session
//!                      ▶ 303 to return_to
//! ```
//! Everything that fails before `AcceptedFlow` is a page with status 400: no `Location`, nothing sent upstream, nothing
//! written. Everything after is 303 to `/login?error=…` and exactly one audit event.

mod accept;
pub(crate) mod account_limits;
mod authorize;
mod authorize_params;
mod callback;
mod choose_server;
mod client_metadata;
mod complete;
mod flow;
pub(crate) mod known_device;
mod link;
mod parameters;
#[cfg_attr(not(feature = "passkeys"), path = "without_passkeys.rs")]
pub(crate) mod passkey;
pub(crate) mod password;
pub(crate) mod password_checks;
pub(crate) mod password_queue;
pub(crate) mod pending_link;
mod providers;
mod refusal;
pub(crate) mod second_factor;
pub(crate) mod setup;
mod state;
pub(crate) mod test_sign_in;
pub(crate) mod test_sign_ins;
mod timing;
pub(crate) mod typed_address;
mod unlink;

use std::sync::Arc;

use axum::extract::FromRef;

pub(crate) use authorize::{RETURN_TO, authorize};
pub(crate) use callback::{CallbackAnswer, callback};
pub(crate) use choose_server::{FOR_LINK, SERVER, asked_by};
pub(crate) use client_metadata::client_metadata;
pub(crate) use link::link;
pub(crate) use refusal::unknown_provider;
pub(crate) use state::SignInState;

use crate::{
    http::{openapi::Endpoint, routes::Routes, state::HttpState},
    session::SessionState,
};

/// The routes of the sign-in API, and the operations of paths that belong to a provider.
pub(crate) fn mount<S>(routes: Routes<S>) -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Arc<HttpState>: FromRef<S>,
    Arc<SessionState>: FromRef<S>,
    Arc<SignInState>: FromRef<S>,
{
    let [callback, callback_by_form] = callback::operations();
    passkey::mount(second_factor::mount(routes))
        .endpoint(Endpoint::new(providers::operation(), providers::list))
        .endpoint(Endpoint::new(password::operation(), password::sign_in))
        .endpoint(Endpoint::new(unlink::operation(), unlink::unlink))
        .operation(authorize::operation())
        .operation(callback)
        .operation(callback_by_form)
        .operation(link::operation())
        .operation(client_metadata::operation())
}
