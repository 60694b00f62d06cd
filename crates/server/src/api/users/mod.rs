//! `/api/admin/users`: who has an account, what is linked to it, and keeping people out.

mod delete;
mod get;
mod list;
mod patch;
mod unlink;
mod user;

pub(crate) use delete::delete;
pub(crate) use get::get;
pub(crate) use list::list;
pub(crate) use patch::{UserPatch, patch};
pub(crate) use unlink::unlink;
pub(crate) use user::ShownUser;

use vestibule_core::{code::ErrorCode, ids::UserId};
use vestibule_store::ChangeOutcome;

use crate::http::api_error::ApiError;

/// The id in a path; what cannot be one belongs to nobody.
fn parse_id(text: &str) -> Result<UserId, ApiError> {
    text.parse().map_err(|_| ErrorCode::NotFound.into())
}

/// What a change came to, or why it was refused.
fn finished<T>(changed: ChangeOutcome<T>) -> Result<T, ApiError> {
    match changed {
        ChangeOutcome::Done(done) => Ok(done),
        ChangeOutcome::NotFound => Err(ErrorCode::NotFound.into()),
        ChangeOutcome::Refused(code) => Err(ApiError::new(code)
            .detail("No administrator could sign in any more. Give another person the rights and a way in first.")),
    }
}
