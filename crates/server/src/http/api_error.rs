//! Errors as answers: one type, rendered as a problem document (RFC 9457) or as a page, by what the client accepts.
//!
//! A handler returns an [`ApiError`]; it travels in the response's extensions to the outermost middleware, which knows
//! the request's `Accept` and renders it. What the client sees ([`PublicError`]) and what the log gets are separate.

use std::{error::Error, ops::Deref};

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use http_body_util::LengthLimitError;
use vestibule_core::{
    code::ErrorCode,
    ids::Ref,
    violation::{Violation, Violations},
};
use vestibule_store::StoreError;

use super::problem::{FieldError, Problem};

/// An error on its way to the client. Boxed: most requests do not fail. Derefs to its public part, for reading.
#[derive(Debug, Clone)]
pub(crate) struct ApiError(Box<Parts>);

#[derive(Debug, Clone)]
struct Parts {
    public: PublicError,
    /// For the operator. Contains no secret.
    log: Option<String>,
    /// `Allow`, `Retry-After` and the like.
    headers: HeaderMap,
}

/// What the client sees of an error.
#[derive(Debug, Clone)]
pub(crate) struct PublicError {
    pub(crate) code: ErrorCode,
    /// Overrides the code's own status: everything refused before a flow is accepted is 400.
    pub(crate) status: u16,
    /// What happened in this case, and what to do.
    pub(crate) detail: Option<String>,
    pub(crate) violations: Violations,
    pub(crate) reference: Option<Ref>,
    /// Where "try again" leads.
    pub(crate) try_again: Option<String>,
    /// What is said where a proxy shows the answer at the address of an application.
    pub(crate) elsewhere: Option<Elsewhere>,
}

/// What a page says that a proxy shows at the address of an application.
#[derive(Debug, Clone, Default)]
pub(crate) struct Elsewhere {
    /// The origin of the application, where the proxy says it.
    pub(crate) application: Option<String>,
    /// Who is signed in.
    pub(crate) account: Option<String>,
    /// The groups of which one would be enough.
    pub(crate) groups: Vec<String>,
    /// Where one signs in with another account.
    pub(crate) other_account: Option<String>,
    /// Where one asks for access, where the application is one of ours.
    pub(crate) request_access: Option<String>,
}

impl Deref for ApiError {
    type Target = PublicError;
    fn deref(&self) -> &PublicError {
        &self.0.public
    }
}

impl ApiError {
    pub(crate) fn new(code: ErrorCode) -> Self {
        let public = PublicError {
            code,
            status: code.status(),
            detail: None,
            violations: Violations::default(),
            reference: None,
            try_again: None,
            elsewhere: None,
        };
        Self(Box::new(Parts { public, log: None, headers: HeaderMap::new() }))
    }

    /// A defect of this program, or of something that it needs.
    pub(crate) fn internal(error: &dyn Error) -> Self {
        Self::new(ErrorCode::Internal).log(error.to_string())
    }

    /// A body that could not be read: it is too large, else it broke off or came too late.
    pub(crate) fn body_read_error(error: &(dyn Error + 'static), otherwise: ErrorCode) -> Self {
        let mut causes = std::iter::successors(Some(error), |error| (*error).source());
        // axum's extractors box it once more.
        if causes.any(|error| error.is::<LengthLimitError>() || error.is::<Box<LengthLimitError>>()) {
            return Self::new(ErrorCode::PayloadTooLarge);
        }
        Self::new(otherwise).detail("The body of the request broke off, or did not come in time.")
    }

    pub(crate) fn status(mut self, status: u16) -> Self {
        self.0.public.status = status;
        self
    }

    pub(crate) fn detail(mut self, detail: impl Into<String>) -> Self {
        self.0.public.detail = Some(detail.into());
        self
    }

    pub(crate) fn violations(mut self, violations: Violations) -> Self {
        self.0.public.violations = violations;
        self
    }

    pub(crate) fn reference(mut self, reference: Ref) -> Self {
        self.0.public.reference = Some(reference);
        self
    }

    pub(crate) fn try_again(mut self, url: impl ToString) -> Self {
        self.0.public.try_again = Some(url.to_string());
        self
    }

    /// A page that needs nothing from the host that it appears at, and leads to us by whole URLs.
    pub(crate) fn shown_elsewhere(mut self, elsewhere: Elsewhere) -> Self {
        self.0.public.elsewhere = Some(elsewhere);
        self
    }

    pub(crate) fn log(mut self, log: impl Into<String>) -> Self {
        self.0.log = Some(log.into());
        self
    }

    pub(crate) fn retry_after(self, seconds: u32) -> Self {
        self.header(header::RETRY_AFTER, seconds.into())
    }

    pub(crate) fn allow(self, methods: &'static str) -> Self {
        self.header(header::ALLOW, HeaderValue::from_static(methods))
    }

    /// How to authenticate, for a 401 (RFC 9110 §11.6.1).
    pub(crate) fn challenge(self, challenge: &'static str) -> Self {
        self.header(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge))
    }

    /// Where to sign in, for a proxy that asks on behalf of a browser.
    pub(crate) fn location(self, url: &str) -> Self {
        match HeaderValue::try_from(url) {
            Ok(url) => self.header(header::LOCATION, url),
            Err(_) => self,
        }
    }

    /// A cookie that goes with the refusal.
    pub(crate) fn cookie(self, line: HeaderValue) -> Self {
        self.header(header::SET_COOKIE, line)
    }

    fn header(mut self, name: header::HeaderName, value: HeaderValue) -> Self {
        self.0.headers.insert(name, value);
        self
    }

    /// What the operator's log gets.
    pub(crate) fn log_text(&self) -> Option<&str> {
        self.0.log.as_deref()
    }

    /// The problem document.
    pub(crate) fn problem(&self) -> Response {
        let field_error = |it: &Violation| FieldError { pointer: it.pointer.clone(), detail: it.detail.clone() };
        let problem = Problem {
            r#type: format!("urn:vestibule:error:{}", self.code),
            title: self.code.title(),
            status: self.status,
            code: self.code,
            detail: self.detail.clone(),
            r#ref: self.reference.clone(),
            errors: self.violations.0.iter().map(field_error).collect(),
        };
        let content_type = [(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"))];
        (self.http_status(), content_type, Json(problem)).into_response()
    }

    pub(crate) fn http_status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Adds the headers that go with the answer in either form.
    pub(crate) fn add_headers(&self, headers: &mut HeaderMap) {
        headers.extend(self.0.headers.clone());
        if self.status == 401 {
            // The usual scheme name for a session cookie.
            headers.entry(header::WWW_AUTHENTICATE).or_insert(HeaderValue::from_static("Cookie"));
        } else {
            headers.remove(header::WWW_AUTHENTICATE);
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
        Self::new(error.code()).log(error.detail())
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
        ApiError::body_read_error(&body.unwrap_err(), ErrorCode::InvalidJson)
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
