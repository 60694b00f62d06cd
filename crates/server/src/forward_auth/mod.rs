//! A proxy checks whether a request for an application may pass.
//!
//! ```text
//! GET /api/auth/verify                X-Forwarded-*    ┐
//! GET /api/auth/verify/original-url   X-Original-URL   ├─▶ ForwardedRequest ─▶ rule ─▶ anyone, or the cookie's session
//! ANY /api/auth/ext-authz/PATH        the request      ┘
//!     200 + Remote-Id, -User, -Email, -Name, -Groups │ 303 to the login page (navigation) │ 401 │ 403 │ 503
//! ```
//! Owns the answer to the proxy. The rules are `vestibule_core::forward_auth`'s; whether a session lives is
//! [`session`]'s, from memory: a check writes nothing. Whatever goes wrong, the answer is not a 2xx; and it is 401 or
//! 403 where possible, because proxies turn other refusals into errors of their own.

mod forwarded_request;

use std::sync::Arc;

use axum::{
    extract::{FromRef, RawQuery, State},
    response::{IntoResponse, Response},
    routing::any,
};
use http::{HeaderMap, Method, StatusCode, Uri};
use serde_json::json;
use vestibule_core::{
    access::Access,
    code::ErrorCode,
    forward_auth::{Allow, find_rule},
    routes::pattern,
};

use crate::{
    http::{
        answer::see_other,
        api_error::ApiError,
        client::Client,
        openapi::{Endpoint, Operation},
        routes::Routes,
        state::HttpState,
    },
    session::SessionState,
    session::{self, Remote},
};

use forwarded_request::ForwardedRequest;

/// The routes. That of Envoy takes any method, which no OpenAPI document can say: docs/forward-auth.md describes it.
pub(crate) fn mount<S>(routes: Routes<S>) -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Arc<HttpState>: FromRef<S>,
    Arc<SessionState>: FromRef<S>,
{
    routes
        .endpoint(Endpoint::get(pattern::Verify, verify, |operation| {
            describe(operation.named("verify", "Authorize a request for a reverse proxy"))
        }))
        .endpoint(Endpoint::get(pattern::VerifyOriginalUrl, verify_original_url, |operation| {
            describe(operation.named("verifyOriginalUrl", "Authorize a request that is described by X-Original-URL"))
        }))
        .route(pattern::ExtAuthzRoot, any(ext_authz))
        .route(pattern::ExtAuthz, any(ext_authz))
}

fn describe(operation: Operation<'_>) -> Operation<'_> {
    operation
        .tag("session")
        .query(
            "redirect",
            "`401`: send the URL of the login page in the `Location` of a 401.",
            json!({ "const": "401" }),
        )
        .empty(
            StatusCode::OK,
            "Allowed; `Remote-Id`, `Remote-User`, `Remote-Email`, `Remote-Name` and `Remote-Groups` describe the user.",
        )
        .empty(StatusCode::SEE_OTHER, "To the login page, for a browser's navigation.")
        .problem(ErrorCode::Unauthenticated)
        .problem(ErrorCode::Forbidden)
        .problem(ErrorCode::InvalidParameter)
        .problem(ErrorCode::StorageUnavailable)
}

async fn verify(
    State(app): State<Arc<SessionState>>,
    client: Client,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let redirects = can_redirect(query.as_deref().unwrap_or_default());
    answer(&app, &client, &headers, redirects, || ForwardedRequest::of_forwarded(&headers)).await
}

async fn verify_original_url(
    State(app): State<Arc<SessionState>>,
    client: Client,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let redirects = can_redirect(query.as_deref().unwrap_or_default());
    answer(&app, &client, &headers, redirects, || ForwardedRequest::of_original_url(&headers)).await
}

/// Envoy's ext_authz over HTTP. It hands every answer but 200 to the browser as it is, so redirects are redirects.
async fn ext_authz(
    State(app): State<Arc<SessionState>>,
    client: Client,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    answer(&app, &client, &headers, Ok(true), || ForwardedRequest::of_ext_authz(&method, &uri, &headers)).await
}

/// Decides, and counts the answer. What a client that is no trusted proxy says of a request is not read.
async fn answer(
    app: &SessionState,
    client: &Client,
    headers: &HeaderMap,
    can_redirect: Result<bool, ApiError>,
    read: impl Fn() -> Result<ForwardedRequest, ApiError>,
) -> Result<Response, ApiError> {
    let can_redirect = can_redirect?;
    let request = if client.by_trusted_proxy { read() } else { Ok(ForwardedRequest::default()) };
    let answer = match request {
        Ok(request) => decide(app, &request, headers, can_redirect).await,
        Err(error) => Err(error),
    };
    let status = answer.as_ref().map_or_else(|failure| failure.http_status(), Response::status);
    metrics::counter!("vestibule_forward_auth_total", "status" => status.as_str().to_owned()).increment(1);
    // A proxy shows a refusal at the application's address.
    answer.map_err(ApiError::shown_elsewhere)
}

/// nginx turns every answer but 2xx, 401 and 403 into a 500. With `?redirect=401` the login page comes in the `Location`
/// of a 401, and the proxy sends the browser there.
fn can_redirect(query: &str) -> Result<bool, ApiError> {
    let mut values = url::form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "redirect");
    match (values.next().map(|(_, value)| value).as_deref(), values.next()) {
        (None, _) => Ok(true),
        (Some("401"), None) => Ok(false),
        _ => Err(ApiError::new(ErrorCode::InvalidParameter).detail("`redirect` may be `401`, once, or be left out.")),
    }
}

async fn decide(
    app: &SessionState,
    request: &ForwardedRequest,
    headers: &HeaderMap,
    can_redirect: bool,
) -> Result<Response, ApiError> {
    let allow = find_rule(&app.settings.forward_auth, &request.target).map_err(|unclear| {
        let detail = format!("The request {}, and a rule depends on it.", unclear.0);
        ApiError::new(ErrorCode::InvalidRequest).status(403).detail(detail)
    })?;
    match session::find(app, headers).await? {
        Some(session) if admits(allow, session.access()) => {
            Ok((StatusCode::OK, session.remote().headers()?).into_response())
        }
        Some(_) => Err(ApiError::new(ErrorCode::Forbidden).detail("No group or address of yours is allowed here.")),
        None if *allow == Allow::Anyone => Ok((StatusCode::OK, Remote::anonymous()).into_response()),
        None if !request.is_navigation(headers) => Err(ErrorCode::Unauthenticated.into()),
        None => send_to_login(app, request, can_redirect),
    }
}

fn admits(allow: &Allow, access: &Access) -> bool {
    match allow {
        Allow::Anyone | Allow::SignedIn => true,
        Allow::Listed { groups, emails } => {
            let in_group = access.groups.iter().any(|group| groups.contains(group));
            in_group || access.verified_email().is_some_and(|email| emails.contains(email))
        }
    }
}

/// A person without a session. They are sent to sign in only if they can come back to the application.
fn send_to_login(app: &SessionState, request: &ForwardedRequest, can_redirect: bool) -> Result<Response, ApiError> {
    match request.login_url(&app.settings) {
        Some(login) if can_redirect => Ok(see_other(&login)),
        Some(login) => Err(ApiError::new(ErrorCode::Unauthenticated).location(&login)),
        None => Err(ApiError::new(ErrorCode::Forbidden).detail(
            "Nobody can be sent back to this application after signing in. Its origin is not one of \
             `allowed_return_origins`.",
        )),
    }
}
