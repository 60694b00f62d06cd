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
const SECOND_FACTOR: &str = "vestibule_second_factor";
const PASSKEY: &str = "vestibule_passkey_";
const ENROLMENT: &str = "vestibule_enrolment";
const APP_REQUEST: &str = "vestibule_app_";
const APP_RETURN: &str = "vestibule_return";
const DEVICE: &str = "vestibule_device";
const FORM: &str = "vestibule_form";
const TYPED_ADDRESS: &str = "vestibule_address";
const LANGUAGE: &str = "vestibule_language";

/// How many values of one name are tried. A browser that has more was given them by somebody who wants us to be busy.
const MOST_VALUES: usize = 8;
/// For how many domains a session cookie is removed: hosts with more labels are nobody's.
const MOST_DOMAINS: usize = 8;

/// The session cookie's name. `__Host-` forbids a domain, so with one it is `__Secure-`.
pub(crate) fn session_name(settings: &Settings) -> String {
    match &settings.cookie_domain {
        Some(_) if settings.public_url.is_https() => format!("__Secure-{SESSION}"),
        _ => prefixed(&settings.public_url, SESSION),
    }
}

/// A `Set-Cookie` line with a session's token.
pub(crate) fn set_session(settings: &Settings, token: &str) -> HeaderValue {
    let (name, lives) = (session_name(settings), settings.session_absolute.num_seconds());
    with_domain(build(&settings.public_url, &name, token, lives), settings.cookie_domain.as_deref())
}

/// The `Set-Cookie` lines that remove the session, by every name and for every domain that it may have been set with:
/// `session.cookie_domain` may have been another one at the time, or none.
pub(crate) fn remove_session(settings: &Settings) -> Vec<HeaderValue> {
    let public_url = &settings.public_url;
    let host_only = session_name(&Settings { cookie_domain: None, ..settings.clone() });
    let shared = if public_url.is_https() { format!("__Secure-{SESSION}") } else { host_only.clone() };
    let domains = domains_of(public_url.host()).into_iter().map(Some);
    let mut lines = vec![remove(public_url, &host_only)];
    if shared != host_only {
        lines.push(remove(public_url, &shared));
    }
    lines.extend(domains.map(|domain| with_domain(remove(public_url, &shared), domain)));
    lines
}

fn with_domain(line: HeaderValue, domain: Option<&str>) -> HeaderValue {
    match (domain, line.to_str()) {
        (Some(domain), Ok(text)) => HeaderValue::try_from(format!("{text}; Domain={domain}")).unwrap_or(line),
        _ => line,
    }
}

/// The host and the domains that it lies in, as far as a cookie may be for one of them: at least two labels.
fn domains_of(host: &str) -> Vec<&str> {
    if host.starts_with('[') || host.parse::<std::net::IpAddr>().is_ok() {
        return Vec::new();
    }
    let parents = std::iter::successors(Some(host), |domain| domain.split_once('.').map(|(_, parent)| parent));
    parents.filter(|domain| domain.contains('.')).take(MOST_DOMAINS).collect()
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

/// What the names of cookies with a waiting request of an app begin with.
pub(crate) fn app_request_prefix(public_url: &PublicUrl) -> String {
    prefixed(public_url, APP_REQUEST)
}

/// The name of the cookie with the address of the app that asked for a sign-out, while the browser is at the upstream.
pub(crate) fn app_return_name(public_url: &PublicUrl) -> String {
    prefixed(public_url, APP_RETURN)
}

/// The name of the cookie of a browser in which somebody has signed in with a password.
pub(crate) fn device_name(public_url: &PublicUrl) -> String {
    prefixed(public_url, DEVICE)
}

/// The name of the cookie with a right password that waits for a second factor.
pub(crate) fn second_factor_name(public_url: &PublicUrl) -> String {
    prefixed(public_url, SECOND_FACTOR)
}

/// What the names of cookies with a challenge for a passkey begin with.
pub(crate) fn passkey_prefix(public_url: &PublicUrl) -> String {
    prefixed(public_url, PASSKEY)
}

/// The name of the cookie with a secret of one-time codes that is not confirmed yet.
pub(crate) fn enrolment_name(public_url: &PublicUrl) -> String {
    prefixed(public_url, ENROLMENT)
}

/// The name of the cookie of a browser that was given a filled-in form back.
pub(crate) fn form_name(public_url: &PublicUrl) -> String {
    prefixed(public_url, FORM)
}

/// The name of the cookie with the address of a refused password.
pub(crate) fn typed_address_name(public_url: &PublicUrl) -> String {
    prefixed(public_url, TYPED_ADDRESS)
}

/// The name of the cookie with the language that somebody has chosen.
pub(crate) fn language_name(public_url: &PublicUrl) -> String {
    prefixed(public_url, LANGUAGE)
}

/// The language that somebody has chosen. It only says which of our texts are shown, so it counts by either name.
pub(crate) fn language(headers: &HeaderMap) -> Option<&str> {
    let is_ours = |name: &str| name.strip_prefix("__Host-").unwrap_or(name) == LANGUAGE;
    all(headers).find(|(name, _)| is_ours(name)).map(|(_, value)| value)
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

/// All cookies of a request, as (name, value). A repeated name is listed each time. They are read as bytes and one by
/// one: what is not UTF-8 is another program's, and says nothing about its neighbours.
pub(crate) fn all(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    pairs(headers).filter_map(|pair| std::str::from_utf8(pair).ok()?.split_once('='))
}

fn pairs(headers: &HeaderMap) -> impl Iterator<Item = &[u8]> {
    let lines = headers.get_all(header::COOKIE).iter().map(HeaderValue::as_bytes);
    lines.flat_map(|line| line.split(|byte| *byte == b';')).map(<[u8]>::trim_ascii)
}

/// The different values of the cookies of that name, in the order in which they were sent.
pub(crate) fn values<'a>(headers: &'a HeaderMap, name: &str) -> Vec<&'a str> {
    let mut found = Vec::new();
    for (_, value) in all(headers).filter(|(candidate, _)| *candidate == name) {
        if found.len() < MOST_VALUES && !found.contains(&value) {
            found.push(value);
        }
    }
    found
}

/// The value of the cookie of that name; `None` when it is absent, or sent with two values: then one was
/// planted by another party, and neither is used. Where a value proves itself, try each of [`values`] instead.
pub(crate) fn find<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    match *values(headers, name) {
        [only] => Some(only),
        _ => None,
    }
}

/// Leaves `value` as the only cookie of that name in a request, or none; all others stay as they are.
pub(crate) fn keep_only(headers: &mut HeaderMap, name: &str, value: Option<&str>) {
    let is_named = |pair: &[u8]| pair.strip_prefix(name.as_bytes()).is_some_and(|rest| rest.starts_with(b"="));
    let own = value.map(|value| format!("{name}={value}").into_bytes());
    let kept: Vec<_> = pairs(headers).filter(|pair| !is_named(pair)).map(<[u8]>::to_vec).chain(own).collect();
    headers.remove(header::COOKIE);
    if let Ok(line) = HeaderValue::from_bytes(&kept.join(&b"; "[..])) {
        headers.insert(header::COOKIE, line);
    }
}

#[cfg(test)]
mod tests;
