//! A problem document, for whoever reads the document of the API.

use schemars::JsonSchema;
use vestibule_core::{code::ErrorCode, ids::Ref};

/// An error (RFC 9457).
#[derive(JsonSchema)]
#[allow(dead_code, reason = "a schema; `ApiError::problem` writes it, and a test compares the two")]
pub(super) struct Problem {
    /// `urn:vestibule:error:CODE`.
    r#type: String,
    /// What happened, in a few words.
    title: String,
    /// The HTTP status.
    status: u16,
    /// The stable name of what happened; docs/errors.md explains each.
    code: ErrorCode,
    /// What happened in this case, and what to do.
    #[schemars(default)]
    detail: Option<String>,
    /// Finds the log line and the audit event.
    #[schemars(default)]
    r#ref: Option<Ref>,
    /// Every mistake, with its place in the body.
    #[schemars(default)]
    errors: Vec<Mistake>,
}

/// One mistake.
#[derive(JsonSchema)]
#[allow(dead_code, reason = "a schema")]
struct Mistake {
    /// Where, as a JSON pointer (RFC 6901) into the body.
    pointer: String,
    /// What is wrong, and what would be right.
    detail: String,
}
