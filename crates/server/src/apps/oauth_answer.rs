//! Errors of the endpoints that programs call, in the shape of RFC 6749 §5.2 and RFC 6750 §3. They are not problem
//! documents: the standards say how they look.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use schemars::JsonSchema;
use serde_json::json;
use vestibule_apps::{OAuthError, Parameters};
use vestibule_core::{
    code::ErrorCode,
    media_type::{FORM, media_type},
};
use vestibule_store::StoreError;

use crate::http::{api_error::ApiError, openapi::Operation};

/// The body of an error.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "describes the answer")]
struct OAuthErrorAnswer {
    /// A code of RFC 6749 §5.2 or RFC 6750 §3.1.
    error: String,
    /// For the application's developer.
    error_description: String,
}

/// Adds the errors that each endpoint for programs can answer with.
pub(super) fn with_errors(operation: Operation<'_>) -> Operation<'_> {
    let errors = [
        (StatusCode::BAD_REQUEST, "The request is not valid."),
        (StatusCode::UNAUTHORIZED, "The client or the token is not valid."),
        (StatusCode::TOO_MANY_REQUESTS, "Too many requests."),
        (StatusCode::SERVICE_UNAVAILABLE, "The database does not answer."),
    ];
    let operation = errors
        .into_iter()
        .fold(operation, |operation, (status, description)| operation.json::<OAuthErrorAnswer>(status, description));
    operation.problem(ErrorCode::PayloadTooLarge)
}

/// An error on its way to an application.
pub(super) struct OAuthAnswer {
    error: OAuthError,
    retry_after: bool,
}

impl OAuthAnswer {
    /// The form of a request.
    pub(super) fn form(headers: &HeaderMap, body: &Bytes) -> Result<Parameters, Self> {
        if media_type(headers) != FORM {
            let description = "The body has to be of the type application/x-www-form-urlencoded.";
            return Err(OAuthError::invalid_request(description).into());
        }
        let form = Parameters::parse(body);
        match form.repeated() {
            Some(repeated) => Err(OAuthError::from(repeated).into()),
            None => Ok(form),
        }
    }

    /// The error that the application would get, where it is one of its request and not of ours.
    pub(super) fn into_error(self) -> Result<OAuthError, ApiError> {
        match self.error.code {
            "server_error" => Err(self.error.error.into()),
            _ => Ok(self.error),
        }
    }

    /// What is wrong, for the log.
    pub(super) fn why(&self) -> &str {
        self.error.why.as_deref().unwrap_or(&self.error.description)
    }

    /// Our code for it.
    pub(super) fn code(&self) -> ErrorCode {
        self.error.error
    }
}

impl From<OAuthError> for OAuthAnswer {
    fn from(error: OAuthError) -> Self {
        Self { error, retry_after: false }
    }
}

impl From<vestibule_apps::Repeated> for OAuthAnswer {
    fn from(repeated: vestibule_apps::Repeated) -> Self {
        OAuthError::from(repeated).into()
    }
}

impl From<StoreError> for OAuthAnswer {
    fn from(error: StoreError) -> Self {
        ApiError::from(error).into()
    }
}

impl From<ApiError> for OAuthAnswer {
    fn from(error: ApiError) -> Self {
        if let Some(log) = error.log_text() {
            tracing::error!(code = %error.code, "an application could not be answered: {log}");
        }
        let code = error.code;
        if code == ErrorCode::RateLimited {
            let error = OAuthError::new("temporarily_unavailable", code, "Too many requests. Wait a minute.");
            return Self { error, retry_after: true };
        }
        Self { error: OAuthError::server_error(code), retry_after: error.status == 503 }
    }
}

impl IntoResponse for OAuthAnswer {
    fn into_response(self) -> Response {
        let OAuthError { code, description, error, .. } = self.error;
        let status = match code {
            "invalid_client" | "invalid_token" => StatusCode::UNAUTHORIZED,
            "server_error" => StatusCode::INTERNAL_SERVER_ERROR,
            "insufficient_scope" => StatusCode::FORBIDDEN,
            "temporarily_unavailable" if error == ErrorCode::RateLimited => StatusCode::TOO_MANY_REQUESTS,
            "temporarily_unavailable" => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_REQUEST,
        };
        // A device asks every few seconds until its person has answered (RFC 8628 §3.5), which is no failure.
        if code != "authorization_pending" {
            metrics::counter!("vestibule_app_failures_total", "code" => error.as_str()).increment(1);
        }
        let challenge = match code {
            "invalid_client" => Some("Basic realm=\"vestibule\"".to_owned()),
            "invalid_token" | "insufficient_scope" => {
                Some(format!("Bearer error=\"{code}\", error_description=\"{description}\""))
            }
            _ => None,
        };
        let mut response = (status, Json(json!({ "error": code, "error_description": description }))).into_response();
        let headers = response.headers_mut();
        if let Some(challenge) = challenge.and_then(|text| HeaderValue::try_from(text).ok()) {
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        if self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
        }
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        response
    }
}
