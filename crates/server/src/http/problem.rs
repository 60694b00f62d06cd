//! Problem documents (RFC 9457).

use schemars::JsonSchema;
use serde::Serialize;
use vestibule_core::{code::ErrorCode, ids::Ref};

/// An error (RFC 9457).
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Problem {
    /// `urn:vestibule:error:CODE`.
    pub(crate) r#type: String,
    /// What happened, in a few words.
    pub(crate) title: &'static str,
    /// The HTTP status.
    pub(crate) status: u16,
    /// The stable name of the error; docs/errors.md explains each.
    pub(crate) code: ErrorCode,
    /// What happened in this case, and what to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) detail: Option<String>,
    /// Finds the log line and the audit event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) r#ref: Option<Ref>,
    /// All violations, with their positions in the body.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub(crate) errors: Vec<FieldError>,
}

/// A violation in the body of a request.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct FieldError {
    /// A JSON pointer (RFC 6901) into the body.
    pub(crate) pointer: String,
    /// What is wrong, and what would be right.
    pub(crate) detail: String,
}
