//! `/consent`: the person is asked what an app may know about them.

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    response::Response,
};
use http::HeaderMap;
use vestibule_apps::Parameters;
use vestibule_core::{code::ErrorCode, routes::Route};

use super::{
    super::{Forms, Frame, form::Posted, render, texts::Apps},
    authorize,
    scope_words::scope_words,
};
use crate::{
    AppState,
    apps::{AuthorizeCall, PENDING, PendingRequest, consent},
    http::{answer::see_other, api_error::ApiError, assets},
    session,
};

#[derive(Template)]
#[template(path = "consent.html")]
struct ConsentPage<'a> {
    frame: Frame<'a>,
    t: Apps,
    token: String,
    pending: &'a str,
    app: &'a str,
    icon: String,
    /// The account that is signed in.
    account: String,
    /// What the app will know, in words.
    scopes: Vec<&'static str>,
}

/// `GET /consent`
pub(super) async fn ask(
    State(app): State<AppState>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let parameters = Parameters::parse(query.unwrap_or_default().as_bytes());
    let id = parameters.hint(PENDING).unwrap_or_default();
    let pending = PendingRequest::open(app.apps(), &headers, id).ok_or(ErrorCode::AppRequestExpired)?;
    let request = pending.bind(app.apps())?;
    let Some(current) = session::find(&app, &headers).await? else {
        return Ok(see_other(Route::AppAuthorize.with_query([(PENDING, id)])));
    };
    let frame = Frame::new(&app, &headers);
    let t = frame.language.apps();
    let email = current.access().email.as_ref().map(|email| email.address.as_str());
    let template = ConsentPage {
        scopes: scope_words(t, &request.scopes),
        t,
        frame,
        token: session::form_token(&app, &headers).unwrap_or_default(),
        pending: id,
        app: &request.target.app.name,
        icon: assets::picture_or_icon(request.target.app.picture.as_deref(), request.target.app.icon.as_deref()),
        account: email.map_or_else(|| current.user.username.clone(), str::to_owned),
    };
    Ok(render(&app, &template, Forms::ToApp(&request.target.redirect_uri)))
}

/// `POST /consent`
pub(super) async fn answer(State(app): State<AppState>, posted: Posted) -> Result<Response, ApiError> {
    let allows = match posted.find("answer") {
        Some("allow") => true,
        Some("deny") => false,
        _ => return Err(ErrorCode::InvalidRequest.into()),
    };
    let parameters = Parameters::default().with(PENDING, posted.find(PENDING).unwrap_or_default());
    let call = AuthorizeCall { client: posted.client, headers: posted.headers, parameters, posted: true };
    let answer = consent(app.apps(), &call, allows).await?;
    Ok(authorize::render(&app, &call.headers, answer))
}
