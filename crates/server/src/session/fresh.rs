//! How long ago a person proved who they are.

use chrono::Duration;
use vestibule_core::{code::ErrorCode, routes::Route};

use super::{cache::CurrentSession, state::SessionState};
use crate::http::{api_error::ApiError, return_to::ReturnTo};

/// For how long after a sign-in a session may change how its user signs in.
const FRESH: Duration = Duration::minutes(10);

/// Refuses a session whose sign-in is too long ago for a change of sign-in methods. `then` is the page of ours where the person goes on
/// after signing in again.
pub(crate) fn require_fresh(app: &SessionState, current: &CurrentSession, then: &str) -> Result<(), ApiError> {
    match sign_in_again(app, current, then) {
        None => Ok(()),
        Some(sign_in) => Err(ApiError::new(ErrorCode::FreshSignInRequired).try_again(sign_in)),
    }
}

/// Where somebody is sent whose sign-in is too long ago for such a change: the login page, which says why.
pub(crate) fn sign_in_again(app: &SessionState, current: &CurrentSession, then: &str) -> Option<String> {
    let is_fresh = app.clock.now() - current.session.signed_in_at <= FRESH;
    let then = ReturnTo::own(then, &app.settings);
    let query = [("error", ErrorCode::FreshSignInRequired.as_str()), ("return_to", then.as_str())];
    (!is_fresh).then(|| Route::Login.with_query(query))
}
