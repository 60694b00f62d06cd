//! `DELETE /api/admin/users/{id}/links/{link}`: unlinks an identity, unless it is the last way to sign in.
//!
//! Sessions continue; they are revoked separately.

use axum::extract::{Path, State};
use http::StatusCode;
use vestibule_core::{code::ErrorCode, ids::LinkId, routes::pattern};
use vestibule_store::{ChangeOutcome, EventKind};

use super::outcome::parse_id;
use crate::{
    AppState,
    api::{Admin, configured::ConfiguredIds, query::QueryParameters},
    http::{api_error::ApiError, openapi::Endpoint},
};

pub(super) fn endpoint() -> Endpoint<AppState> {
    Endpoint::delete(pattern::ApiUserLink, unlink, |operation| {
        operation
            .named("unlinkIdentity", "Unlink identity")
            .tag("users")
            .admin()
            .empty(StatusCode::NO_CONTENT, "Unlinked. Sessions continue.")
            .problem(ErrorCode::NotFound)
            .problem(ErrorCode::LastWayIn)
    })
}

async fn unlink(
    State(app): State<AppState>,
    admin: Admin,
    Path((user, link)): Path<(String, String)>,
    parameters: QueryParameters,
) -> Result<StatusCode, ApiError> {
    parameters.deny_unknown(&[])?;
    let user = parse_id(&user)?;
    let link: LinkId = link.parse().map_err(|_| ErrorCode::NotFound)?;
    let event = admin.event(&app, EventKind::Unlink);
    let configured = ConfiguredIds::of(&app.registry.load());
    match app.store.delete_link(user, link, configured.borrowed(), &event).await? {
        ChangeOutcome::Done(()) => Ok(StatusCode::NO_CONTENT),
        ChangeOutcome::NotFound => Err(ErrorCode::NotFound.into()),
        ChangeOutcome::Refused(code) => Err(ApiError::new(code).detail(
            "This user, or every administrator, could not sign in anymore. Disable or delete the account, or have another \
             provider linked first.",
        )),
    }
}
