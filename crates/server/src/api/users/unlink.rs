//! `DELETE /api/admin/users/{id}/links/{link}`: unlinks an identity, unless it is the last way to sign in.
//!
//! The sessions that began with the identity end with it.

use axum::{
    Json,
    extract::{Path, State},
};
use http::StatusCode;
use vestibule_core::{code::ErrorCode, ids::LinkId};
use vestibule_store::{ChangeOutcome, EventKind};

use super::outcome::parse_id;
use crate::{
    AppState,
    api::{Admin, query::QueryParameters},
    http::{api_error::ApiError, openapi::Endpoint},
    session::SessionsEnded,
};

pub(super) fn endpoint() -> Endpoint<AppState> {
    Endpoint::delete("/api/admin/users/{id}/links/{link}", unlink, |operation| {
        operation
            .named("unlinkIdentity", "Unlink identity")
            .tag("users")
            .admin()
            .json::<SessionsEnded>(StatusCode::OK, "Unlinked. The sessions that began with the identity have ended.")
            .problem(ErrorCode::NotFound)
            .problem(ErrorCode::LastWayIn)
    })
}

async fn unlink(
    State(app): State<AppState>,
    admin: Admin,
    Path((user, link)): Path<(String, String)>,
    parameters: QueryParameters,
) -> Result<Json<SessionsEnded>, ApiError> {
    parameters.deny_unknown(&[])?;
    let user = parse_id(&user)?;
    let link: LinkId = link.parse().map_err(|_| ErrorCode::NotFound)?;
    let event = admin.event(&app, EventKind::Unlink);
    let registry = app.registry.load();
    match app.store.delete_link(user, link, app.rules(&registry), &event).await? {
        ChangeOutcome::Done(sessions_ended) => Ok(Json(SessionsEnded { sessions_ended })),
        ChangeOutcome::NotFound => Err(ErrorCode::NotFound.into()),
        ChangeOutcome::Refused(code) => Err(ApiError::new(code).detail(
            "This user, or every administrator, could not sign in anymore. Disable or delete the account, or have another \
             provider linked first.",
        )),
    }
}
