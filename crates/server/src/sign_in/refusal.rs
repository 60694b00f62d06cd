//! The answers of a sign-in that cannot go on.

use axum::response::Response;
use vestibule_core::{
    code::ErrorCode,
    ids::{ProviderId, Ref},
    routes::Route,
};
use vestibule_registry::{Slot, SlotState};

use crate::http::{admission::NotAdmitted, answer::see_other, api_error::ApiError, return_to::ReturnTo};

/// The answer for a provider that does not exist, and for one that is disabled: the same on purpose.
pub(crate) fn unknown_provider() -> ApiError {
    ApiError::new(ErrorCode::UnknownProvider)
        .detail("Go back to the sign-in page and choose one of the providers there.")
}

/// Back to the login page with a code: a fixed path of ours, with nothing from the upstream in it.
pub(super) fn back_to_login(
    code: ErrorCode,
    provider: &ProviderId,
    reference: &Ref,
    (return_to, refused): (&ReturnTo, Option<&NotAdmitted>),
) -> Response {
    let query = [("error", code.as_str()), ("provider", provider.as_str()), ("ref", reference.as_str())];
    let reason = refused.map(NotAdmitted::parameter);
    see_other(Route::Login.with_query(query.into_iter().chain(reason).chain(return_to.query())))
}

/// Where a sign-in with this provider starts, with the same `return_to`.
pub(super) fn try_again_url(provider: &ProviderId, return_to: &ReturnTo) -> String {
    Route::Authorize(provider).with_query(return_to.query())
}

/// The code for an enabled provider that is unavailable: its fault, or that it may work again soon.
pub(super) fn not_ready_code(slot: &Slot) -> ErrorCode {
    match &slot.state {
        SlotState::Faulted => slot.faults.first().map_or(ErrorCode::ProviderUnavailable, |fault| fault.code),
        _ => ErrorCode::ProviderUnavailable,
    }
}
