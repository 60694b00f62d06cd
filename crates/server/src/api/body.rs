//! JSON that is sent to us: one object, each member once, of a type and size that we read.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
};
use http::{HeaderMap, header};
use serde_json::{Map, Value};
use vestibule_core::{code::ErrorCode, json, json_pointer, suggestion::closest_match, violation::Violations};

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
            // The parser says what it expected and where, and quotes nothing.
            Err(error) => Err(invalid(format!("The body cannot be read: {error}."))),
        }
    }
}

impl JsonBody {
    /// Refuses every member that is not among `known`.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), ApiError> {
        unknown_members(&self.0, "", known).check().map_err(|bad| refuse(ErrorCode::UnknownField, bad))
    }
}

/// The members of an object at `pointer` that are not among `known`, each with the name that was probably meant.
pub(crate) fn unknown_members(members: &Map<String, Value>, pointer: &str, known: &[&str]) -> Violations {
    let mut bad = Violations::default();
    for name in members.keys().filter(|name| !known.contains(&name.as_str())) {
        let advice = match closest_match(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the fields here are {}", known.join(", ")),
        };
        bad.push(child(pointer, name), format!("there is no such field; {advice}"));
    }
    bad
}

/// One more step of a JSON pointer (RFC 6901 §3). What a stranger calls a member is cut.
pub(crate) fn child(pointer: &str, name: &str) -> String {
    let name: String = name.chars().take(64).collect();
    json_pointer::child(pointer, &name)
}

/// A form of another site cannot send these types without asking first (CF-02).
fn check_type(headers: &HeaderMap) -> Result<(), ApiError> {
    let sent = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = sent.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.as_str() {
        "application/json" | "application/merge-patch+json" => Ok(()),
        _ => {
            Err(ApiError::new(ErrorCode::UnsupportedMediaType)
                .detail("Send JSON, with `Content-Type: application/json`."))
        }
    }
}

/// A refusal that names each place.
pub(crate) fn refuse(code: ErrorCode, violations: Violations) -> ApiError {
    ApiError::new(code).violations(violations)
}
