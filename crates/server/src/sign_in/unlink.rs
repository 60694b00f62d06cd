//! `DELETE /api/auth/links/{id}`: a user unlinks an identity from their own account.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
};
use http::{Method, StatusCode};
use vestibule_core::{
    code::ErrorCode,
    ids::{LinkId, Ref},
    routes::pattern,
};
use vestibule_store::UnlinkOutcome;

use crate::{
    http::{api_error::ApiError, openapi::OperationSpec},
    session::{self, SessionsEnded, SignedInRequest},
    sign_in::state::SignInState,
};

pub(super) fn operation() -> OperationSpec {
    OperationSpec::new(Method::DELETE, pattern::OwnLink, |operation| {
        operation
            .named("unlink", "Unlink own identity")
            .tag("sign-in")
            .session()
            .json::<SessionsEnded>(StatusCode::OK, "Unlinked. The sessions that began with the identity have ended.")
            .problem(ErrorCode::Csrf)
            .problem(ErrorCode::FreshSignInRequired)
            .problem(ErrorCode::NotFound)
            .problem(ErrorCode::LastWayIn)
    })
}

/// Removes the link and ends the sessions by it, unless it is the last way to sign in. A link of another user is not found.
pub(super) async fn unlink(
    State(app): State<Arc<SignInState>>,
    Path(id): Path<String>,
    SignedInRequest { current, .. }: SignedInRequest,
) -> Result<Json<SessionsEnded>, ApiError> {
    session::require_fresh(&app, &current, pattern::Account)?;
    let link: LinkId = id.parse().map_err(|_| ApiError::new(ErrorCode::NotFound))?;
    let reference = Ref::generate(&*app.random);
    match app.store.unlink(current.user.id, link, app.rules(&app.registry.load()), &reference).await? {
        None => Err(ErrorCode::NotFound.into()),
        Some(UnlinkOutcome::Refused(code)) => Err(ApiError::new(code)
            .detail("Link another provider first, so that there is still a way to sign in.")
            .reference(reference)),
        Some(UnlinkOutcome::Unlinked { sessions_ended }) => Ok(Json(SessionsEnded { sessions_ended })),
    }
}
