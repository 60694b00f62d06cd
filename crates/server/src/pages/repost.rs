//! The one page that posts itself: a cross-site form_post arrived without cookies and is sent again from here, so that
//! `SameSite` lets them come along. Without a script it is a button.

use askama::Template;
use axum::response::Response;

use super::{Forms, assets, render};
use crate::App;

#[derive(Template)]
#[template(path = "repost.html")]
struct RepostPage<'a> {
    css: &'static str,
    script: &'static str,
    action: &'a str,
    fields: &'a [(String, String)],
}

pub(crate) fn page(app: &App, action: &str, fields: &[(String, String)]) -> Response {
    let (css, script) = (assets::url("app.css"), assets::url("repost.js"));
    render(app, &RepostPage { css, script, action, fields }, Forms::StayHere)
}
