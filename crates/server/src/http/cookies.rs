//! Names and attributes of our cookies, in one place.
//!
//! On https every cookie has the `__Host-` prefix and `Secure`; on plain-http loopback neither, because a browser would
//! refuse them. All are `HttpOnly`, `SameSite=Lax`, `Path=/` and have no `Domain`, but for the session cookie where the
//! operator has named one (`session.cookie_domain`).

use axum_extra::extract::cookie::{Cookie, SameSite};
use chrono::Duration;
use http::{HeaderMap, HeaderValue, header};
use vestibule_core::public_url::PublicUrl;

use super::settings::Settings;

const SESSION: &str = "vestibule_session";
const FLOW: &str = "vestibule_flow_";
const SIGNED_OUT: &str = "vestibule_signed_out";
const LAST_USED: &str = "vestibule_last";
const NOTICE: &str = "vestibule_notice";
const LINK: &str = "vestibule_link";
const SETUP: &str = "vestibule_setup";
const DEVICE: &str = "vestibule_device";

/// The session cookie's name. `__Host-` forbids a domain, so with one it is `__Secure-`.
pub(crate) fn session_name(settings: &Settings) -> String {
    match &settings.cookie_domain {
        Some(_) if settings.public_url.is_https() => format!("__Secure-{SESSION}"),
        _ => prefixed(&settings.public_url, SESSION),
    }
}

/// A `Set-Cookie` line with a session's token.
pub(crate) fn set_session(settings: &Settings, token: &str) -> HeaderValue {
    build_session(settings, token, settings.session_absolute)
}

/// A `Set-Cookie` line that removes the session.
pub(crate) fn remove_session(settings: &Settings) -> HeaderValue {
    build_session(settings, "", Duration::zero())
}

fn build_session(settings: &Settings, value: &str, lives: Duration) -> HeaderValue {
    let line = build(&settings.public_url, &session_name(settings), value, lives.num_seconds());
    match (&settings.cookie_domain, line.to_str()) {
        (Some(domain), Ok(text)) => HeaderValue::try_from(format!("{text}; Domain={domain}")).unwrap_or(line),
        _ => line,
    }
}

/// What the names of all flow cookies begin with.
pub(crate) fn flow_prefix(public_url: &PublicUrl) -> String {
    prefixed(public_url, FLOW)
}

/// The name of the cookie that remembers a sign-out until the browser is back.
pub(crate) fn signed_out_name(public_url: &PublicUrl) -> String {
    prefixed(public_url, SIGNED_OUT)
}

/// The name of the cookie that remembers which provider this browser used last.
pub(crate) fn last_used_name(public_url: &PublicUrl) -> String {
    prefixed(public_url, LAST_USED)
}

/// The name of the cookie with what the next page says.
pub(crate) fn notice_name(public_url: &PublicUrl) -> String {
    prefixed(public_url, NOTICE)
}

/// The name of the cookie with a pending link.
pub(crate) fn link_name(public_url: &PublicUrl) -> String {
    prefixed(public_url, LINK)
}

/// The name of the cookie of a browser that opened the setup link.
pub(crate) fn setup_name(public_url: &PublicUrl) -> String {
    prefixed(public_url, SETUP)
}

/// The name of the cookie of a browser in which somebody has signed in with a password.
pub(crate) fn device_name(public_url: &PublicUrl) -> String {
    prefixed(public_url, DEVICE)
}

fn prefixed(public_url: &PublicUrl, name: &str) -> String {
    if public_url.is_https() { format!("__Host-{name}") } else { name.to_owned() }
}

/// A `Set-Cookie` line that sets.
pub(crate) fn set(public_url: &PublicUrl, name: &str, value: &str, lives: Duration) -> HeaderValue {
    build(public_url, name, value, lives.num_seconds())
}

/// A `Set-Cookie` line that removes.
pub(crate) fn remove(public_url: &PublicUrl, name: &str) -> HeaderValue {
    build(public_url, name, "", 0)
}

fn build(public_url: &PublicUrl, name: &str, value: &str, max_age: i64) -> HeaderValue {
    let cookie = Cookie::build((name, value)).path("/").http_only(true).same_site(SameSite::Lax);
    let secure = if public_url.is_https() { "; Secure" } else { "" };
    let line = format!("{}; Max-Age={max_age}{secure}", cookie.build());
    // Names are ours and values base64url, so the line is always a header value.
    HeaderValue::try_from(line).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// All cookies of a request, as (name, value). A repeated name is listed each time.
pub(crate) fn all(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='))
}

/// The value of the cookie of that name; `None` when it is absent, or sent with two values: then one was
/// planted by another party, and neither is used.
pub(crate) fn find<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut found = all(headers).filter(|(candidate, _)| *candidate == name).map(|(_, value)| value);
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// CK-01.
    #[test]
    fn attributes() {
        let https = Settings::at("https://auth.example.com");
        assert_eq!(
            set_session(&https, "v"),
            "__Host-vestibule_session=v; HttpOnly; SameSite=Lax; Path=/; Max-Age=2592000; Secure"
        );
        let loopback = Settings::at("http://localhost:3000");
        assert_eq!(remove_session(&loopback), "vestibule_session=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0");
        let shared = Settings { cookie_domain: Some("example.com".to_owned()), ..https };
        assert_eq!(
            set_session(&shared, "v"),
            "__Secure-vestibule_session=v; HttpOnly; SameSite=Lax; Path=/; Max-Age=2592000; Secure; Domain=example.com"
        );
        assert!(remove_session(&shared).to_str().unwrap().ends_with("; Max-Age=0; Secure; Domain=example.com"));
        let longest = set_session(&shared, &"v".repeat(43));
        assert!(longest.len() < 200, "{}", longest.len());
    }

    #[test]
    fn two_values_for_one_cookie_are_ignored() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, "a=1; b=2; a=1".parse().unwrap());
        assert_eq!((find(&headers, "a"), find(&headers, "b"), find(&headers, "c")), (Some("1"), Some("2"), None));
        headers.append(header::COOKIE, "b=3".parse().unwrap());
        assert_eq!(find(&headers, "b"), None);
    }
}
