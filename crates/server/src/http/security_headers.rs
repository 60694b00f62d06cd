//! Security headers of every answer, and the Content-Security-Policy of pages.

use http::{HeaderMap, HeaderValue, header};

use super::settings::Settings;

/// Content-Security-Policy lines, made once.
pub(crate) struct PageHeaders {
    /// For pages whose forms stay here.
    pub(crate) page: HeaderValue,
    /// For pages whose forms lead to an upstream: browsers apply `form-action` to the redirect after the post too.
    pub(crate) leaving_page: HeaderValue,
    /// For a page that a proxy shows at the address of an application.
    pub(crate) page_elsewhere: HeaderValue,
    /// On https, a browser does not try http again for a year (RFC 6797).
    transport_security: Option<HeaderValue>,
}

/// Two years are what browsers ask for to list a host; hosts below ours belong to others.
const TRANSPORT_SECURITY: HeaderValue = HeaderValue::from_static("max-age=63072000");
/// No page of ours uses any of these, nor may anything in it.
pub(crate) const PERMISSIONS: HeaderValue = HeaderValue::from_static(
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), \
     payment=(), usb=()",
);

/// For everything that is not a page: nothing may load, nothing may frame it.
const NO_PAGE: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; base-uri 'none'");

impl PageHeaders {
    pub(crate) fn new(settings: &Settings) -> Self {
        // On loopback the demonstration provider, its pictures and applications use plain http as we do.
        let plain = if settings.public_url.is_loopback() { " http:" } else { "" };
        let line = |own: &str, form_action: &str| {
            let line = format!(
                "default-src 'none'; style-src {own}; script-src {own}; connect-src {own}; img-src {own} https:{plain}; \
                 form-action {form_action}; frame-ancestors 'none'; base-uri 'none'"
            );
            HeaderValue::try_from(line).unwrap_or(NO_PAGE)
        };
        let own = ["'self'"].into_iter().chain(settings.allowed_return_origins.iter().map(String::as_str));
        Self {
            page: line("'self'", &own.collect::<Vec<_>>().join(" ")),
            leaving_page: line("'self'", &format!("'self' https:{plain}")),
            page_elsewhere: line(settings.public_url.as_str(), "'none'"),
            transport_security: settings.public_url.is_https().then_some(TRANSPORT_SECURITY),
        }
    }

    /// Adds what a browser keeps about the host of an answer. Not for answers that a proxy may show at another host.
    pub(crate) fn add_for_our_host(&self, headers: &mut HeaderMap) {
        if let Some(value) = &self.transport_security {
            headers.insert(header::STRICT_TRANSPORT_SECURITY, value.clone());
        }
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
