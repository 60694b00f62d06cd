//! `GET /login/second-factor`: asks for the code that goes with a right password.

use askama::Template;
use axum::{
    extract::{RawQuery, State},
    response::Response,
};
use http::HeaderMap;
use vestibule_core::{code::ErrorCode, ids::Ref, routes::Route};

use super::{Forms, Frame, render, texts};
use crate::{AppState, http::answer::see_other, sign_in::second_factor::pending::PendingSecondFactor};

#[derive(Template)]
#[template(path = "second_factor.html")]
struct SecondFactorPage<'a> {
    frame: Frame<'a>,
    t: texts::SecondFactor,
    /// Whether the last code was refused, and the reference of that.
    refused: Option<Option<Ref>>,
}

pub(crate) async fn show(State(app): State<AppState>, headers: HeaderMap, RawQuery(query): RawQuery) -> Response {
    if PendingSecondFactor::find(&app, &headers).is_none() {
        return see_other(Route::Login.with_query([("error", ErrorCode::StateExpired.as_str())]));
    }
    let query = query.unwrap_or_default();
    let find = |name: &str| url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, v)| v);
    let refused = (find("error").as_deref() == Some(ErrorCode::SecondFactorInvalid.as_str()))
        .then(|| find("ref").and_then(|text| Ref::parse(&text)));
    let frame = Frame::new(&app, &headers);
    render(&app, &SecondFactorPage { t: frame.language.second_factor(), frame, refused }, Forms::StayHere)
}
