//! Security headers of every answer, and the Content-Security-Policy of pages.

use http::{HeaderMap, HeaderValue, header};

use super::settings::Settings;

/// Content-Security-Policy lines, made once.
pub(crate) struct PageHeaders {
    /// For pages whose forms stay here.
    pub(crate) page: HeaderValue,
    /// For pages whose forms lead to an upstream: browsers apply `form-action` to the redirect after the post too.
    pub(crate) leaving_page: HeaderValue,
}

/// For everything that is not a page: nothing may load, nothing may frame it.
const NO_PAGE: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; base-uri 'none'");

impl PageHeaders {
    pub(crate) fn new(settings: &Settings) -> Self {
        // On loopback the demonstration provider, its pictures and applications use plain http as we do.
        let plain = if settings.public_url.is_loopback() { " http:" } else { "" };
        let line = |form_action: &str| {
            let line = format!(
                "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' https:{plain}; \
                 form-action {form_action}; frame-ancestors 'none'; base-uri 'none'"
            );
            HeaderValue::try_from(line).unwrap_or(NO_PAGE)
        };
        let own = ["'self'"].into_iter().chain(settings.allowed_return_origins.iter().map(String::as_str));
        Self { page: line(&own.collect::<Vec<_>>().join(" ")), leaving_page: line(&format!("'self' https:{plain}")) }
    }
}

/// Adds what every answer has.
pub(crate) fn add(headers: &mut HeaderMap) {
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // Pages say `same-origin` themselves: with `no-referrer` a form's `Origin` would be `null`.
    headers.entry(header::REFERRER_POLICY).or_insert(HeaderValue::from_static("no-referrer"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(NO_PAGE);
}
