//! `/language`: the language of the pages, for somebody whose browser asks for another one.

use askama::Template;
use axum::{extract::State, response::Response};
use chrono::Duration;
use http::{HeaderMap, header};
use vestibule_core::code::ErrorCode;

use super::{Forms, Frame, render, texts::Language};
use crate::{
    AppState,
    http::{
        answer::{see_other, text},
        api_error::ApiError,
        cookies,
        own_request::OwnRequest,
        return_to::ReturnTo,
    },
};

/// How long a browser keeps the choice: as long as browsers keep any cookie.
const KEPT: Duration = Duration::days(400);

#[derive(Template)]
#[template(path = "language.html")]
struct LanguagePage<'a> {
    frame: Frame<'a>,
    languages: Vec<Language>,
    is_chosen: bool,
    return_to: ReturnTo,
}

impl LanguagePage<'_> {
    fn is_shown(&self, language: &Language) -> bool {
        self.frame.language.tag() == language.tag()
    }
}

/// `GET /language`: every language, and who has checked it. Leads back to the page that one came from.
pub(crate) async fn list(State(app): State<AppState>, headers: HeaderMap) -> Response {
    let template = LanguagePage {
        frame: Frame::new(&app, &headers),
        languages: Language::all().collect(),
        is_chosen: Language::chosen(&headers).is_some(),
        return_to: came_from(&app, &headers),
    };
    render(&app, &template, Forms::StayHere)
}

/// Our page that the link was on.
fn came_from(app: &AppState, headers: &HeaderMap) -> ReturnTo {
    let referrer = text(headers, &header::REFERER);
    let path = referrer.strip_prefix(app.settings.public_url.as_str()).filter(|path| path.starts_with('/'));
    ReturnTo::parse(path, &app.settings)
}

/// `POST /language`: keeps the choice in the browser; an empty one is what the browser asks for.
pub(crate) async fn choose(State(app): State<AppState>, request: OwnRequest) -> Result<Response, ApiError> {
    let (public_url, tag) = (&app.settings.public_url, request.field("language").unwrap_or_default());
    let name = cookies::language_name(public_url);
    let cookie = match Language::find(&tag) {
        Some(language) => cookies::set(public_url, &name, language.tag(), KEPT),
        None if tag.is_empty() => cookies::remove(public_url, &name),
        None => return Err(ErrorCode::InvalidRequest.into()),
    };
    let return_to = ReturnTo::parse(request.field("return_to").as_deref(), &app.settings);
    let mut response = see_other(return_to.location(&app.settings));
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}
