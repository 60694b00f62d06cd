//! `POST /api/auth/passkey/challenge`: what a browser needs to sign in with a passkey.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{Method, StatusCode, header};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};
use vestibule_core::{code::ErrorCode, routes::pattern};

use super::challenge::{self, Asked};
use crate::{
    http::{api_error::ApiError, openapi::OperationSpec, own_request::OwnRequest},
    sign_in::state::SignInState,
};

pub(super) fn operation() -> OperationSpec {
    OperationSpec::new(Method::POST, pattern::PasskeyChallenge, |operation| {
        operation
            .named("beginPasskeySignIn", "Begin to sign in with a passkey")
            .tag("sign-in")
            .json::<PasskeyOptions>(StatusCode::OK, "A challenge, to be answered by this browser within ten minutes.")
            .problem(ErrorCode::Csrf)
            .problem(ErrorCode::PasskeysUnavailable)
    })
}

/// What a browser needs to ask for a passkey.
#[derive(Serialize, JsonSchema)]
pub(super) struct PasskeyOptions {
    /// For `navigator.credentials`, as `PublicKeyCredential.parseRequestOptionsFromJSON` and
    /// `parseCreationOptionsFromJSON` read it.
    #[serde(rename = "publicKey")]
    public_key: Value,
}

impl PasskeyOptions {
    /// Those that webauthn-rs made, with the challenge kept in the browser by `cookies`.
    pub(super) fn answer(options: &Value, cookies: Vec<http::HeaderValue>) -> Response {
        let mut response = Json(Self { public_key: options["publicKey"].clone() }).into_response();
        response.headers_mut().extend(cookies.into_iter().map(|line| (header::SET_COOKIE, line)));
        response
    }
}

pub(super) async fn begin(State(app): State<Arc<SignInState>>, request: OwnRequest) -> Result<Response, ApiError> {
    let begun = app.passkeys.webauthn()?.start_discoverable_authentication();
    let (options, asked) = begun.map_err(|error| ApiError::internal(&error))?;
    let cookies = challenge::keep(&app, &request.headers, &options.public_key.challenge, Asked::SignIn(asked))?;
    Ok(PasskeyOptions::answer(&json!(options), cookies))
}
