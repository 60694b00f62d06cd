//! JSON request bodies: one object without duplicate or unknown members.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
};
use http::HeaderMap;
use serde_json::{Map, Value};
use vestibule_core::{
    code::ErrorCode, json, json_pointer, media_type::media_type, suggestion::closest_match, violation::Violations,
};

use crate::{AppState, http::api_error::ApiError};

/// The members of a JSON object in the body.
#[derive(Debug)]
pub(crate) struct JsonBody(pub(crate) Map<String, Value>);

impl FromRequest<AppState> for JsonBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &AppState) -> Result<Self, ApiError> {
        check_type(request.headers())?;
        let bytes = Bytes::from_request(request, app)
            .await
            .map_err(|error| ApiError::body_read_error(&error, ErrorCode::InvalidJson))?;
        let invalid = |why: String| ApiError::new(ErrorCode::InvalidJson).detail(why);
        match json::parse(&bytes) {
            Ok(Value::Object(members)) => Ok(Self(members)),
            Ok(_) => Err(invalid("The body must be a JSON object.".to_owned())),
            // The parser's error quotes nothing from the body.
            Err(error) => Err(invalid(format!("The body is not valid JSON: {error}."))),
        }
    }
}

impl JsonBody {
    /// Rejects members that are not among `known`.
    pub(crate) fn deny_unknown(&self, known: &[&str]) -> Result<(), ApiError> {
        unknown_members(&self.0, "", known).check().map_err(|bad| reject(ErrorCode::UnknownField, bad))
    }
}

/// The members of an object at `pointer` that are not among `known`, with suggestions.
pub(crate) fn unknown_members(members: &Map<String, Value>, pointer: &str, known: &[&str]) -> Violations {
    let mut bad = Violations::default();
    for name in members.keys().filter(|name| !known.contains(&name.as_str())) {
        let advice = match closest_match(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the fields here are {}", known.join(", ")),
        };
        bad.push(child(pointer, name), format!("unknown field; {advice}"));
    }
    bad
}

/// Appends a token to a JSON pointer (RFC 6901 §3). A long member name is cut.
pub(crate) fn child(pointer: &str, name: &str) -> String {
    let name: String = name.chars().take(64).collect();
    json_pointer::child(pointer, &name)
}

/// A form on another site cannot send these media types without a CORS preflight (CF-02).
fn check_type(headers: &HeaderMap) -> Result<(), ApiError> {
    match media_type(headers).as_str() {
        "application/json" | "application/merge-patch+json" => Ok(()),
        _ => {
            Err(ApiError::new(ErrorCode::UnsupportedMediaType)
                .detail("Send JSON, with `Content-Type: application/json`."))
        }
    }
}

/// An error with the pointer of each violation.
pub(crate) fn reject(code: ErrorCode, violations: Violations) -> ApiError {
    ApiError::new(code).violations(violations)
}
