//! Whether a person opens a page. Browsers also load addresses ahead of time, and pages of others name ours as pictures
//! and scripts: what has an effect must not have it then.
//!
//! Browsers say so in Fetch Metadata (`Sec-Fetch-Mode`, `Sec-Fetch-Dest`, `Sec-Purpose`); a client that says nothing is
//! taken at its word.

use http::HeaderMap;
use vestibule_core::code::ErrorCode;

use super::api_error::ApiError;

/// Refuses a request that is no navigation, or that nobody waits for. A browser does not keep the refusal: when the
/// person really goes there, it asks again.
pub(crate) fn page_load(headers: &HeaderMap) -> Result<(), ApiError> {
    let one_of = |name: &str, allowed: &[&str]| {
        headers.get(name).is_none_or(|value| allowed.iter().any(|allowed| value.as_bytes() == allowed.as_bytes()))
    };
    let navigates = one_of("sec-fetch-mode", &["navigate", "nested-navigate"])
        && one_of("sec-fetch-dest", &["document", "iframe", "frame", "nested-document"]);
    if navigates && !is_ahead_of_time(headers) {
        return Ok(());
    }
    Err(ApiError::new(ErrorCode::NotANavigation)
        .detail("The browser loaded this address ahead of time, or as a part of another page. Nothing was changed."))
}

/// True when a browser is opening a page, and says so: a person will see what comes.
pub(crate) fn is_navigation(headers: &HeaderMap) -> bool {
    let is = |name: &str, wanted: &str| headers.get(name).is_some_and(|value| value == wanted);
    is("sec-fetch-mode", "navigate") && is("sec-fetch-dest", "document") && !is_ahead_of_time(headers)
}

/// Prefetch and prerender. The names without `Sec-` are those of older browsers.
fn is_ahead_of_time(headers: &HeaderMap) -> bool {
    let purpose = ["purpose", "x-purpose", "x-moz"].iter().filter_map(|name| headers.get(*name));
    let is_early = |value: &http::HeaderValue| {
        let text = String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase();
        ["prefetch", "prerender", "preview"].iter().any(|early| text.contains(early))
    };
    headers.contains_key("sec-purpose") || purpose.into_iter().any(is_early)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// BR-24: what browsers send.
    #[test]
    fn who_waits_for_a_page() {
        for (name, sent, loads, says_so) in [
            ("a click", &[("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")][..], true, true),
            ("a frame", &[("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")], true, false),
            ("a program", &[], true, false),
            ("an older browser", &[("sec-fetch-mode", "navigate")], true, false),
            ("a picture", &[("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "image")], false, false),
            ("a picture, by its destination alone", &[("sec-fetch-dest", "image")], false, false),
            ("a script", &[("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "script")], false, false),
            ("a style sheet", &[("sec-fetch-dest", "style")], false, false),
            ("an object", &[("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "object")], false, false),
            ("fetch()", &[("sec-fetch-mode", "cors"), ("sec-fetch-dest", "empty")], false, false),
            ("a destination of tomorrow", &[("sec-fetch-dest", "hologram")], false, false),
            ("a prefetch by a rule", &[("sec-fetch-mode", "navigate"), ("sec-purpose", "prefetch")], false, false),
            (
                "a prerender",
                &[
                    ("sec-fetch-mode", "navigate"),
                    ("sec-fetch-dest", "document"),
                    ("sec-purpose", "prefetch;prerender"),
                ],
                false,
                false,
            ),
            ("a prefetch by a link", &[("sec-purpose", "prefetch"), ("sec-fetch-dest", "empty")], false, false),
            ("Safari's preview", &[("purpose", "preview")], false, false),
            ("an older Firefox", &[("x-moz", "prefetch")], false, false),
            ("an unrelated purpose", &[("purpose", "sign-in")], true, false),
        ] {
            let headers: HeaderMap = sent.iter().map(|(n, v)| (n.parse().unwrap(), v.parse().unwrap())).collect();
            let wanted = if loads { None } else { Some(ErrorCode::NotANavigation) };
            assert_eq!(page_load(&headers).err().map(|error| error.code), wanted, "{name}");
            assert_eq!(is_navigation(&headers), says_so, "{name}");
        }
    }
}
