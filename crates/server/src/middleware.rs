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
    http::{answer::wants_html, api_error::ApiError, client::peer, mount, security_headers},
    pages::{self, texts::Language},
    session::{
        self,
        duplicate_cookies::{self, Resolved},
    },
    state::AppState,
};

/// Runs around every request.
pub(crate) async fn render_errors(State(app): State<AppState>, mut request: Request, next: Next) -> Response {
    let cookies = resolve_cookies(&app, &mut request).await;
    let asked = Asked::of(&app, &request);
    let mut elsewhere = is_for_a_proxy(&asked.path);
    let mut response = match &cookies {
        Ok(_) => next.run(request).await,
        Err(error) => error.clone().into_response(),
    };
    if let Some(error) = response.extensions_mut().remove::<ApiError>() {
        elsewhere |= error.elsewhere.is_some();
        response = asked.render(&app, error, response).await;
    }
    repair_cookies(&app, &cookies, &mut response);
    mount::in_headers(response.headers_mut(), &app.settings.public_url);
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

/// Leaves at most one session cookie in a request, and looks at the proxy that it came by.
pub(crate) async fn resolve_cookies(app: &AppState, request: &mut Request) -> Result<Option<Resolved>, ApiError> {
    app.untrusted_proxy.observe(peer(request.extensions()), request.headers());
    duplicate_cookies::resolve(app, request.headers_mut()).await
}

/// Leaves at most one session cookie in the browser.
pub(crate) fn repair_cookies(app: &AppState, resolved: &Result<Option<Resolved>, ApiError>, response: &mut Response) {
    if let Ok(Some(resolved)) = resolved {
        resolved.repair(app, response.headers_mut());
    }
}

/// What an error is rendered for.
pub(crate) struct Asked {
    method: Method,
    path: String,
    html: bool,
    language: Language,
    /// Of a browser: its page may say more to an administrator.
    session: Option<[u8; 32]>,
}

impl Asked {
    pub(crate) fn of(app: &AppState, request: &Request) -> Self {
        let html = wants_html(request.headers());
        Self {
            method: request.method().clone(),
            path: request.uri().path().to_owned(),
            html,
            language: Language::of(request.headers()),
            session: html.then(|| session::token_hash(app, request.headers())).flatten(),
        }
    }

    /// Logs an error and renders it, in place of the answer that it travelled with.
    pub(crate) async fn render(self, app: &AppState, error: ApiError, mut carrier: Response) -> Response {
        // Headers of the route stay in either form.
        let kept = [header::ALLOW, header::REFERRER_POLICY].map(|name| (carrier.headers_mut().remove(&name), name));
        let error = logged(app, error, &self.method, &self.path);
        let mut response = match self.html {
            true => page(app, &error, self.language, self.session).await,
            false => error.problem(),
        };
        error.add_headers(response.headers_mut());
        for (value, name) in kept {
            value.map(|value| response.headers_mut().insert(name, value));
        }
        response
    }
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
