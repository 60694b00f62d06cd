//! The surface inside the router of an application, in place of a program of its own.
//!
//! ```text
//! request ─▶ Embedded::around ─ a callback path of a provider that no route of the application has ─▶ the provider
//!                             └ anything else ─▶ the application's handler, which may ask `find` who is signed in
//!         ◀─ refusals of ours rendered as a page or a problem document; everything else as the application made it
//! ```
//! Owns which routes an application gets and what is done around its own. Fallback, state, middleware and headers of its routes
//! stay the application's.

mod signed_in;

use std::sync::Arc;

use axum::{
    Router,
    extract::{MatchedPath, OriginalUri, Request},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, Method, header, request::Parts};
use tower::ServiceExt as _;
use vestibule_core::{
    code::ErrorCode,
    routes::{Route, pattern},
};

pub use signed_in::SignedIn;

use crate::{
    AppState,
    http::{
        answer::{see_other, wants_html},
        api_error::ApiError,
        return_to::ReturnTo,
    },
    middleware::{Asked, repair_cookies, resolve_cookies},
    router, session,
};

/// The surface for an application. A clone copies a pointer.
#[derive(Clone)]
pub struct Embedded(Arc<Inner>);

struct Inner {
    app: AppState,
    /// Answers on the paths that the registry gives to providers.
    providers: Router,
}

/// Why it cannot be said who is signed in: the database does not answer. Rendered by [`Embedded::around`].
#[derive(Debug, Clone)]
pub struct Refusal(ApiError);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        self.0.into_response()
    }
}

impl Embedded {
    /// The surface over this state.
    pub fn new(app: AppState) -> Self {
        Self(Arc::new(Inner { providers: router::providers_alone(app.clone()), app }))
    }

    /// The routes of pages and API, without a fallback, without `/` and without those of [`Embedded::operations`].
    pub fn router(&self) -> Router {
        router::embedded(self.0.app.clone())
    }

    /// `/healthz`, `/readyz`, `/metrics` and the OpenAPI document.
    pub fn operations(&self) -> Router {
        router::operations(self.0.app.clone())
    }

    /// Runs around a request for the application.
    pub async fn around<F: Future<Output = Response>>(
        &self,
        mut request: Request,
        application: impl FnOnce(Request) -> F,
    ) -> Response {
        let app = &self.0.app;
        if self.is_for_provider(&request) {
            return self.0.providers.clone().oneshot(request).await.into_response();
        }
        let cookies = resolve_cookies(app, &mut request).await;
        let asked = Asked::of(app, &request);
        let mut response = match &cookies {
            Ok(_) => application(request).await,
            Err(error) => error.clone().into_response(),
        };
        if let Some(error) = response.extensions_mut().remove::<ApiError>() {
            response = asked.render(app, error, response).await;
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            app.headers.add_for_our_host(response.headers_mut());
        }
        repair_cookies(app, &cookies, &mut response);
        response
    }

    /// A provider may have a path of its own for answers, which is one of the origin, not below a mount. Where the application has
    /// a route for it, the application is meant.
    fn is_for_provider(&self, request: &Request) -> bool {
        let (extensions, path) = (request.extensions(), request.uri().path());
        let whole = extensions.get::<OriginalUri>().is_none_or(|original| original.path() == path);
        extensions.get::<MatchedPath>().is_none()
            && whole
            && (self.0.app.settings.public_url.mount().is_empty() || !path.starts_with(pattern::Providers))
            && self.0.app.registry.load().route(path).is_some()
    }

    /// Who is signed in, if somebody is.
    pub async fn find(&self, headers: &HeaderMap) -> Result<Option<SignedIn>, Refusal> {
        session::find(&self.0.app, headers).await.map(|found| found.map(SignedIn)).map_err(Refusal)
    }

    /// The answer to a request that needs somebody who is signed in: the login page for a browser, which leads back, and 401 for a
    /// program.
    pub fn sign_in_first(&self, parts: &Parts) -> Response {
        let mode = parts.headers.get("sec-fetch-mode");
        if !wants_html(&parts.headers) || mode.is_some_and(|mode| mode != "navigate") {
            return ApiError::new(ErrorCode::Unauthenticated).into_response();
        }
        let original = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |original| &original.0);
        let place = original.path_and_query().map(|place| place.as_str());
        let place = place.filter(|_| matches!(parts.method, Method::GET | Method::HEAD));
        let return_to = ReturnTo::parse(place, &self.0.app.settings);
        let login = Route::Login.with_query(return_to.query());
        let mut response = see_other(self.0.app.settings.public_url.place(&login));
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }

    /// The answer to somebody who is signed in and may not do this.
    pub fn forbidden(&self, detail: &str) -> Response {
        ApiError::new(ErrorCode::Forbidden).detail(detail).into_response()
    }
}
