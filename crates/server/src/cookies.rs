//! Names and attributes of our cookies, in one place.
//!
//! On https every cookie has the `__Host-` prefix and `Secure`; on plain-http loopback neither, because a browser would
//! refuse them. All are `HttpOnly`, `SameSite=Lax`, `Path=/` and have no `Domain`.

use axum_extra::extract::cookie::{Cookie, SameSite};
use chrono::Duration;
use http::{HeaderMap, HeaderValue, header};
use vestibule_core::public_url::PublicUrl;

const SESSION: &str = "vestibule_session";
const FLOW: &str = "vestibule_flow_";
const SIGNED_OUT: &str = "vestibule_signed_out";
const LAST_USED: &str = "vestibule_last";
const NOTICE: &str = "vestibule_notice";
const LINK: &str = "vestibule_link";

/// The session cookie's name.
pub(crate) fn session_name(public_url: &PublicUrl) -> String {
    prefixed(public_url, SESSION)
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

/// The name of the cookie with an identity that waits to be linked.
pub(crate) fn link_name(public_url: &PublicUrl) -> String {
    prefixed(public_url, LINK)
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

/// All cookies of a request, as (name, value). A name that stands twice is listed twice.
pub(crate) fn all(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='))
}

/// The value of the cookie of that name; `None` when it is absent, or stands twice with two values: then somebody
/// else has planted one, and neither counts.
pub(crate) fn find<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut found = all(headers).filter(|(candidate, _)| *candidate == name).map(|(_, value)| value);
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public(text: &str) -> PublicUrl {
        PublicUrl::parse(text).unwrap()
    }

    /// CK-01.
    #[test]
    fn attributes() {
        let https = public("https://auth.example.com");
        assert_eq!(
            set(&https, &session_name(&https), "v", Duration::days(30)),
            "__Host-vestibule_session=v; HttpOnly; SameSite=Lax; Path=/; Max-Age=2592000; Secure"
        );
        let loopback = public("http://localhost:3000");
        assert_eq!(
            remove(&loopback, &session_name(&loopback)),
            "vestibule_session=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0"
        );
        let longest = set(&https, &session_name(&https), &"v".repeat(43), Duration::days(3_650));
        assert!(longest.len() < 200, "{}", longest.len());
    }

    #[test]
    fn a_planted_second_cookie_makes_both_void() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, "a=1; b=2; a=1".parse().unwrap());
        assert_eq!((find(&headers, "a"), find(&headers, "b"), find(&headers, "c")), (Some("1"), Some("2"), None));
        headers.append(header::COOKIE, "b=3".parse().unwrap());
        assert_eq!(find(&headers, "b"), None);
    }
}
