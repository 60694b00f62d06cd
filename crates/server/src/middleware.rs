//! The outermost middleware: renders errors, adds security headers, logs, and turns a panic into a 500.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, Method, header};
use vestibule_core::{code::ErrorCode, ids::Ref, routes::pattern};
use vestibule_store::{DATABASE_TIME_LIMIT, with_database_time};

use crate::{
    http::{answer::wants_html, api_error::ApiError, client::peer, security_headers},
    pages::{self, texts::Language},
    session::{self, duplicate_cookies},
    state::AppState,
};

/// Runs around every request.
pub(crate) async fn render_errors(State(app): State<AppState>, mut request: Request, next: Next) -> Response {
    app.untrusted_proxy.observe(peer(request.extensions()), request.headers());
    let cookies = duplicate_cookies::resolve(&app, request.headers_mut()).await;
    let html = wants_html(request.headers());
    let language = Language::of(request.headers());
    let session = html.then(|| session::token_hash(&app, request.headers())).flatten();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let mut elsewhere = is_for_a_proxy(&path);
    let mut response = match &cookies {
        Ok(_) => next.run(request).await,
        Err(error) => error.clone().into_response(),
    };
    if let Some(error) = response.extensions_mut().remove::<ApiError>() {
        // Headers of the route stay in either form.
        let kept = [header::ALLOW, header::REFERRER_POLICY].map(|name| (response.headers_mut().remove(&name), name));
        let error = logged(&app, error, &method, &path);
        elsewhere |= error.elsewhere.is_some();
        response = match html {
            true => page(&app, &error, language, session).await,
            false => error.problem(),
        };
        error.add_headers(response.headers_mut());
        for (value, name) in kept {
            value.map(|value| response.headers_mut().insert(name, value));
        }
    }
    if let Ok(Some(resolved)) = &cookies {
        resolved.repair(&app, response.headers_mut());
    }
    security_headers::add(response.headers_mut());
    if app.lifecycle.is_stopping() {
        // The next request of this client is one for another node.
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    if !elsewhere {
        app.headers.add_for_our_host(response.headers_mut());
    }
    response
}

/// Runs around everything else: what one request asks of the database takes no longer than [`DATABASE_TIME_LIMIT`] in all.
pub(crate) async fn limit_database_time(request: Request, next: Next) -> Response {
    with_database_time(DATABASE_TIME_LIMIT, Box::pin(next.run(request))).await
}

/// Whether a proxy may hand the answer on from another host: what is said about the host is not about ours then.
fn is_for_a_proxy(path: &str) -> bool {
    path.starts_with(pattern::Verify) || path.starts_with(pattern::ExtAuthzRoot)
}

/// Logs an error, and gives it a reference if it has none.
fn logged(app: &AppState, error: ApiError, method: &Method, path: &str) -> ApiError {
    let reference = error.reference.clone().unwrap_or_else(|| Ref::generate(&*app.random));
    let code = error.code;
    // A line without a sentence says nothing to whoever reads the log.
    let log = error.log_text().unwrap_or_else(|| code.title());
    // The path only: the query of a callback holds a code.
    if error.status >= 500 {
        tracing::error!(%method, path, %code, r#ref = %reference, "{log}");
    } else {
        tracing::debug!(%method, path, %code, r#ref = %reference, "{log}");
    }
    app.note_failure(code);
    metrics::counter!("vestibule_failures_total", "code" => code.as_str()).increment(1);
    error.reference(reference)
}

/// The error page. An administrator sees the cause as well: what the log says.
async fn page(app: &AppState, error: &ApiError, language: Language, session: Option<[u8; 32]>) -> Response {
    let cause = match (error.log_text(), session) {
        (Some(log), Some(hash)) => {
            let current = app.sessions.get(&hash).await.ok().flatten();
            current.filter(|current| current.access().is_admin()).map(|_| log)
        }
        _ => None,
    };
    pages::error::page(app, error, language, cause)
}

/// A handler panicked: that request ends here, and nothing else does. The message goes to the log by the panic hook,
/// never to the client; the middleware adds a reference and renders.
pub(crate) fn panicked(_: Box<dyn std::any::Any + Send + 'static>) -> Response {
    ApiError::new(ErrorCode::Internal).log("a handler panicked").into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_failure_that_says_nothing() {
        let response = panicked(Box::new("canary"));
        let error = response.extensions().get::<ApiError>().unwrap();
        assert_eq!((response.status().as_u16(), error.code), (500, ErrorCode::Internal));
        assert!(!format!("{error:?}").contains("canary"));
    }
}
