//! `DELETE /api/auth/factors/passkeys/{id}`.

use std::sync::Arc;

use axum::extract::{Path, State};
use http::{Method, StatusCode};
use vestibule_core::{code::ErrorCode, routes::pattern};

use super::manage;
use crate::{
    http::{api_error::ApiError, openapi::OperationSpec},
    session::SignedInRequest,
    sign_in::state::SignInState,
};

pub(super) fn operation() -> OperationSpec {
    OperationSpec::new(Method::DELETE, pattern::FactorPasskey, |operation| {
        operation
            .named("removeOwnPasskey", "Remove a passkey")
            .tag("session")
            .session()
            .empty(StatusCode::NO_CONTENT, "It does not sign in any more. The password does.")
            .problem(ErrorCode::Csrf)
            .problem(ErrorCode::Forbidden)
            .problem(ErrorCode::FreshSignInRequired)
            .problem(ErrorCode::NotFound)
    })
}

pub(super) async fn remove(
    State(app): State<Arc<SignInState>>,
    Path(id): Path<String>,
    SignedInRequest { current, own }: SignedInRequest,
) -> Result<StatusCode, ApiError> {
    manage::remove(&app, &current, &own.client, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
