//! `POST /api/auth/factors/passkeys/challenge` and `POST /api/auth/factors/passkeys`: a new passkey of one's own.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{Method, StatusCode};
use schemars::JsonSchema;
use serde::Deserialize;
use vestibule_core::{code::ErrorCode, routes::pattern};
use webauthn_rs::prelude::RegisterPublicKeyCredential;

use super::{begin::PasskeyOptions, list::OwnPasskey, manage};
use crate::{
    http::{api_error::ApiError, openapi::OperationSpec},
    session::SignedInRequest,
    sign_in::state::SignInState,
};

pub(super) fn begin_operation() -> OperationSpec {
    OperationSpec::new(Method::POST, pattern::FactorPasskeyChallenge, |operation| {
        operation
            .named("beginOwnPasskey", "Begin to add a passkey")
            .tag("session")
            .session()
            .json::<PasskeyOptions>(StatusCode::OK, "A challenge, to be answered by this browser within ten minutes.")
            .problem(ErrorCode::Csrf)
            .problem(ErrorCode::Forbidden)
            .problem(ErrorCode::FreshSignInRequired)
            .problem(ErrorCode::TooManyPasskeys)
            .problem(ErrorCode::PasskeysUnavailable)
    })
}

pub(super) fn operation() -> OperationSpec {
    OperationSpec::new(Method::POST, pattern::FactorPasskeys, |operation| {
        operation
            .named("addOwnPasskey", "Add a passkey")
            .tag("session")
            .session()
            .body::<PasskeyRegistrationAnswer>("application/json")
            .json::<OwnPasskey>(StatusCode::CREATED, "Added.")
            .problem(ErrorCode::Csrf)
            .problem(ErrorCode::Forbidden)
            .problem(ErrorCode::FreshSignInRequired)
            .problem(ErrorCode::InvalidParameter)
            .problem(ErrorCode::StateExpired)
            .problem(ErrorCode::PasskeyInvalid)
            .problem(ErrorCode::TooManyPasskeys)
            .problem(ErrorCode::PasskeysUnavailable)
    })
}

/// A passkey that the browser has made.
#[derive(Deserialize, JsonSchema)]
struct PasskeyRegistrationAnswer {
    /// How its owner will recognise it.
    name: String,
    /// What `navigator.credentials.create` returned, as its `toJSON` writes it.
    #[schemars(with = "serde_json::Map<String, serde_json::Value>")]
    credential: RegisterPublicKeyCredential,
}

pub(super) async fn begin(
    State(app): State<Arc<SignInState>>,
    SignedInRequest { current, own }: SignedInRequest,
) -> Result<Response, ApiError> {
    manage::require_owner(&app, &current).await?;
    let (options, cookies) = manage::begin(&app, &own, &current.user).await?;
    Ok(PasskeyOptions::answer(&options, cookies))
}

pub(super) async fn register(
    State(app): State<Arc<SignInState>>,
    SignedInRequest { current, own }: SignedInRequest,
) -> Result<Response, ApiError> {
    manage::require_owner(&app, &current).await?;
    let sent: PasskeyRegistrationAnswer = own.json(
        "Send {\"name\": \"…\", \"credential\": {…}} with what `navigator.credentials.create` returned, by its `toJSON`.",
    )?;
    let added = manage::register(&app, &own, &current.user, (&sent.name, &sent.credential)).await?;
    Ok((StatusCode::CREATED, Json(OwnPasskey::new(&app, added))).into_response())
}
