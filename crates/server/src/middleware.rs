//! The outermost layer of ours: renders failures, adds the security headers, logs, and turns a panic into a 500.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{Method, header};
use vestibule_core::{code::ErrorCode, ids::Ref};

use crate::{
    http::{answer::wants_html, api_error::ApiError, security_headers},
    pages::{self, texts::Language},
    session,
    state::AppState,
};

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
    security_headers::add(response.headers_mut());
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
            let current = app.sessions.get(&hash).await.ok().flatten();
            current.filter(|current| current.user.is_admin).map(|_| log.as_str())
        }
        _ => None,
    };
    pages::error::page(app, failure, language, cause)
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
