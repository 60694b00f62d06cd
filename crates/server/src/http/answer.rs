//! Small answers that several handlers give.

use std::fmt::Display;

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use schemars::JsonSchema;
use serde::Serialize;

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

/// True for a browser's navigation: it accepts HTML, and prefers it to JSON.
pub(crate) fn wants_html(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match (quality(accept, "text/html"), quality(accept, "application/json")) {
        (Some(html), Some(json)) => html >= json,
        (Some(_), None) => true,
        _ => false,
    }
}

/// True when a browser is opening a page, and says so: a person will see what comes.
pub(crate) fn is_navigation(headers: &HeaderMap) -> bool {
    let is = |name: &str, wanted: &str| headers.get(name).is_some_and(|value| value == wanted);
    is("sec-fetch-mode", "navigate") && is("sec-fetch-dest", "document")
}

/// The quality of a media type that is named outright (RFC 9110 §12.5.1); a wildcard is not a wish for HTML.
fn quality(accept: &str, media_type: &str) -> Option<u16> {
    let wanted = accept.split(',').find(|item| item.split(';').next().is_some_and(|name| name.trim() == media_type))?;
    let weight = wanted.split(';').skip(1).find_map(|parameter| parameter.trim().strip_prefix("q="));
    let weight = weight.and_then(|weight| weight.parse::<f32>().ok()).unwrap_or(1.0).clamp(0.0, 1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=1000")]
    let thousandths = (weight * 1_000.0) as u16;
    (thousandths > 0).then_some(thousandths)
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
