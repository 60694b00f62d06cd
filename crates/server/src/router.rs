//! The map of paths.
//!
//! Fixed paths are axum's; paths that belong to a provider are in the registry's route table and are looked up by the
//! fallback, so that publishing a snapshot is all it takes to mount or unmount a provider.

use std::sync::Arc;

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{any, get},
};
use http::{HeaderValue, Method, header};
use serde_json::Value;
use tower_http::catch_panic::CatchPanicLayer;
use vestibule_core::{code::ErrorCode, routes::pattern};
use vestibule_registry::{Registry, RouteKind, Slot};

use crate::{
    AppState, api, apps, forward_auth,
    http::{api_error::ApiError, routes::Routes, serve_asset},
    middleware, pages, session,
    sign_in::{self, CallbackAnswer},
};

/// No request body of ours is larger. A form_post answer holds a code and a few short fields.
const BODY_LIMIT: usize = 64 * 1024;

/// Where providers have their paths, but for callback paths that the operator chose.
const PROVIDER_PATHS: &str = "/api/auth/providers/{provider}/{action}";

/// All routes of the HTTP surface.
pub fn router(app: AppState) -> Router {
    around(routes().into_router().method_not_allowed_fallback(method_not_allowed).fallback(provider_paths), app)
}

/// The routes for the router of an application: it keeps its own fallback, `/` and paths for probes.
pub(crate) fn embedded(app: AppState) -> Router {
    let router = own_routes(Routes::new()).into_router().route(PROVIDER_PATHS, any(provider_paths));
    let router = around(router.method_not_allowed_fallback(method_not_allowed), app.clone());
    let mount = app.settings.public_url.mount().to_owned();
    if mount.is_empty() {
        return router;
    }
    // Metadata of an issuer with a path is between host and path (RFC 8414 §3.1); that of OpenID Connect is below it.
    let metadata = format!("{}{mount}", pattern::OauthAuthorizationServer);
    let metadata = Router::new().route(&metadata, get(apps::metadata)).method_not_allowed_fallback(method_not_allowed);
    below(&mount, router).merge(around(metadata, app))
}

/// The routes below the mount, if there is one.
fn below(mount: &str, router: Router) -> Router {
    if mount.is_empty() { router } else { Router::new().nest(mount, router) }
}

/// What probes and programs that watch read.
pub(crate) fn operations(app: AppState) -> Router {
    let mount = app.settings.public_url.mount().to_owned();
    let router = operations_routes(Routes::new()).into_router().method_not_allowed_fallback(method_not_allowed);
    below(&mount, around(router, app))
}

/// The paths that belong to providers, and nothing else.
pub(crate) fn providers_alone(app: AppState) -> Router {
    around(Router::new().fallback(provider_paths), app)
}

fn around(router: Router<AppState>, app: AppState) -> Router {
    router
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(CatchPanicLayer::custom(middleware::panicked))
        .layer(from_fn_with_state(app.clone(), middleware::render_errors))
        .layer(from_fn(middleware::limit_database_time))
        .with_state(app)
}

/// `/metrics` alone, for an address of its own.
pub fn metrics_router(app: AppState) -> Router {
    Router::new()
        .route(pattern::Metrics, get(api::health::metrics::at_own_address))
        .layer(from_fn_with_state(app.clone(), middleware::render_errors))
        .layer(from_fn(middleware::limit_database_time))
        .with_state(app)
}

/// The paths of the HTTP surface that belong to no provider, as axum writes them.
pub fn paths() -> Vec<&'static str> {
    routes().into_paths()
}

/// The HTTP surface as an OpenAPI document.
pub fn openapi() -> Value {
    api::openapi::document(&routes().into_operations())
}

fn routes() -> Routes<AppState> {
    operations_routes(own_routes(pages::routes::mount_home(Routes::new())))
}

fn operations_routes(routes: Routes<AppState>) -> Routes<AppState> {
    api::health::mount(routes).endpoint(api::openapi::endpoint(openapi))
}

fn own_routes(routes: Routes<AppState>) -> Routes<AppState> {
    let routes = pages::routes::mount(routes)
        .route(pattern::Asset, get(serve_asset::serve))
        .endpoint(api::public_keys::endpoint());
    let layers = [session::mount, forward_auth::mount, apps::mount, sign_in::mount, api::mount];
    layers.into_iter().fold(routes, |routes, mount| mount(routes))
}

/// axum fills in `Allow` by itself.
async fn method_not_allowed() -> ApiError {
    ApiError::new(ErrorCode::MethodNotAllowed)
}

async fn provider_paths(State(app): State<AppState>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let registry = published_for(&app, &path).await;
    let answer = match registry.route(&path) {
        Some((slot, kind)) => match (kind, request.method()) {
            (RouteKind::Authorize, &Method::GET | &Method::HEAD) => sign_in::authorize(&app, slot, request).await,
            (RouteKind::Callback, &Method::GET | &Method::POST) => callback(&app, Some(slot), request).await,
            (RouteKind::Link, &Method::POST) => sign_in::link(&app, slot, request).await,
            (RouteKind::BackChannelLogout, &Method::POST) => session::back_channel_logout(&app, slot, request).await,
            (RouteKind::ClientMetadata, &Method::GET | &Method::HEAD) => sign_in::client_metadata(slot),
            (kind, _) => Err(ApiError::new(ErrorCode::MethodNotAllowed).allow(kind.allow())),
        },
        None => match path.strip_prefix(pattern::Providers).and_then(|rest| rest.strip_prefix('/')?.split_once('/')) {
            // A provider without routes may still be the one of a flow that this browser began.
            Some((_, "callback")) => callback(&app, None, request).await,
            Some((_, "authorize" | "link" | "backchannel-logout" | "client.json")) => Err(sign_in::unknown_provider()),
            _ => Err(ErrorCode::NotFound.into()),
        },
    };
    let is_callback = path.ends_with("/callback") || matches!(registry.route(&path), Some((_, RouteKind::Callback)));
    let mut response = answer.unwrap_or_else(IntoResponse::into_response);
    if is_callback {
        // Its URL holds a code and a state, whatever came of them: no page there may send it on as a referrer.
        response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    }
    response
}

/// The published providers. The one that the path belongs to has been contacted, or had its time: a node that has just
/// started answers as any other, only later.
async fn published_for(app: &AppState, path: &str) -> Arc<Registry> {
    let registry = app.registry.load();
    let of_path = || path.strip_prefix(pattern::Providers)?.strip_prefix('/')?.split('/').next();
    match registry.route(path).map(|(slot, _)| slot.id.as_str()).or_else(of_path) {
        Some(provider) => app.lifecycle.contacted(&app.registry, provider).await,
        None => registry,
    }
}

async fn callback(app: &AppState, slot: Option<&Slot>, request: Request) -> Result<Response, ApiError> {
    Ok(match sign_in::callback(app, slot, request).await? {
        CallbackAnswer::Done(response) => response,
        CallbackAnswer::Repost { path, headers, form } => {
            // A path that the operator has chosen is one of the origin.
            let is_ours = path.starts_with(pattern::Providers) || app.settings.public_url.mount().is_empty();
            let action = if is_ours { path } else { app.settings.public_url.at_origin(&path) };
            pages::repost::page(app, &headers, &action, &form)
        }
    })
}
