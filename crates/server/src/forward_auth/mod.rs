//! A proxy checks whether a request for an application may pass.
//!
//! ```text
//! GET /api/auth/verify                X-Forwarded-*    ┐
//! GET /api/auth/verify/original-url   X-Original-URL   ├─▶ ForwardedRequest ─▶ rule ─▶ anyone, or the cookie's session
//! ANY /api/auth/ext-authz/PATH        the request      ┘                      or the personal access token's person
//!     200 + Remote-Id, -User, -Email, -Name, -Groups (and -Identity) │ 303 to the login page (navigation) │ 401 │ 403 │ 503
//! ```
//! Owns the answer to the proxy. The rules are `vestibule_core::forward_auth`'s; whether a session lives is
//! [`session`]'s, from memory: a check writes nothing, but that a personal access token was refused
//! ([`by_token`]). Whatever goes wrong, the answer is not a 2xx; and it is 401 or
//! 403 where possible, because proxies turn other refusals into errors of their own.

mod by_token;
mod forwarded_request;

use std::sync::Arc;

use axum::{
    extract::{FromRef, RawQuery, State},
    response::{IntoResponse, Response},
    routing::any,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use serde_json::json;
use vestibule_core::{
    code::ErrorCode,
    forward_auth::{Allow, Lacking, find_rule},
    routes::pattern,
};

use crate::{
    apps::AppsState,
    http::{
        answer::see_other,
        api_error::{ApiError, Elsewhere},
        client::Client,
        openapi::{Endpoint, Operation},
        routes::Routes,
        state::HttpState,
    },
    session::{self, CurrentSession, PresentedToken, Remote, SessionState},
};

use forwarded_request::ForwardedRequest;

/// The signed token, next to the headers of [`Remote`].
const IDENTITY: HeaderName = HeaderName::from_static("remote-identity");

/// The routes. That of Envoy takes any method, which no OpenAPI document can say: docs/forward-auth.md describes it.
pub(crate) fn mount<S>(routes: Routes<S>) -> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    Arc<HttpState>: FromRef<S>,
    Arc<AppsState>: FromRef<S>,
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
        .problem(ErrorCode::PersonalTokenInvalid)
        .problem(ErrorCode::PersonalTokenExpired)
        .problem(ErrorCode::PersonalTokenOtherHost)
        .problem(ErrorCode::PersonalTokenNoFactor)
        .problem(ErrorCode::Forbidden)
        .problem(ErrorCode::StorageUnavailable)
}

async fn verify(
    State(app): State<Arc<AppsState>>,
    client: Client,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let redirects = can_redirect(query.as_deref().unwrap_or_default());
    answer(&app, &client, &headers, redirects, || ForwardedRequest::of_forwarded(&headers)).await
}

async fn verify_original_url(
    State(app): State<Arc<AppsState>>,
    client: Client,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let redirects = can_redirect(query.as_deref().unwrap_or_default());
    answer(&app, &client, &headers, redirects, || ForwardedRequest::of_original_url(&headers)).await
}

/// Envoy's ext_authz over HTTP. It hands every answer but 200 to the browser as it is, so redirects are redirects.
async fn ext_authz(
    State(app): State<Arc<AppsState>>,
    client: Client,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    answer(&app, &client, &headers, Ok(true), || ForwardedRequest::of_ext_authz(&method, &uri, &headers)).await
}

/// Decides, and counts the answer. What a client that is no trusted proxy says of a request is not read.
async fn answer(
    app: &AppsState,
    client: &Client,
    headers: &HeaderMap,
    can_redirect: Result<bool, ApiError>,
    read: impl Fn() -> Result<ForwardedRequest, ApiError>,
) -> Result<Response, ApiError> {
    let request = match client.by_trusted_proxy {
        true => read().map(|request| request.from(client.address)),
        false => Ok(ForwardedRequest::default()),
    };
    let (answer, elsewhere) = match (request, can_redirect) {
        (Ok(request), Ok(can_redirect)) => match decide(app, (client, &request), headers, can_redirect).await {
            Ok(answer) => (Ok(answer), Elsewhere::default()),
            Err(error) => (Err(error), about(app, &request, headers).await),
        },
        (Ok(request), Err(error)) => (Err(error), about(app, &request, headers).await),
        (Err(error), _) => (Err(error), Elsewhere::default()),
    };
    let status = answer.as_ref().map_or_else(|failure| failure.http_status(), Response::status);
    metrics::counter!("vestibule_forward_auth_total", "status" => status.as_str().to_owned()).increment(1);
    // A proxy shows a refusal at the application's address.
    answer.map_err(|error| error.shown_elsewhere(elsewhere))
}

