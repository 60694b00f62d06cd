//! `GET /login`: one button per provider, and what went wrong the last time.

mod problem;
mod query;
mod view;

use axum::{
    extract::{RawQuery, State},
    response::Response,
};
use chrono::Duration;
use http::{HeaderMap, StatusCode, header};
use serde_json::json;
use vestibule_core::{code::ErrorCode, routes::pattern};

use self::{query::Query, view::View};
use crate::{
    AppState,
    apps::PendingRequest,
    http::{answer::see_other, api_error::ApiError, cookies, openapi::Endpoint, return_to::ReturnTo},
    session::{self, CurrentSession},
    sign_in::{RETURN_TO, pending_link::PendingLink},
};

/// What the cookie of a sign-out says once the page has said it.
const SAID: &str = "said";
/// How long automatic sign-in stays off after sign-out.
const STAYS_OUT: Duration = Duration::minutes(5);

pub(crate) fn endpoint() -> Endpoint<AppState> {
    Endpoint::get(pattern::Login, login, |operation| {
        operation
            .named("loginPage", "Login page")
            .tag("sign-in")
            .query("return_to", RETURN_TO, json!({ "type": "string" }))
            .content::<String>(StatusCode::OK, "The page.", "text/html")
            .empty(StatusCode::SEE_OTHER, "To the only provider, if there is just one way to sign in.")
    })
}

async fn login(
    State(app): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let query = Query::parse(query.as_deref());
    let return_to = ReturnTo::parse(query.return_to.as_deref(), &app.settings);
    let current = session::find(&app, &headers).await?;
    let sign_in_for = PendingRequest::of_return_to(app.apps(), &headers, &return_to);
    let sign_in_for = sign_in_for.and_then(|pending| pending.sign_in_for(app.apps()));
    let is_enough = |current: &CurrentSession| {
        sign_in_for.as_ref().is_none_or(|sign_in| sign_in.is_done_by(&current.session, app.clock.now()))
    };
    if query.error.is_none() && current.as_ref().is_some_and(is_enough) {
        return Ok(see_other(return_to.location(&app.settings)));
    }
    app.lifecycle.started().await;
    let registry = app.registry.load();
    let waits = query.error == Some(ErrorCode::AccountExists) && PendingLink::find(&app, &headers).is_some();
    // Whoever signs in now is asked whether to link what waits, and goes on from there.
    let return_to = if waits { PendingLink::link_page(&app) } else { return_to };
    let sign_in_for = sign_in_for.as_ref();
    let view = View { app: &app, headers: &headers, registry: &registry, return_to: &return_to, sign_in_for };
    if query.error.is_none()
        && query.search.is_none()
        && let Some(url) = view.only_way().await
    {
        return Ok(see_other(&url));
    }
    let for_administrator = current.as_ref().is_some_and(|current| current.access().is_admin());
    let mut problem = view.problem(&query, for_administrator).await;
    if let (true, Some(problem)) = (waits, &mut problem) {
        problem.waits = problem.provider.clone().map(|name| (name, current.is_some()));
    }
    Ok(view.page(problem, query.search.as_deref(), false).await)
}

/// The login page as the front page of a request; after a sign-out it says so, once.
pub(super) async fn front(app: &AppState, headers: &HeaderMap) -> Response {
    app.lifecycle.started().await;
    let public_url = &app.settings.public_url;
    let name = cookies::signed_out_name(public_url);
    let signed_out = cookies::find(headers, &name).is_some_and(|value| value != SAID);
    let view =
        View { app, headers, registry: &app.registry.load(), return_to: &ReturnTo::default(), sign_in_for: None };
    let mut response = view.page(None, None, signed_out).await;
    if signed_out {
        let line = cookies::set(public_url, &name, SAID, STAYS_OUT);
        response.headers_mut().append(header::SET_COOKIE, line);
    }
    response
}
