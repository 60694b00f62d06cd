//! `/api/admin/users`: accounts and the identities that are linked to them.

mod delete;
mod get;
mod list;
mod unlink;
mod update;
mod user;

use vestibule_core::{code::ErrorCode, ids::UserId};
use vestibule_store::ChangeOutcome;

use crate::{
    AppState,
    http::{api_error::ApiError, routes::Routes},
};

pub(super) fn mount(routes: Routes<AppState>) -> Routes<AppState> {
    routes
        .endpoint(list::endpoint())
        .endpoint(get::endpoint())
        .endpoint(update::endpoint())
        .endpoint(delete::endpoint())
        .endpoint(unlink::endpoint())
}

/// The id in a path. No user has an invalid id.
fn parse_id(text: &str) -> Result<UserId, ApiError> {
    text.parse().map_err(|_| ErrorCode::NotFound.into())
}

/// The result of a change, or why it was rejected.
fn changed<T>(outcome: ChangeOutcome<T>) -> Result<T, ApiError> {
    match outcome {
        ChangeOutcome::Done(value) => Ok(value),
        ChangeOutcome::NotFound => Err(ErrorCode::NotFound.into()),
        ChangeOutcome::Refused(code) => Err(ApiError::new(code).detail(
            "No administrator could sign in anymore. First give another user administrator rights and a way to sign in.",
        )),
    }
}
