//! `POST /api/oidc/device-authorization`: a device without a browser asks for a code that a person types in elsewhere
//! (RFC 8628).
//!
//! The request is stored, because the short code cannot hold it. An address makes few of them, few of one app wait, and each
//! ends after ten minutes.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use chrono::Duration;
use http::{Method, StatusCode};
use schemars::JsonSchema;
use serde_json::json;
use vestibule_apps::{GrantType, OAuthError, UserCode};
use vestibule_core::{
    code::ErrorCode,
    random::token_256,
    routes::{Route, pattern},
    secret::sha256,
};
use vestibule_store::{DeviceAddition, NewDeviceRequest};

use super::{
    app_call::AppCall,
    oauth_answer::{OAuthAnswer, with_errors},
    state::AppsState,
    token::unauthorized_client,
};
use crate::http::openapi::OperationSpec;

/// How long a person may take.
const LIFETIME: Duration = Duration::minutes(10);
/// In seconds: how long a device waits between two questions.
const INTERVAL: u32 = 5;
/// How many requests of one app may wait.
const MOST: u32 = 1_000;
/// How often another user code is tried when one is taken.
const ATTEMPTS: usize = 5;

/// The form.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "describes the form")]
struct DeviceForm {
    client_id: Option<String>,
    client_secret: Option<String>,
    scope: String,
}

/// The answer.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "describes the answer")]
struct DeviceAnswer {
    device_code: String,
    /// What the person types in.
    user_code: String,
    /// Where.
    verification_uri: String,
    /// The same with the code.
    verification_uri_complete: String,
    /// In seconds.
    expires_in: i64,
    /// How many seconds to wait between two token requests.
    interval: u32,
}

pub(super) fn operation() -> OperationSpec {
    OperationSpec::new(Method::POST, pattern::AppDeviceAuthorization, |operation| {
        with_errors(operation)
            .named("deviceAuthorization", "Ask for a code for a device (RFC 8628)")
            .tag("apps")
            .form::<DeviceForm>()
            .json::<DeviceAnswer>(StatusCode::OK, "The codes.")
    })
}

/// What a user code is stored as.
pub(crate) fn user_code_hash(code: &UserCode) -> [u8; 32] {
    sha256(["user code\0", code.letters()].concat())
}

pub(super) async fn begin(AppCall { app, of, client, form }: AppCall) -> Result<Response, OAuthAnswer> {
    if !of.has_grant(GrantType::DeviceCode) {
        return Err(unauthorized_client().into());
    }
    app.limits.authorize.count(client.address)?;
    let scopes = of.requested_scopes(form.find("scope")?)?.to_string();
    let device = token_256(&*app.random);
    for _ in 0..ATTEMPTS {
        let user_code = UserCode::generate(&*app.random);
        let new = NewDeviceRequest {
            device: &sha256(&device),
            user_code: &user_code_hash(&user_code),
            app: &of.id,
            scopes: &scopes,
            expires_at: app.clock.now() + LIFETIME,
            interval: INTERVAL,
            most: MOST,
        };
        match app.store.add_device_request(&new).await? {
            DeviceAddition::CodeTaken => {}
            DeviceAddition::TooMany => break,
            DeviceAddition::Added => return Ok(answer(&app, &device, &user_code)),
        }
    }
    let description = "Too many devices of this client wait for a person. Try again in some minutes.";
    Err(OAuthError::new("temporarily_unavailable", ErrorCode::RateLimited, description).into())
}

fn answer(app: &AppsState, device: &str, user_code: &UserCode) -> Response {
    let page = app.settings.public_url.at(Route::Device);
    let complete = Route::Device.with_query([("user_code", user_code.to_string())]);
    Json(json!({
        "device_code": device,
        "user_code": user_code.to_string(),
        "verification_uri": page,
        "verification_uri_complete": app.settings.public_url.at(complete),
        "expires_in": LIFETIME.num_seconds(),
        "interval": INTERVAL,
    }))
    .into_response()
}
