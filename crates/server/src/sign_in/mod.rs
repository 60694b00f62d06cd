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
mod authorize;
mod callback;
mod complete;
mod flow;
mod link;
mod parameters;
pub(crate) mod password;
pub(crate) mod pending_link;
pub(crate) mod providers;
pub(crate) mod setup;
pub(crate) mod test_sign_in;
pub(crate) mod unlink;

pub(crate) use authorize::authorize;
pub(crate) use callback::callback;
pub(crate) use link::link;

use axum::response::Response;
use vestibule_core::{
    code::ErrorCode,
    ids::{ProviderId, Ref},
    routes::Route,
};
use vestibule_registry::{Slot, State};

use crate::http::return_to::ReturnTo;
use crate::http::{answer::see_other, api_error::ApiError};

/// The answer for a provider that does not exist, and for one that is disabled: the same on purpose.
pub(crate) fn unknown_provider() -> ApiError {
    ApiError::new(ErrorCode::UnknownProvider)
        .detail("Go back to the sign-in page and choose one of the providers there.")
}

/// Back to the login page with a code: a fixed path of ours, with nothing from the upstream in it.
fn back_to_login(code: ErrorCode, provider: &ProviderId, reference: &Ref, return_to: &ReturnTo) -> Response {
    let parameter = return_to.as_parameter();
    see_other(&format!("/login?error={code}&provider={provider}&ref={reference}{parameter}"))
}

/// Where a sign-in with this provider begins, with the same way back.
fn try_again_url(provider: &ProviderId, return_to: &ReturnTo) -> String {
    let parameter = return_to.as_parameter();
    match parameter.strip_prefix('&') {
        Some(query) => format!("{}?{query}", Route::Authorize(provider)),
        None => Route::Authorize(provider).path(),
    }
}

/// What a person is told about an enabled provider that is not in service: what must be mended by somebody, or that it
/// may work again soon.
fn not_ready_code(slot: &Slot) -> ErrorCode {
    match &slot.state {
        State::Faulted => slot.faults.first().map_or(ErrorCode::ProviderUnavailable, |fault| fault.code),
        _ => ErrorCode::ProviderUnavailable,
    }
}
