//! `GET /api/auth/factors`.

use std::sync::Arc;

use axum::{Json, extract::State};
use http::{HeaderMap, Method, StatusCode};
use schemars::JsonSchema;
use serde::Serialize;
use vestibule_core::{clock::Timestamp, code::ErrorCode, routes::pattern};

use crate::{
    http::{api_error::ApiError, openapi::OperationSpec},
    session,
    sign_in::state::SignInState,
};

pub(super) fn operation() -> OperationSpec {
    OperationSpec::new(Method::GET, pattern::Factors, |operation| {
        operation
            .named("listOwnFactors", "List own second factors")
            .tag("session")
            .session()
            .json::<OwnFactors>(StatusCode::OK, "What signing in with the password asks for as well.")
    })
}

/// The second factors of the signed-in user.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct OwnFactors {
    /// One-time codes of an authenticator application; null when they are off.
    totp: Option<OwnTotp>,
    /// How many recovery codes are left.
    recovery_codes: u64,
}

/// One-time codes.
#[derive(Debug, Serialize, JsonSchema)]
struct OwnTotp {
    created_at: Timestamp,
    last_used_at: Option<Timestamp>,
}

pub(super) async fn list(
    State(app): State<Arc<SignInState>>,
    headers: HeaderMap,
) -> Result<Json<OwnFactors>, ApiError> {
    let current = session::find(&app, &headers).await?.ok_or(ErrorCode::Unauthenticated)?;
    let factors = app.store.list_factors(current.user.id).await?;
    let totp = factors.totp.map(|totp| OwnTotp { created_at: totp.created_at, last_used_at: totp.last_used_at });
    Ok(Json(OwnFactors { totp, recovery_codes: factors.recovery_codes }))
}
