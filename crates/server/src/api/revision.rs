//! Revisions prevent lost updates: the `ETag` of a response is the `If-Match` of a change (RFC 9110 §13.1.1).

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use http::{HeaderValue, header, request::Parts};
use vestibule_core::code::ErrorCode;

use crate::{AppState, http::api_error::ApiError};

/// The `ETag` of a revision.
pub(crate) fn etag(revision: u64) -> HeaderValue {
    // Digits between quotes are always a header value.
    HeaderValue::try_from(format!("\"{revision}\"")).unwrap_or(HeaderValue::from_static("\"0\""))
}

/// The revisions that a change may apply to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum IfMatch {
    /// No `If-Match`, or `*`.
    Any,
    Revisions(Vec<u64>),
}

impl FromRequestParts<AppState> for IfMatch {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Infallible> {
        let mut lines = parts.headers.get_all(header::IF_MATCH).iter().peekable();
        if lines.peek().is_none() {
            return Ok(Self::Any);
        }
        let lines: Vec<&str> = lines.map(|line| line.to_str().unwrap_or_default()).collect();
        Ok(Self::parse(&lines.join(",")))
    }
}

impl IfMatch {
    /// Unknown and weak tags match nothing (RFC 9110 §8.8.3.2).
    fn parse(text: &str) -> Self {
        if text.trim() == "*" {
            return Self::Any;
        }
        let quoted =
            |tag: &str| tag.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(tag).to_owned();
        Self::Revisions(text.split(',').filter_map(|tag| quoted(tag.trim()).parse().ok()).collect())
    }

    /// Whether a change is tried again that the store refused: nobody said which revision it was for.
    pub(crate) fn tries_again(&self, refused: ErrorCode) -> bool {
        refused == ErrorCode::RevisionMismatch && *self == Self::Any
    }

    /// The revision that a deletion is for, if somebody said one.
    pub(crate) fn expected(&self, current: u64) -> Option<u64> {
        (*self != Self::Any).then_some(current)
    }

    /// Rejects a change that was made for another revision than `current`.
    pub(crate) fn check(&self, current: u64) -> Result<(), ApiError> {
        match self {
            Self::Revisions(revisions) if !revisions.contains(&current) => Err(mismatch(Some(current))),
            _ => Ok(()),
        }
    }
}

/// The stored revision is a newer one.
pub(crate) fn mismatch(current: Option<u64>) -> ApiError {
    let current = current.map(|revision| format!("The current revision is {revision}. ")).unwrap_or_default();
    ApiError::new(ErrorCode::RevisionMismatch).detail(format!("{current}Review their changes, then save again."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags() {
        for (text, matches) in [
            ("*", true),
            ("\"3\"", true),
            ("3", true),
            ("\"2\", \"3\"", true),
            ("\"2\"", false),
            ("W/\"3\"", false),
            ("\"x\"", false),
            ("", false),
            ("\"03x\"", false),
        ] {
            assert_eq!(IfMatch::parse(text).check(3).is_ok(), matches, "{text}");
        }
        assert_eq!(etag(3), "\"3\"");
    }
}
