//! The page for a request that a proxy asked about and that was refused. The proxy shows it at the address of the
//! application, so it has its style in itself and leads to us by whole URLs.

use askama::Template;
use axum::response::Response;
use vestibule_core::{code::ErrorCode, routes::pattern};

use super::{
    Forms, Frame, render,
    texts::{self, Language},
};
use crate::{
    AppState,
    http::{
        api_error::{ApiError, Elsewhere},
        security_headers::ELSEWHERE_CSS,
    },
};

#[derive(Template)]
#[template(path = "elsewhere.html")]
struct ElsewherePage<'a> {
    frame: Frame<'a>,
    t: texts::Elsewhere,
    style: &'static str,
    title: String,
    detail: Option<&'a str>,
    what_to_do: &'static str,
    request_access: Option<&'a str>,
    about: &'a Elsewhere,
    /// Our front page.
    home: String,
    code: &'static str,
    reference: &'a str,
}

pub(super) fn page(app: &AppState, failure: &ApiError, about: &Elsewhere, language: Language) -> Response {
    let t = language.elsewhere();
    let is_refused = failure.code == ErrorCode::Forbidden && about.account.is_some();
    let application =
        about.application.as_deref().map(|origin| origin.split_once("://").map_or(origin, |(_, host)| host));
    let template = ElsewherePage {
        title: match application {
            Some(application) if is_refused => t.no_access(application),
            _ => texts::title(failure.code, language).to_owned(),
        },
        detail: failure.detail.as_deref().filter(|_| language.is_english()),
        what_to_do: match (is_refused, &about.request_access) {
            (true, Some(_)) => t.ask_here(),
            (true, None) => t.ask(),
            (false, _) => texts::what_to_do(failure.code, language),
        },
        request_access: about.request_access.as_deref().filter(|_| is_refused),
        home: app.settings.public_url.at_origin(pattern::Home),
        frame: Frame::in_language(app, language).elsewhere(app),
        t,
        style: ELSEWHERE_CSS,
        about,
        code: failure.code.as_str(),
        reference: failure.reference.as_ref().map_or("", |reference| reference.as_str()),
    };
    let mut response = render(app, &template, Forms::Elsewhere);
    *response.status_mut() = failure.http_status();
    response
}
