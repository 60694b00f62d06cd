//! Security headers of every answer, and the Content-Security-Policy of pages.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use http::{HeaderMap, HeaderValue, header};
use url::Url;
use vestibule_core::secret::sha256;

use super::settings::Settings;

/// Content-Security-Policy lines, made once.
pub(crate) struct PageHeaders {
    /// For pages whose forms stay here.
    pub(crate) page: HeaderValue,
    /// For pages whose forms lead to an upstream: browsers apply `form-action` to the redirect after the post too.
    pub(crate) leaving_page: HeaderValue,
    /// For a page that a proxy shows at the address of an application.
    pub(crate) page_elsewhere: HeaderValue,
    /// For a page that shows one of ours in itself.
    pub(crate) framing_page: HeaderValue,
    /// What a policy calls any upstream.
    upstreams: String,
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

/// The style of a page that a proxy shows at the address of an application.
pub(crate) const ELSEWHERE_CSS: &str = include_str!("../../templates/elsewhere.css");

/// For everything that is not a page: nothing may load, nothing may frame it.
const NO_PAGE: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; base-uri 'none'");

impl PageHeaders {
    pub(crate) fn new(settings: &Settings) -> Self {
        // On loopback the demonstration provider and applications use plain http as we do.
        let plain = if settings.public_url.is_loopback() { " http:" } else { "" };
        let line = |own: &str, form_action: &str| policy(own, form_action);
        let own = [vec!["'self'".to_owned()], settings.return_sources()].concat();
        Self {
            page: line("'self'", &own.join(" ")),
            leaving_page: line("'self'", &format!("'self' https:{plain}")),
            upstreams: format!(" https:{plain}"),
            page_elsewhere: elsewhere(settings.public_url.as_str()),
            framing_page: policy_with("'self'", "'self'", "frame-src 'self'; frame-ancestors 'none'"),
            transport_security: settings.public_url.is_https().then_some(TRANSPORT_SECURITY),
        }
    }

    /// For a page whose form, or what comes after it, leads to this address of an app, and to an upstream before if it leaves.
    pub(crate) fn page_to_app(&self, url: &str, leaves: bool) -> HeaderValue {
        let origin = Url::parse(url).map_or_else(
            |_| String::new(),
            |url| match url.origin().is_tuple() {
                true => url.origin().ascii_serialization(),
                // An address of a native application: its scheme is all that a policy can name.
                false => format!("{}:", url.scheme()),
            },
        );
        let upstream = if leaves { &self.upstreams } else { "" };
        policy("'self'", &format!("'self' {origin}{upstream}"))
    }

    /// Adds what a browser keeps about the host of an answer. Not for answers that a proxy may show at another host.
    pub(crate) fn add_for_our_host(&self, headers: &mut HeaderMap) {
        if let Some(value) = &self.transport_security {
            headers.insert(header::STRICT_TRANSPORT_SECURITY, value.clone());
        }
    }
}

/// For a page that one of ours shows in itself, with this style in it. Nothing in it runs, and nothing is sent from it.
pub(crate) fn framed_page(style: &str) -> HeaderValue {
    let style = BASE64_STANDARD.encode(sha256(style));
    let line = format!(
        "default-src 'none'; style-src 'self' 'sha256-{style}'; img-src 'self'; form-action 'none'; frame-ancestors 'self'; \
         base-uri 'none'; sandbox"
    );
    HeaderValue::try_from(line).unwrap_or(NO_PAGE)
}

fn policy(own: &str, form_action: &str) -> HeaderValue {
    policy_with(own, form_action, "frame-ancestors 'none'")
}

fn policy_with(own: &str, form_action: &str, frames: &str) -> HeaderValue {
    let line = format!(
        "default-src 'none'; style-src {own}; script-src {own}; connect-src {own}; manifest-src {own}; img-src {own}; \
         form-action {form_action}; {frames}; base-uri 'none'"
    );
    HeaderValue::try_from(line).unwrap_or(NO_PAGE)
}

/// For a page at the address of an application: its style is in it, and its pictures are ours.
fn elsewhere(public_url: &str) -> HeaderValue {
    let style = BASE64_STANDARD.encode(sha256(ELSEWHERE_CSS));
    let line = format!(
        "default-src 'none'; style-src 'sha256-{style}'; img-src {public_url}; form-action 'none'; \
         frame-ancestors 'none'; base-uri 'none'"
    );
    HeaderValue::try_from(line).unwrap_or(NO_PAGE)
}

/// Adds what every answer has.
pub(crate) fn add(headers: &mut HeaderMap) {
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // Pages say `same-origin` themselves: with `no-referrer` a form's `Origin` would be `null`.
    headers.entry(header::REFERRER_POLICY).or_insert(HeaderValue::from_static("no-referrer"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(NO_PAGE);
}
