//! `DELETE /api/admin/users/{id}/links/{link}`: takes an identity from somebody's account, but not the last way in.
//!
//! Sessions go on: whoever should be signed out too is signed out on purpose.

use axum::extract::{Path, State};
use http::StatusCode;
use vestibule_core::{code::ErrorCode, ids::LinkId};
use vestibule_store::{ChangeOutcome, EventKind};

use super::parse_id;
use crate::{
    AppState,
    api::{Admin, configured::ConfiguredIds, query::Parameters},
    http::api_error::ApiError,
};

pub(crate) async fn unlink(
    State(app): State<AppState>,
    admin: Admin,
    Path((user, link)): Path<(String, String)>,
    parameters: Parameters,
) -> Result<StatusCode, ApiError> {
    parameters.only(&[])?;
    let user = parse_id(&user)?;
    let link: LinkId = link.parse().map_err(|_| ErrorCode::NotFound)?;
    let event = admin.event(&app, EventKind::Unlink);
    let configured = ConfiguredIds::of(&app.registry.load());
    match app.store.delete_link(user, link, configured.borrowed(), &event).await? {
        ChangeOutcome::Done(()) => Ok(StatusCode::NO_CONTENT),
        ChangeOutcome::NotFound => Err(ErrorCode::NotFound.into()),
        ChangeOutcome::Refused(code) => Err(ApiError::new(code).detail(
            "Without it this person, or every administrator, could not sign in any more. Disable or delete the account, \
             or have another provider linked first.",
        )),
    }
}
