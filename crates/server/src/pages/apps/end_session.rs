//! `GET` and `POST /api/oidc/end-session`, and the question that comes before it: an app asks to sign its person out.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{RawQuery, State, rejection::BytesRejection},
    response::Response,
};
use bytes::Bytes;
use chrono::Duration;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::json;
use vestibule_apps::Parameters;
use vestibule_core::{
    code::ErrorCode,
    media_type::{FORM, media_type},
    routes::{Route, pattern},
};

use super::super::{Forms, Frame, form::Posted, render, texts::Apps};
use crate::{
    AppState,
    apps::{EndSessionAnswer, SignOut, end_session},
    http::{
        answer::see_other,
        api_error::ApiError,
        client::Client,
        cookies,
        openapi::Endpoint,
        sealed_cookie::{open, seal},
    },
    session,
};

/// What the question hands on; each is checked again when it is answered.
const KEPT: [&str; 3] = ["client_id", "post_logout_redirect_uri", "state"];

/// How long the upstream may take to send the browser back.
const REMEMBERED: Duration = Duration::minutes(5);
/// Browsers drop a cookie of more than 4096 bytes without a word.
const LARGEST: usize = 3_968;

#[derive(Template)]
#[template(path = "sign_out.html")]
struct SignOutPage<'a> {
    frame: Frame<'a>,
    t: Apps,
    token: String,
    app: Option<&'a str>,
    kept: Vec<(String, String)>,
}

pub(super) fn endpoints() -> [Endpoint<AppState>; 2] {
    const SUMMARY: &str = "Sign out (OpenID Connect RP-Initiated Logout 1.0)";
    [
        Endpoint::get(pattern::AppEndSession, by_query, |operation| {
            let text = || json!({ "type": "string" });
            operation
                .named("endSession", SUMMARY)
                .tag("apps")
                .query("id_token_hint", "An ID token of the session.", text())
                .query("client_id", "The app.", text())
                .query("post_logout_redirect_uri", "A registered address.", text())
                .query("state", "Comes back with it.", text())
                .content::<String>(StatusCode::OK, "The person is asked.", "text/html")
                .empty(StatusCode::SEE_OTHER, "To the app.")
                .problem(ErrorCode::UnknownApp)
                .problem(ErrorCode::RedirectUriMismatch)
                .problem(ErrorCode::AppRequestInvalid)
                .problem(ErrorCode::NotANavigation)
                .problem(ErrorCode::StorageUnavailable)
        }),
        Endpoint::post(pattern::AppEndSession, by_form, |operation| {
            operation
                .named("endSessionByForm", SUMMARY)
                .tag("apps")
                .form::<BTreeMap<String, String>>()
                .empty(StatusCode::SEE_OTHER, "To the same with the parameters in the query.")
                .problem(ErrorCode::UnsupportedMediaType)
                .problem(ErrorCode::PayloadTooLarge)
        }),
    ]
}

async fn by_query(
    State(app): State<AppState>,
    client: Client,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let parameters = Parameters::parse(query.unwrap_or_default().as_bytes());
    match end_session(app.apps(), (&client, &headers), &parameters).await? {
        EndSessionAnswer::End(sign_out) => end(&app, (&client, &headers), &sign_out).await,
        EndSessionAnswer::NobodySignedIn(sign_out) => Ok(see_other(sign_out.back.as_deref().unwrap_or(pattern::Home))),
        EndSessionAnswer::Ask(sign_out) => Ok(ask(&app, &headers, &sign_out, &parameters)),
    }
}

/// A form of another site comes without our cookies: they come with the GET that follows.
async fn by_form(headers: HeaderMap, body: Result<Bytes, BytesRejection>) -> Result<Response, ApiError> {
    if media_type(&headers) != FORM {
        return Err(ErrorCode::UnsupportedMediaType.into());
    }
    let body = body.map_err(|error| ApiError::body_read_error(&error, ErrorCode::InvalidRequest))?;
    let parameters = Parameters::parse(&body);
    let read = ["id_token_hint"].into_iter().chain(KEPT).collect::<Vec<_>>();
    Ok(see_other(Route::AppEndSession.with_query(parameters.only(&read).iter().map(|(name, value)| (name, value)))))
}

fn ask(app: &AppState, headers: &HeaderMap, sign_out: &SignOut, parameters: &Parameters) -> Response {
    let frame = Frame::new(app, headers);
    let template = SignOutPage {
        t: frame.language.apps(),
        frame,
        token: session::form_token(app, headers).unwrap_or_default(),
        app: sign_out.app.as_deref(),
        kept: parameters.only(&KEPT).iter().cloned().collect(),
    };
    match &sign_out.back {
        Some(back) if sign_out.follows => render(app, &template, Forms::LeaveToApp(back)),
        Some(back) => render(app, &template, Forms::ToApp(back)),
        // The upstream ends its own session then.
        None => render(app, &template, Forms::Leave),
    }
}

/// `POST /sign-out`: the person wants to.
pub(super) async fn confirm(State(app): State<AppState>, posted: Posted) -> Result<Response, ApiError> {
    let kept = KEPT.iter().filter_map(|name| Some((*name, posted.find(name)?)));
    let parameters = kept.fold(Parameters::default(), |parameters, (name, value)| parameters.with(name, value));
    let (EndSessionAnswer::End(sign_out)
    | EndSessionAnswer::Ask(sign_out)
    | EndSessionAnswer::NobodySignedIn(sign_out)) =
        end_session(app.apps(), (&posted.client, &posted.headers), &parameters).await?;
    end(&app, (&posted.client, &posted.headers), &sign_out).await
}

/// Ends the session here. Where the app names an address, the browser goes back to it, by way of the upstream where its
/// definition says so; otherwise to the upstream.
async fn end(app: &AppState, (client, headers): (&Client, &HeaderMap), to: &SignOut) -> Result<Response, ApiError> {
    let signed_out = session::sign_out(app, client, headers).await?;
    let mut cookies = signed_out.cookies;
    let location = match (&to.back, signed_out.upstream) {
        (Some(back), Some(upstream)) if to.follows => match remember(app, back) {
            Some(line) => {
                cookies.push(line);
                upstream.into()
            }
            None => back.clone(),
        },
        (Some(back), _) => back.clone(),
        (None, Some(upstream)) => upstream.into(),
        (None, None) => pattern::Home.to_owned(),
    };
    let mut response = see_other(location);
    response.headers_mut().extend(cookies.into_iter().map(|line| (header::SET_COOKIE, line)));
    Ok(response)
}

/// The cookie with the address of the app, until the browser comes back from the upstream; `None`: it is too long for one.
fn remember(app: &AppState, back: &str) -> Option<HeaderValue> {
    let public_url = &app.settings.public_url;
    let name = cookies::app_return_name(public_url);
    let sealed = seal(app, &name, &back).ok().filter(|sealed| sealed.len() <= LARGEST)?;
    Some(cookies::set(public_url, &name, &sealed, REMEMBERED))
}

/// Where a browser goes on to that comes back from the upstream: to the app that asked for the sign-out.
pub(crate) fn go_on(app: &AppState, headers: &HeaderMap) -> Option<Response> {
    let public_url = &app.settings.public_url;
    let name = cookies::app_return_name(public_url);
    let back: String = open(app, &name, cookies::find(headers, &name)?)?;
    let mut response = see_other(back);
    response.headers_mut().append(header::SET_COOKIE, cookies::remove(public_url, &name));
    Some(response)
}
