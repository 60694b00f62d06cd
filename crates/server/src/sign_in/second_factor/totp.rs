//! `/api/auth/factors/totp`: one-time codes are turned on by POST and PUT, and off by DELETE.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{Method, StatusCode, header};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use vestibule_core::{code::ErrorCode, routes::pattern, secret::Secret};

use super::{
    enrolment::{self, Enrolment},
    manage,
    recovery_codes::RecoveryCodes,
};
use crate::{
    http::{api_error::ApiError, openapi::OperationSpec},
    session::SignedInRequest,
    sign_in::state::SignInState,
};

pub(super) fn begin_operation() -> OperationSpec {
    OperationSpec::new(Method::POST, pattern::FactorTotp, |operation| {
        operation
            .named("beginOwnTotp", "Begin to turn on one-time codes")
            .tag("session")
            .session()
            .json::<NewSecret>(StatusCode::OK, "A new secret, to be confirmed by this browser within ten minutes.")
            .problem(ErrorCode::Csrf)
            .problem(ErrorCode::Forbidden)
            .problem(ErrorCode::FreshSignInRequired)
    })
}

pub(super) fn confirm_operation() -> OperationSpec {
    OperationSpec::new(Method::PUT, pattern::FactorTotp, |operation| {
        operation
            .named("confirmOwnTotp", "Turn on one-time codes")
            .tag("session")
            .session()
            .body::<TotpCode>("application/json")
            .json::<RecoveryCodes>(StatusCode::OK, "They are on; signing in with the password asks for one.")
            .problem(ErrorCode::Csrf)
            .problem(ErrorCode::Forbidden)
            .problem(ErrorCode::FreshSignInRequired)
            .problem(ErrorCode::StateExpired)
            .problem(ErrorCode::SecondFactorInvalid)
    })
}

pub(super) fn remove_operation() -> OperationSpec {
    OperationSpec::new(Method::DELETE, pattern::FactorTotp, |operation| {
        operation
            .named("removeOwnTotp", "Turn off one-time codes")
            .tag("session")
            .session()
            .empty(StatusCode::NO_CONTENT, "They are off, and the recovery codes are gone.")
            .problem(ErrorCode::Csrf)
            .problem(ErrorCode::Forbidden)
            .problem(ErrorCode::FreshSignInRequired)
            .problem(ErrorCode::NotFound)
    })
}

/// What an authenticator application needs to know.
#[derive(Serialize, JsonSchema)]
struct NewSecret {
    /// The secret in base32.
    secret: String,
    /// The link that a QR code holds.
    otpauth_url: String,
}

/// A code that the application shows.
#[derive(Deserialize, JsonSchema)]
struct TotpCode {
    #[schemars(with = "String", extend("format" = "password"))]
    code: Secret,
}

pub(super) async fn begin(
    State(app): State<Arc<SignInState>>,
    SignedInRequest { current, own }: SignedInRequest,
) -> Result<Response, ApiError> {
    manage::require_owner(&app, &current).await?;
    let (enrolment, cookie) =
        Enrolment::begin(&app, &own.headers, &current.user).map_err(|error| ApiError::internal(&error))?;
    let answer = NewSecret {
        secret: enrolment.secret.base32().expose().to_owned(),
        otpauth_url: enrolment.url.expose().to_owned(),
    };
    let mut response = Json(answer).into_response();
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

pub(super) async fn confirm(
    State(app): State<Arc<SignInState>>,
    SignedInRequest { current, own }: SignedInRequest,
) -> Result<Response, ApiError> {
    let typed: TotpCode = own.json("Send {\"code\": \"…\"}.")?;
    let Some(codes) = manage::confirm(&app, &current, (&own.client, &own.headers), typed.code.expose()).await? else {
        return Err(ErrorCode::SecondFactorInvalid.into());
    };
    let mut response = Json(RecoveryCodes::from(codes)).into_response();
    response.headers_mut().append(header::SET_COOKIE, enrolment::removal(&app));
    Ok(response)
}

pub(super) async fn remove(
    State(app): State<Arc<SignInState>>,
    SignedInRequest { current, own }: SignedInRequest,
) -> Result<StatusCode, ApiError> {
    manage::remove(&app, &current, &own.client).await?;
    Ok(StatusCode::NO_CONTENT)
}
