//! Small answers that several handlers give.

use std::{borrow::Cow, fmt::Display};

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use schemars::JsonSchema;
use serde::Serialize;
use url::Url;
use vestibule_core::routes::Route;

use super::{accept::weighted, return_to::ReturnTo, settings::Settings};

/// Other sites learn where a person comes from, and nothing more.
pub(crate) const ORIGIN_ALONE: HeaderValue = HeaderValue::from_static("strict-origin-when-cross-origin");

/// Where a browser that sent the request from a script goes next.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct RedirectTo {
    pub(crate) redirect_to: String,
}

/// 303 See Other: the browser goes on with a GET, whatever it came with.
pub(crate) fn see_other(location: impl Display) -> Response {
    match HeaderValue::try_from(location.to_string()) {
        Ok(value) => (StatusCode::SEE_OTHER, [(header::LOCATION, value)]).into_response(),
        // Every location is an ASCII-serialised URL; should one not be, the front page is a safe place.
        Err(_) => (StatusCode::SEE_OTHER, [(header::LOCATION, HeaderValue::from_static("/"))]).into_response(),
    }
}

/// To the login page, which leads back to this page of ours.
pub(crate) fn to_login(settings: &Settings, back: impl Display) -> Response {
    see_other(Route::Login.with_query(ReturnTo::own(&back.to_string(), settings).query()))
}

/// Sends a browser on: a page by 303, a script by [`RedirectTo`].
pub(crate) fn go_on(headers: &HeaderMap, location: &str) -> Response {
    if wants_html(headers) {
        return see_other(location);
    }
    axum::Json(RedirectTo { redirect_to: location.to_owned() }).into_response()
}

/// 303 to an upstream, which learns our origin: its page for cancelling leads back to where the person came from.
pub(crate) fn to_upstream(url: &Url) -> Response {
    let mut response = see_other(url);
    response.headers_mut().insert(header::REFERRER_POLICY, ORIGIN_ALONE);
    response
}

/// True for a browser's navigation: it accepts HTML, and prefers it to JSON.
pub(crate) fn wants_html(headers: &HeaderMap) -> bool {
    let accept = text(headers, &header::ACCEPT);
    // A wildcard is not a wish for HTML.
    let quality = |wanted: &str| {
        let named = weighted(&accept).find(|(media_type, _)| *media_type == wanted);
        named.map(|(_, quality)| quality).filter(|quality| *quality > 0.0)
    };
    match (quality("text/html"), quality("application/json")) {
        (Some(html), Some(json)) => html >= json,
        (Some(_), None) => true,
        _ => false,
    }
}

/// A header as text, empty when it is absent. A byte that is not UTF-8 spoils itself and not the rest.
pub(crate) fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Cow<'h, str> {
    headers.get(name).map_or(Cow::Borrowed(""), |value| String::from_utf8_lossy(value.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_gets_a_page() {
        for (accept, html) in [
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true),
            ("application/json", false),
            ("application/json, text/html;q=0.5", false),
            ("text/html;q=0", false),
            ("*/*", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, accept.parse().unwrap());
            assert_eq!(wants_html(&headers), html, "{accept}");
        }
    }
}
