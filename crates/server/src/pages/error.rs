//! The error page: what happened, what to do, code and reference as text, and "try again" with the same way back.

use askama::Template;
use axum::response::Response;

use super::{
    Forms, Frame, elsewhere, render,
    texts::{self, Language},
};
use crate::{AppState, http::api_error::ApiError};

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    frame: Frame<'a>,
    /// Where the link to our own pages leads.
    home: &'static str,
    title: &'static str,
    detail: Option<&'a str>,
    what_to_do: &'static str,
    code: &'static str,
    reference: &'a str,
    try_again: Option<&'a str>,
    cause: Option<&'a str>,
}

/// `cause` is for administrators: what the log says.
pub(crate) fn page(app: &AppState, failure: &ApiError, language: Language, cause: Option<&str>) -> Response {
    if let Some(about) = &failure.elsewhere {
        return elsewhere::page(app, failure, about, language);
    }
    let frame = Frame::in_language(app, language);
    let template = ErrorPage {
        home: frame.common().home(),
        frame,
        title: texts::title(failure.code, language),
        // Details exist in English only; other languages show the general advice.
        detail: failure.detail.as_deref().filter(|_| language.is_english()),
        what_to_do: texts::what_to_do(failure.code, language),
        code: failure.code.as_str(),
        reference: failure.reference.as_ref().map_or("", |reference| reference.as_str()),
        try_again: failure.try_again.as_deref(),
        cause,
    };
    let mut response = render(app, &template, Forms::StayHere);
    *response.status_mut() = failure.http_status();
    response
}
