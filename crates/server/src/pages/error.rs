//! The error page: what happened, what to do, code and reference as text, and "try again" with the same way back.

use askama::Template;
use axum::response::Response;

use super::{Forms, assets, render, texts};
use crate::{App, failure::Failure};

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    css: &'static str,
    title: &'static str,
    detail: Option<&'a str>,
    what_to_do: &'static str,
    code: &'static str,
    reference: &'a str,
    try_again: Option<&'a str>,
}

pub(crate) fn page(app: &App, failure: &Failure) -> Response {
    let template = ErrorPage {
        css: assets::url("app.css"),
        title: failure.code.title(),
        detail: failure.detail.as_deref(),
        what_to_do: texts::what_to_do(failure.code),
        code: failure.code.as_str(),
        reference: failure.reference.as_ref().map_or("", |reference| reference.as_str()),
        try_again: failure.try_again.as_deref(),
    };
    let mut response = render(app, &template, Forms::StayHere);
    *response.status_mut() = failure.http_status();
    response
}
