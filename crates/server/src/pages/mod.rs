//! The pages: server-rendered, without a script where that is possible, readable on a phone and in the dark.

pub(crate) mod access;
pub(crate) mod account;
pub(crate) mod admin;
pub(crate) mod apps;
mod confirm;
mod conflict;
mod device;
mod elsewhere;
pub(crate) mod error;
pub(crate) mod form;
mod form_again;
mod frame;
pub(crate) mod home;
mod kept_secrets;
pub(crate) mod language;
pub(crate) mod login;
mod moment;
pub(crate) mod notice;
mod other_host;
pub(crate) mod pictures;
mod qr_code;
pub(crate) mod repost;
pub(crate) mod routes;
pub(crate) mod second_factor;
pub(crate) mod server;
pub(crate) mod setup;
pub(crate) mod setup_strength;
pub(crate) mod texts;

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use vestibule_core::code::ErrorCode;

pub(crate) use frame::Frame;
pub(crate) use moment::Moment;
/// For the templates.
use vestibule_core::routes::Route;

use crate::{
    AppState,
    http::{api_error::ApiError, mount, security_headers},
};

/// Where the forms of a page may lead.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Forms<'a> {
    /// Here, or to an origin that the operator has listed.
    StayHere,
    /// To an upstream.
    Leave,
    /// Here, and on to this address of an app.
    ToApp(&'a str),
    /// To an upstream, and on to this address of an app.
    LeaveToApp(&'a str),
    /// Here, and the page shows another one of ours in itself.
    StayHereWithFrame,
    /// Nowhere: a proxy shows the page at the address of an application.
    Elsewhere,
}

/// What is wrong with the field of that name, for the templates.
fn problem_of(wrong: &Option<(&'static str, &'static str)>, name: &str) -> Option<&'static str> {
    wrong.filter(|(field, _)| *field == name).map(|(_, words)| words)
}

/// Renders a template with the headers of a page.
fn render(app: &AppState, template: &impl Template, forms: Forms<'_>) -> Response {
    let Ok(body) = template.render() else {
        return ApiError::new(ErrorCode::Internal).problem();
    };
    let body = mount::in_page(body, &app.settings.public_url);
    let policy = match forms {
        Forms::StayHere => app.headers.page.clone(),
        Forms::StayHereWithFrame => app.headers.framing_page.clone(),
        Forms::Leave => app.headers.leaving_page.clone(),
        Forms::ToApp(url) => app.headers.page_to_app(url, false),
        Forms::LeaveToApp(url) => app.headers.page_to_app(url, true),
        Forms::Elsewhere => app.headers.page_elsewhere.clone(),
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, policy),
        // Nothing leaves to other sites, and our own forms keep a usable `Origin`.
        (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
        (header::VARY, HeaderValue::from_static("accept-language, cookie")),
    ];
    let mut response = (headers, body).into_response();
    response.headers_mut().insert("permissions-policy", security_headers::PERMISSIONS);
    if forms != Forms::Elsewhere {
        response.headers_mut().insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    }
    response
}
