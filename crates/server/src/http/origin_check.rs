//! Cross-site request forgery: a request that changes something must come from our own pages.
//!
//! Browsers say where a request comes from in `Sec-Fetch-Site`, older ones in `Origin` alone. A request with neither is
//! not from a page of a current browser, so it cannot use another person's cookies; the session cookie's
//! `SameSite=Lax` is the second defence. The same rule, and why it is enough: Go's `net/http.CrossOriginProtection`.

use http::HeaderMap;
use vestibule_core::{code::ErrorCode, public_url::PublicUrl};

use super::api_error::ApiError;

/// Refuses a request that another site's page made.
pub(crate) fn same_origin(headers: &HeaderMap, public_url: &PublicUrl) -> Result<(), ApiError> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let ours = match (text("sec-fetch-site"), text("origin")) {
        (Some("same-origin"), None | Some("null")) => true,
        (Some("same-origin") | None, Some(origin)) => origin == public_url.as_str(),
        (None, None) => true,
        (Some(_), _) => false,
    };
    if ours {
        Ok(())
    } else {
        Err(ApiError::new(ErrorCode::Csrf).detail("Open the page again and repeat the action there."))
    }
}

/// The same for a request that counts only when a browser says that one of our pages made it: silence is no proof.
pub(crate) fn from_our_page(headers: &HeaderMap, public_url: &PublicUrl) -> Result<(), ApiError> {
    if !headers.contains_key("sec-fetch-site") && !headers.contains_key("origin") {
        return Err(ApiError::new(ErrorCode::Csrf).detail(format!(
            "A session counts here only with `Origin: {public_url}` or `Sec-Fetch-Site: same-origin`, which browsers send \
             by themselves. A program sends an API token as `Authorization: Bearer`."
        )));
    }
    same_origin(headers, public_url)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// CF-03.
    #[test]
    fn who_may_ask() {
        let public_url = PublicUrl::parse("https://auth.example.com").unwrap();
        for (fetch_site, origin, allowed) in [
            (Some("same-origin"), Some("https://auth.example.com"), true),
            (None, Some("https://auth.example.com"), true),
            (Some("same-origin"), None, true),
            (None, None, true),
            (Some("same-origin"), Some("https://evil.example"), false),
            (Some("same-site"), Some("https://app.example.com"), false),
            (Some("cross-site"), None, false),
            (Some("none"), None, false),
            (None, Some("null"), false),
            (None, Some("https://auth.example.com.evil.example"), false),
            (None, Some("http://auth.example.com"), false),
            (Some("nonsense"), None, false),
        ] {
            let mut headers = HeaderMap::new();
            for (name, value) in [("sec-fetch-site", fetch_site), ("origin", origin)] {
                if let Some(value) = value {
                    headers.insert(name, value.parse().unwrap());
                }
            }
            assert_eq!(same_origin(&headers, &public_url).is_ok(), allowed, "{fetch_site:?} {origin:?}");
            let named = allowed && (fetch_site, origin) != (None, None);
            assert_eq!(from_our_page(&headers, &public_url).is_ok(), named, "{fetch_site:?} {origin:?}");
        }
    }
}
