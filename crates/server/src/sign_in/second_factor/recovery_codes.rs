//! `POST /api/auth/factors/recovery-codes`.

use std::sync::Arc;

use axum::{Json, extract::State};
use http::{Method, StatusCode};
use schemars::JsonSchema;
use serde::Serialize;
use vestibule_core::{code::ErrorCode, routes::pattern, secret::Secret};

use super::manage;
use crate::{
    http::{api_error::ApiError, openapi::OperationSpec},
    session::SignedInRequest,
    sign_in::state::SignInState,
};

pub(super) fn operation() -> OperationSpec {
    OperationSpec::new(Method::POST, pattern::FactorRecoveryCodes, |operation| {
        operation
            .named("replaceOwnRecoveryCodes", "Make new recovery codes")
            .tag("session")
            .session()
            .json::<RecoveryCodes>(StatusCode::OK, "The new codes. The former ones are not valid any more.")
            .problem(ErrorCode::Csrf)
            .problem(ErrorCode::Forbidden)
            .problem(ErrorCode::FreshSignInRequired)
            .problem(ErrorCode::NotFound)
    })
}

/// Recovery codes, shown this once. Each is good for one sign-in in place of a one-time code.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct RecoveryCodes {
    recovery_codes: Vec<String>,
}

impl From<Vec<Secret>> for RecoveryCodes {
    fn from(codes: Vec<Secret>) -> Self {
        Self { recovery_codes: codes.iter().map(|code| code.expose().to_owned()).collect() }
    }
}

pub(super) async fn replace(
    State(app): State<Arc<SignInState>>,
    SignedInRequest { current, own }: SignedInRequest,
) -> Result<Json<RecoveryCodes>, ApiError> {
    Ok(Json(manage::replace_recovery_codes(&app, &current, &own.client).await?.into()))
}