/// What a person should know who is refused: who they are here, where they wanted to go, and what would be enough.
async fn about(app: &SessionState, request: &ForwardedRequest, headers: &HeaderMap) -> Elsewhere {
    // Whatever went wrong before, the page says what it knows.
    let current = session::find(app, headers).await.ok().flatten();
    let account = current.as_ref().map(|current| {
        let name = current.user.name.as_ref().unwrap_or(&current.user.username);
        match &current.access().email {
            Some(email) => format!("{name} ({})", email.address.as_str()),
            None => name.clone(),
        }
    });
    let registry = app.registry.load();
    let groups = match find_rule(&registry.forward_auth, &request.target).map(|rule| rule.allow) {
        Ok(Allow::Listed { groups, .. }) if account.is_some() => groups.clone(),
        _ => Vec::new(),
    };
    Elsewhere {
        application: request.origin().map(str::to_owned),
        account,
        groups,
        other_account: request.other_account_url(&app.settings),
        request_access: request.request_access_url(&app.settings),
    }
}

/// nginx turns every answer but 2xx, 401 and 403 into a 500. With `?redirect=401` the login page comes in the `Location`
/// of a 401, and the proxy sends the browser there.
fn can_redirect(query: &str) -> Result<bool, ApiError> {
    let mut values = url::form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "redirect");
    match (values.next().map(|(_, value)| value).as_deref(), values.next()) {
        (None, _) => Ok(true),
        (Some("401"), None) => Ok(false),
        _ => Err(ApiError::new(ErrorCode::InvalidParameter)
            .status(403)
            .detail("`redirect` may be `401`, once, or be left out.")),
    }
}

async fn decide(
    app: &AppsState,
    (client, request): (&Client, &ForwardedRequest),
    headers: &HeaderMap,
    can_redirect: bool,
) -> Result<Response, ApiError> {
    let rules = app.registry.load().forward_auth.clone();
    let rule = find_rule(&rules, &request.target).map_err(|unclear| {
        let detail = format!("The request {}, and a rule depends on it.", unclear.0);
        ApiError::new(ErrorCode::InvalidRequest).status(403).detail(detail)
    })?;
    if let Some(presented) = PresentedToken::of(headers) {
        // One that is refused is not made up for by a cookie, and there is nobody to send to the login page.
        let current = by_token::admit(app, (client, &request.target), rule, &presented).await?;
        return allowed(app, request, &current).await;
    }
    let current = session::find(app, headers).await?;
    let lacking = current.as_ref().and_then(|session| {
        let (by, session_by) = (session.session.provider.as_ref(), &session.session.authentication);
        rule.check(session.access(), by, session_by).err()
    });
    match current {
        Some(session) if lacking.is_none() => allowed(app, request, &session).await,
        Some(_) => Err(ApiError::new(ErrorCode::Forbidden).detail(match lacking {
            Some(Lacking::Provider) => "Sign in with another provider: the one of this session is not allowed here.",
            Some(Lacking::Factor) => "Sign in with more than one factor: a password alone is not enough here.",
            _ => "No group or address of yours is allowed here.",
        })),
        None if *rule.allow == Allow::Anyone => Ok((StatusCode::OK, anonymous(app)).into_response()),
        None if !request.is_navigation(headers) => Err(ErrorCode::Unauthenticated.into()),
        None => send_to_login(app, request, can_redirect),
    }
}

async fn allowed(app: &AppsState, request: &ForwardedRequest, session: &CurrentSession) -> Result<Response, ApiError> {
    let mut headers = session.remote().headers()?;
    if app.settings.identity_token {
        headers.insert(IDENTITY, identity(app, request, session).await?);
    }
    Ok((StatusCode::OK, headers).into_response())
}

/// The signed token for the application that is asked for; empty when nobody says which that is.
async fn identity(
    app: &AppsState,
    request: &ForwardedRequest,
    session: &CurrentSession,
) -> Result<HeaderValue, ApiError> {
    match request.origin() {
        Some(origin) => app.identity_token(session, origin).await,
        None => Ok(HeaderValue::from_static("")),
    }
}

/// Every header is there, so that a proxy overwrites what a visitor has sent.
fn anonymous(app: &AppsState) -> HeaderMap {
    let mut headers = Remote::anonymous();
    if app.settings.identity_token {
        headers.insert(IDENTITY, HeaderValue::from_static(""));
    }
    headers
}

/// A person without a session. They are sent to sign in only if they can come back to the application.
fn send_to_login(app: &SessionState, request: &ForwardedRequest, can_redirect: bool) -> Result<Response, ApiError> {
    match request.login_url(&app.settings) {
        Some(login) if can_redirect => Ok(see_other(&login)),
        Some(login) => Err(ApiError::new(ErrorCode::Unauthenticated).location(&login)),
        None => Err(ApiError::new(ErrorCode::Forbidden).detail(
            "Nobody can be sent back to this application after signing in. Its origin is not one of \
             `allowed_return_origins`, and its host does not get the cookie of `session.cookie_domain`.",
        )),
    }
}
