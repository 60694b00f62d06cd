//! Errors as answers: one type, rendered as a problem document (RFC 9457) or as a page, by what the client accepts.
//!
//! A handler returns a [`ApiError`]; it travels in the response's extensions to the edge, which knows the request's
//! `Accept` and renders it. What the client sees (`detail`) and what the log sees (`log`) are separate fields.

use std::ops::{Deref, DerefMut};

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use http_body_util::LengthLimitError;
use serde_json::json;
use vestibule_core::{code::ErrorCode, ids::Ref, violation::Violations};
use vestibule_store::StoreError;

/// An error answer on its way to the edge. Boxed: most requests do not fail.
#[derive(Debug, Clone)]
pub(crate) struct ApiError(Box<Fields>);

/// What a failure consists of.
#[derive(Debug, Clone)]
pub(crate) struct Fields {
    pub(crate) code: ErrorCode,
    /// Overrides the code's own status: everything refused before a flow is accepted is 400.
    pub(crate) status: u16,
    /// For the client: what happened in this case, and what to do.
    pub(crate) detail: Option<String>,
    /// For the operator. Contains no secret.
    pub(crate) log: Option<String>,
    pub(crate) reference: Option<Ref>,
    pub(crate) retry_after: Option<u32>,
    /// Where "try again" leads, if there is such a place.
    pub(crate) try_again: Option<String>,
    pub(crate) errors: Violations,
    pub(crate) allow: Option<&'static str>,
    /// How to authenticate, for a 401 (RFC 9110 §11.6.1).
    pub(crate) challenge: &'static str,
    /// Where to sign in, for a proxy that asked on behalf of a browser.
    pub(crate) location: Option<String>,
}

impl Deref for ApiError {
    type Target = Fields;
    fn deref(&self) -> &Fields {
        &self.0
    }
}

impl DerefMut for ApiError {
    fn deref_mut(&mut self) -> &mut Fields {
        &mut self.0
    }
}

impl ApiError {
    pub(crate) fn new(code: ErrorCode) -> Self {
        Self(Box::new(Fields {
            code,
            status: code.status(),
            detail: None,
            log: None,
            reference: None,
            retry_after: None,
            try_again: None,
            errors: Violations::default(),
            allow: None,
            // The usual word for a session.
            challenge: "Cookie",
            location: None,
        }))
    }

    /// An error of ours that no client can do anything about.
    pub(crate) fn internal(error: &dyn std::error::Error) -> Self {
        Self::new(ErrorCode::Internal).log(error.to_string())
    }

    pub(crate) fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// Why a body could not be read: it is too large, or else it did not come.
    pub(crate) fn unread(error: &(dyn std::error::Error + 'static), otherwise: ErrorCode) -> Self {
        let mut causes = std::iter::successors(Some(error), |error| error.source());
        // axum's extractors box it once more.
        if causes.any(|error| error.is::<LengthLimitError>() || error.is::<Box<LengthLimitError>>()) {
            return Self::new(ErrorCode::PayloadTooLarge);
        }
        Self::new(otherwise).detail("The body of the request broke off, or did not come in time.")
    }

    pub(crate) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    pub(crate) fn log(mut self, log: impl Into<String>) -> Self {
        self.log = Some(log.into());
        self
    }

    pub(crate) fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    pub(crate) fn try_again(mut self, url: impl Into<String>) -> Self {
        self.try_again = Some(url.into());
        self
    }

    pub(crate) fn reference(mut self, reference: Ref) -> Self {
        self.reference = Some(reference);
        self
    }

    pub(crate) fn allow(mut self, methods: &'static str) -> Self {
        self.allow = Some(methods);
        self
    }

    pub(crate) fn challenge(mut self, challenge: &'static str) -> Self {
        self.challenge = challenge;
        self
    }

    pub(crate) fn location(mut self, url: impl Into<String>) -> Self {
        self.location = Some(url.into());
        self
    }

    /// The problem document.
    pub(crate) fn problem(&self) -> Response {
        let mut body = json!({
            "type": format!("urn:vestibule:error:{}", self.code),
            "title": self.code.title(),
            "status": self.status,
            "code": self.code,
        });
        if let Some(detail) = &self.detail {
            body["detail"] = json!(detail);
        }
        if let Some(reference) = &self.reference {
            body["ref"] = json!(reference);
        }
        if !self.errors.0.is_empty() {
            let errors = self.errors.0.iter().map(|error| json!({ "pointer": error.pointer, "detail": error.detail }));
            body["errors"] = errors.collect();
        }
        let json = [(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"))];
        (self.http_status(), json, body.to_string()).into_response()
    }

    pub(crate) fn http_status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Headers that go with the answer in either form.
    pub(crate) fn add_headers(&self, headers: &mut HeaderMap) {
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if let Some(methods) = self.allow {
            headers.insert(header::ALLOW, HeaderValue::from_static(methods));
        }
        if let Some(location) = self.location.as_deref().and_then(|url| HeaderValue::try_from(url).ok()) {
            headers.insert(header::LOCATION, location);
        }
        if self.status == 401 {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(self.challenge));
        }
    }
}

impl From<ErrorCode> for ApiError {
    fn from(code: ErrorCode) -> Self {
        Self::new(code)
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        let code = match &error {
            StoreError::Unavailable(_) => ErrorCode::StorageUnavailable,
            StoreError::Conflict(_) | StoreError::Corrupt(_) => ErrorCode::Internal,
        };
        let source = std::error::Error::source(&error).map(|source| format!(": {source}")).unwrap_or_default();
        Self::new(code).log(format!("{error}{source}"))
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.http_status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use axum::{
        Router,
        body::{Body, Bytes},
        extract::{DefaultBodyLimit, Request, rejection::BytesRejection},
        routing::post,
    };
    use tower::ServiceExt as _;

    use super::*;

    async fn read(body: Result<Bytes, BytesRejection>) -> ApiError {
        ApiError::unread(&body.unwrap_err(), ErrorCode::InvalidJson)
    }

    #[tokio::test]
    async fn a_body_that_does_not_come_is_not_called_too_large() {
        let late = Body::from_stream(futures_util::stream::iter([Err::<Bytes, _>(std::io::Error::other("late"))]));
        for (body, code) in [(Body::from("four"), ErrorCode::PayloadTooLarge), (late, ErrorCode::InvalidJson)] {
            let router: Router = Router::new().route("/", post(read)).layer(DefaultBodyLimit::max(3));
            let request = Request::post("/").body(body).unwrap();
            let answer = router.oneshot(request).await.unwrap();
            assert_eq!(answer.extensions().get::<ApiError>().unwrap().code, code);
        }
    }
}
