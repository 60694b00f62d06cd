//! `POST /api/oidc/token`: a code or a refresh token goes in, tokens come out.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::{Method, StatusCode};
use schemars::JsonSchema;
use serde_json::{Value, json};
use vestibule_apps::{App, GrantType, OAuthError};
use vestibule_core::{code::ErrorCode, routes::pattern};

use super::{
    app_call::AppCall,
    device_code,
    id_token::{IdTokenFor, sign},
    issue::Issued,
    metadata::FOR_ANY_ORIGIN,
    oauth_answer::{OAuthAnswer, with_errors},
    redeem::redeem,
    refresh::refresh,
    state::AppsState,
};
use crate::http::{api_error::ApiError, openapi::OperationSpec};

/// The form of a token request.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "describes the form")]
struct TokenRequest {
    /// `authorization_code`, `refresh_token` or `urn:ietf:params:oauth:grant-type:device_code`.
    grant_type: String,
    code: Option<String>,
    redirect_uri: Option<String>,
    code_verifier: Option<String>,
    refresh_token: Option<String>,
    device_code: Option<String>,
    scope: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
    client_assertion_type: Option<String>,
    client_assertion: Option<String>,
}

/// The tokens.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "describes the answer")]
struct TokenAnswer {
    access_token: String,
    /// `Bearer`.
    token_type: String,
    /// In seconds.
    expires_in: i64,
    scope: String,
    id_token: String,
    /// With the scope `offline_access`.
    refresh_token: Option<String>,
}

pub(super) fn operation() -> OperationSpec {
    OperationSpec::new(Method::POST, pattern::AppToken, |operation| {
        with_errors(operation)
            .named("token", "Exchange a code or refresh token (RFC 6749)")
            .tag("apps")
            .form::<TokenRequest>()
            .json::<TokenAnswer>(StatusCode::OK, "The tokens. Errors are those of RFC 6749 §5.2.")
    })
}

/// The client's definition does not list the grant.
pub(super) fn unauthorized_client() -> OAuthError {
    let description = "This client may not use the grant type.";
    OAuthError::new("unauthorized_client", ErrorCode::AppRequestInvalid, description)
}

pub(super) async fn exchange(call: AppCall) -> Result<Response, OAuthAnswer> {
    let grant = call.required("grant_type")?;
    let unsupported = || {
        let description = "This grant type is not supported.";
        OAuthError::new("unsupported_grant_type", ErrorCode::AppRequestInvalid, description)
    };
    let grant = GrantType::parse(grant).ok_or_else(unsupported)?;
    if !call.of.has_grant(grant) {
        return Err(unauthorized_client().into());
    }
    let issued = match grant {
        GrantType::AuthorizationCode => redeem(&call).await,
        GrantType::RefreshToken => refresh(&call).await,
        GrantType::DeviceCode => device_code::poll(&call).await,
    };
    let AppCall { app, of, client, .. } = &call;
    let issued = issued.inspect_err(|error| {
        let code = error.code();
        // The person with the device has not answered yet.
        if code == ErrorCode::LoginRequired {
            return;
        }
        tracing::info!(app = %of.id, %code, address = %client.address, "a token request was refused: {}", error.why());
    })?;
    Ok(([FOR_ANY_ORIGIN], Json(answer(app, of, &issued).await?)).into_response())
}

/// The answer to the client: its tokens, and who has signed in.
pub(super) async fn answer(app: &AppsState, of: &App, issued: &Issued) -> Result<Value, ApiError> {
    let id_token = sign(
        app,
        &IdTokenFor {
            app: of,
            session: &issued.session,
            access: &issued.access,
            scopes: &issued.scopes,
            nonce: issued.nonce.as_deref(),
            access_token: &issued.tokens.access,
        },
    )
    .await?;
    let mut answer = json!({
        "access_token": issued.tokens.access.expose(),
        "token_type": "Bearer",
        "expires_in": of.access_token_lifetime.num_seconds(),
        "scope": issued.scopes.to_string(),
        "id_token": id_token.expose(),
    });
    if let Some(refresh) = &issued.tokens.refresh {
        answer["refresh_token"] = refresh.expose().into();
    }
    Ok(answer)
}
