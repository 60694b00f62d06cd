//! The one page that posts itself: a cross-site form_post arrived without cookies and is sent again from here, so that
//! `SameSite` lets them come along. Without a script it is a button.

use askama::Template;
use axum::response::Response;
use http::HeaderMap;

use super::{Forms, Frame, render};
use crate::AppState;
use crate::http::assets;

#[derive(Template)]
#[template(path = "repost.html")]
struct RepostPage<'a> {
    frame: Frame<'a>,
    repost: &'static str,
    action: &'a str,
    fields: &'a [(String, String)],
}

pub(crate) fn page(app: &AppState, headers: &HeaderMap, action: &str, fields: &[(String, String)]) -> Response {
    let (frame, repost) = (Frame::new(app, headers), assets::url("repost.js"));
    render(app, &RepostPage { frame, repost, action, fields }, Forms::StayHere)
}
