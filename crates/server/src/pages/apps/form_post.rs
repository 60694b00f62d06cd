//! The page that posts an answer to an app (OAuth 2.0 Form Post Response Mode). Without a script it is a button.

use askama::Template;
use axum::response::Response;
use http::HeaderMap;

use super::super::{Forms, Frame, render};
use crate::{AppState, http::assets};

#[derive(Template)]
#[template(path = "form_post.html")]
struct FormPostPage<'a> {
    frame: Frame<'a>,
    script: &'static str,
    action: &'a str,
    fields: &'a [(String, String)],
}

pub(super) fn page(app: &AppState, headers: &HeaderMap, action: &str, fields: &[(String, String)]) -> Response {
    let (frame, script) = (Frame::new(app, headers), assets::url("repost.js"));
    render(app, &FormPostPage { frame, script, action, fields }, Forms::ToApp(action))
}
