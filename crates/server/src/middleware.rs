//! The outermost layer of ours: renders failures, adds the security headers, logs, and turns a panic into a 500.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderName, HeaderValue, Method, header};
use vestibule_core::{code::ErrorCode, ids::Ref};

use crate::{
    AppState, Settings,
    http::{answer::wants_html, api_error::ApiError},
    pages::{self, texts::Language},
    session,
};

/// Content-Security-Policy lines, made once.
pub(crate) struct PageHeaders {
    /// For pages whose forms stay here.
    pub(crate) page: HeaderValue,
    /// For pages whose forms lead to an upstream: browsers apply `form-action` to the redirect after the post too.
    pub(crate) leaving_page: HeaderValue,
}

/// For everything that is not a page: nothing may load, nothing may frame it.
const NO_PAGE: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; base-uri 'none'");

impl PageHeaders {
    pub(crate) fn new(settings: &Settings) -> Self {
        // On loopback the demonstration provider, its pictures and applications speak plain http as we do.
        let plain = if settings.public_url.is_loopback() { " http:" } else { "" };
        let line = |form_action: &str| {
            let line = format!(
                "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' https:{plain}; \
                 form-action {form_action}; frame-ancestors 'none'; base-uri 'none'"
            );
            HeaderValue::try_from(line).unwrap_or(NO_PAGE)
        };
        let own = ["'self'"].into_iter().chain(settings.allowed_return_origins.iter().map(String::as_str));
        Self { page: line(&own.collect::<Vec<_>>().join(" ")), leaving_page: line(&format!("'self' https:{plain}")) }
    }
}

/// Runs around every request.
pub(crate) async fn render_errors(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let html = wants_html(request.headers());
    let language = Language::of(request.headers());
    let session = html.then(|| session::token_hash(&app, request.headers())).flatten();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let mut response = next.run(request).await;
    if let Some(failure) = response.extensions_mut().remove::<ApiError>() {
        // What the route says about itself stays, whatever the failure looks like.
        let kept = [header::ALLOW, header::REFERRER_POLICY].map(|name| (response.headers_mut().remove(&name), name));
        let failure = logged(&app, failure, &method, &path);
        response = match html {
            true => page(&app, &failure, language, session).await,
            false => failure.problem(),
        };
        failure.add_headers(response.headers_mut());
        for (value, name) in kept {
            value.map(|value| response.headers_mut().insert(name, value));
        }
    }
    add_headers(&mut response);
    response
}

fn logged(app: &AppState, mut failure: ApiError, method: &Method, path: &str) -> ApiError {
    let reference = failure.reference.get_or_insert_with(|| Ref::generate(&*app.random)).clone();
    let (code, log) = (failure.code, failure.log.as_deref().unwrap_or_default());
    // The path only: the query of a callback holds a code.
    if failure.status >= 500 {
        tracing::error!(%method, path, %code, r#ref = %reference, "{log}");
    } else {
        tracing::debug!(%method, path, %code, r#ref = %reference, "{log}");
    }
    metrics::counter!("vestibule_failures_total", "code" => code.as_str()).increment(1);
    failure
}

/// The error page. An administrator sees the cause as well: what the log says.
async fn page(app: &AppState, failure: &ApiError, language: Language, session: Option<[u8; 32]>) -> Response {
    let cause = match (&failure.log, session) {
        (Some(log), Some(hash)) => {
            let current = app.sessions.get(app, &hash).await.ok().flatten();
            current.filter(|current| current.user.is_admin).map(|_| log.as_str())
        }
        _ => None,
    };
    pages::error::page(app, failure, language, cause)
}

fn add_headers(response: &mut Response) {
    const REFERRER_POLICY: HeaderName = header::REFERRER_POLICY;
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // Pages say `same-origin` themselves: with `no-referrer` a form's `Origin` would be `null`.
    headers.entry(REFERRER_POLICY).or_insert(HeaderValue::from_static("no-referrer"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(NO_PAGE);
}

/// A handler panicked: that request ends here, and nothing else does. The message goes to the log by the panic hook,
/// never to the client; the edge adds a reference and renders.
#[allow(clippy::needless_pass_by_value, reason = "the signature is tower-http's")]
pub(crate) fn panicked(_: Box<dyn std::any::Any + Send + 'static>) -> Response {
    ApiError::new(ErrorCode::Internal).log("a handler panicked").into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_failure_that_says_nothing() {
        let response = panicked(Box::new("canary"));
        let failure = response.extensions().get::<ApiError>().unwrap();
        assert_eq!((response.status().as_u16(), failure.code), (500, ErrorCode::Internal));
        assert!(!format!("{failure:?}").contains("canary"));
    }
}
