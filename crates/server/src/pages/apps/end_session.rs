//! `GET` and `POST /api/oidc/end-session`, and the question that comes before it: an app asks to sign its person out.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    response::Response,
};
use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
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
    http::{answer::see_other, api_error::ApiError, client::Client, openapi::Endpoint},
    session,
};

/// What the question hands on; each is checked again when it is answered.
const KEPT: [&str; 3] = ["client_id", "post_logout_redirect_uri", "state"];

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
    match end_session(app.apps(), &headers, &parameters).await? {
        EndSessionAnswer::End(sign_out) => end(&app, (&client, &headers), &sign_out).await,
        EndSessionAnswer::NobodySignedIn(sign_out) => Ok(see_other(sign_out.back.as_deref().unwrap_or(pattern::Home))),
        EndSessionAnswer::Ask(sign_out) => Ok(ask(&app, &headers, &sign_out, &parameters)),
    }
}

/// A form of another site comes without our cookies: they come with the GET that follows.
async fn by_form(headers: HeaderMap, body: Bytes) -> Result<Response, ApiError> {
    if media_type(&headers) != FORM {
        return Err(ErrorCode::UnsupportedMediaType.into());
    }
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
        Some(back) => render(app, &template, Forms::ToApp(back)),
        None => render(app, &template, Forms::StayHere),
    }
}

/// `POST /sign-out`: the person wants to.
pub(super) async fn confirm(State(app): State<AppState>, posted: Posted) -> Result<Response, ApiError> {
    let kept = KEPT.iter().filter_map(|name| Some((*name, posted.find(name)?)));
    let parameters = kept.fold(Parameters::default(), |parameters, (name, value)| parameters.with(name, value));
    let (EndSessionAnswer::End(sign_out)
    | EndSessionAnswer::Ask(sign_out)
    | EndSessionAnswer::NobodySignedIn(sign_out)) = end_session(app.apps(), &posted.headers, &parameters).await?;
    end(&app, (&posted.client, &posted.headers), &sign_out).await
}

/// Ends the session here. Where the app names an address, the browser goes back to it, and to the upstream otherwise.
async fn end(app: &AppState, (client, headers): (&Client, &HeaderMap), to: &SignOut) -> Result<Response, ApiError> {
    let signed_out = session::sign_out(app, client, headers).await?;
    let location =
        to.back.clone().or(signed_out.upstream.map(String::from)).unwrap_or_else(|| pattern::Home.to_owned());
    let mut response = see_other(location);
    response.headers_mut().extend(signed_out.cookies.into_iter().map(|line| (header::SET_COOKIE, line)));
    Ok(response)
}
