//! `POST /api/auth/providers/{id}/link`: a signed-in person adds another identity.

use axum::{extract::Request, response::Response};
use http::{Method, StatusCode};
use vestibule_core::{code::ErrorCode, driver::Hints, routes::pattern};
use vestibule_registry::Slot;

use super::{
    authorize::{begin, count},
    authorize_params::AuthorizeParams,
    choose_server,
    refusal::unknown_provider,
};
use crate::{
    http::{
        answer::{see_other, wants_html},
        api_error::ApiError,
        openapi::OperationSpec,
        origin_check::same_origin,
        return_to::ReturnTo,
    },
    session,
    sign_in::state::SignInState,
};

pub(super) fn operation() -> OperationSpec {
    OperationSpec::new(Method::POST, "/api/auth/providers/{id}/link", |operation| {
        operation
            .named("link", "Start linking an identity")
            .tag("sign-in")
            .session()
            .empty(StatusCode::SEE_OTHER, "To the upstream; a browser whose sign-in is too long ago to the login page.")
            .problem(ErrorCode::Csrf)
            .problem(ErrorCode::FreshSignInRequired)
            .problem(ErrorCode::UnknownProvider)
    })
}

/// Begins a flow that is bound to the session it was started in: the identity that comes back is linked to the user of
/// that session and to no other. The session is one whose sign-in is fresh, so that a browser left open does not give
/// somebody else an identity of their own here. Never by GET, never from another site (draft-ietf-oauth-security-topics-update
/// §2.3: session fixation).
pub(crate) async fn link(app: &SignInState, slot: &Slot, request: Request) -> Result<Response, ApiError> {
    let (parts, body) = request.into_parts();
    same_origin(&parts.headers, &app.settings.public_url)?;
    if !slot.enabled() {
        return Err(unknown_provider());
    }
    let Some(current) = session::find(app, &parts.headers).await? else {
        return Err(ApiError::new(ErrorCode::Unauthenticated).detail("Sign in first, then link another provider."));
    };
    if let Some(sign_in) = session::sign_in_again(app, &current, pattern::Account)
        && wants_html(&parts.headers)
    {
        return Ok(see_other(sign_in));
    }
    session::require_fresh(app, &current, pattern::Account)?;
    count(app, &parts)?;
    let params = AuthorizeParams {
        return_to: ReturnTo::own(pattern::Account, &app.settings),
        hints: Hints { server: choose_server::posted(&parts.headers, body).await?, ..Hints::default() },
        link_in: Some(current.session.id),
    };
    if choose_server::is_missing(&params, slot) && wants_html(&parts.headers) {
        return Ok(see_other(choose_server::page(&slot.id, &params, None)));
    }
    begin(app, slot, &parts.headers, params).await
}
