//! What the endpoints of one user share: the id in the path, and the outcome of a change.

use vestibule_core::{code::ErrorCode, ids::UserId};
use vestibule_store::ChangeOutcome;

use crate::http::api_error::ApiError;

/// The id in a path. No user has an invalid id.
pub(super) fn parse_id(text: &str) -> Result<UserId, ApiError> {
    text.parse().map_err(|_| ErrorCode::NotFound.into())
}

/// The result of a change, or why it was rejected.
pub(super) fn changed<T>(outcome: ChangeOutcome<T>) -> Result<T, ApiError> {
    match outcome {
        ChangeOutcome::Done(value) => Ok(value),
        ChangeOutcome::NotFound => Err(ErrorCode::NotFound.into()),
        ChangeOutcome::Refused(ErrorCode::UsernameTaken) => Err(ApiError::new(ErrorCode::UsernameTaken)
            .detail("Another user has or had this username. Nobody else gets it: applications may know them by it.")),
        ChangeOutcome::Refused(code) => Err(ApiError::new(code).detail(
            "No administrator could sign in anymore. First give another user administrator rights and a way to sign in.",
        )),
    }
}
