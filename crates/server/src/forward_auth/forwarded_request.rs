//! The request that a trusted proxy wants to be authorized.
//!
//! Each kind of proxy has an endpoint of its own, and each endpoint reads what that kind always sets itself: what a
//! visitor sends under the names of another kind is never looked at.

use std::net::IpAddr;

use http::{HeaderMap, HeaderName, Method, Uri, header};
use percent_encoding::{CONTROLS, percent_encode};
use url::Url;
use vestibule_core::{
    code::ErrorCode,
    forward_auth::{Target, TargetPath, parse_host},
    routes::{Route, pattern},
};

use crate::{
    http::settings::Settings,
    http::{answer::wants_html, api_error::ApiError, return_to::ReturnTo},
};

/// The request behind a check. The default is one of which nothing is known.
#[derive(Debug, Default)]
pub(super) struct ForwardedRequest {
    pub(super) target: Target,
    /// Scheme, host and port, as browsers write an origin; `None` without a host.
    origin: Option<String>,
    /// Path and query.
    uri: String,
}

impl ForwardedRequest {
    /// Reads `X-Forwarded-Proto`, `-Host`, `-Uri` and `-Method` (Caddy, Traefik, nginx as documented). Each appears at
    /// most once: of two, one is not the proxy's.
    pub(super) fn of_forwarded(headers: &HeaderMap) -> Result<Self, ApiError> {
        let host = once(headers, "x-forwarded-host")?;
        let uri = once_escaped(headers, "x-forwarded-uri")?;
        let method = method(once(headers, "x-forwarded-method")?, "x-forwarded-method")?;
        Self::new(scheme(headers)?, (host, "x-forwarded-host"), uri, method)
    }

    /// Reads `X-Original-URL` and `X-Original-Method` (ingress-nginx, Nginx Proxy Manager).
    pub(super) fn of_original_url(headers: &HeaderMap) -> Result<Self, ApiError> {
        const NAME: &str = "x-original-url";
        let method = method(once(headers, "x-original-method")?, "x-original-method")?;
        let Some(written) = once_escaped(headers, NAME)? else { return Ok(Self::default()) };
        let (scheme, rest) = written.split_once("://").ok_or_else(|| unreadable(NAME))?;
        let scheme = known_scheme(scheme).ok_or_else(|| unreadable(NAME))?;
        let (host, uri) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let uri = if uri.starts_with('/') { uri.to_owned() } else { format!("/{uri}") };
        Self::new(scheme, (Some(host), NAME), Some(uri), method)
    }

    /// Reads the request itself: Envoy sends it on with its method and host, and its path behind ours.
    pub(super) fn of_ext_authz(method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<Self, ApiError> {
        let prefix = pattern::ExtAuthz.trim_end_matches("/{*path}");
        let asked = uri.path_and_query().map_or(uri.path(), |asked| asked.as_str());
        let asked = asked.strip_prefix(prefix).unwrap_or(asked).to_owned();
        let host = once(headers, header::HOST.as_str())?;
        Self::new(scheme(headers)?, (host, "host"), Some(asked), Some(method.clone()))
    }

    /// The same, from the client at that address.
    pub(super) fn from(self, client: IpAddr) -> Self {
        Self { target: Target { client: Some(client), ..self.target }, ..self }
    }

    fn new(
        scheme: &str,
        (host, host_header): (Option<&str>, &'static str),
        uri: Option<String>,
        method: Option<Method>,
    ) -> Result<Self, ApiError> {
        let path = |uri: &str| TargetPath::parse(uri.split('?').next().unwrap_or_default());
        let path = uri.as_deref().map_or(TargetPath::Unknown, path);
        let Some(written) = host else {
            return Ok(Self { target: Target { path, method, ..Target::default() }, ..Self::default() });
        };
        let host = parse_host(written).ok_or_else(|| unreadable(host_header))?;
        let origin = Url::parse(&format!("{scheme}://{written}")).map_err(|_| unreadable(host_header))?;
        Ok(Self {
            target: Target { host: Some(host), path, method, client: None },
            origin: Some(origin.origin().ascii_serialization()),
            uri: uri.unwrap_or_else(|| "/".to_owned()),
        })
    }

    /// True for a browser navigation: only then is there a person to send to the login page.
    pub(super) fn is_navigation(&self, headers: &HeaderMap) -> bool {
        let mode = headers.get("sec-fetch-mode").map(|mode| mode.as_bytes());
        let is_get = self.target.method.as_ref().is_none_or(|method| matches!(*method, Method::GET | Method::HEAD));
        let unknown = self.origin.is_none();
        (is_get || unknown) && wants_html(headers) && mode.is_none_or(|mode| mode == b"navigate")
    }

    /// The application, as browsers write an origin.
    pub(super) fn origin(&self) -> Option<&str> {
        self.origin.as_deref()
    }

    /// The login page for somebody who is signed in and wants to be somebody else.
    pub(super) fn other_account_url(&self, settings: &Settings) -> Option<String> {
        let login = self.login_url(settings)?;
        let separator = if login.contains('?') { '&' } else { '?' };
        Some(format!("{login}{separator}error={}", ErrorCode::Forbidden))
    }

    /// Where somebody who was refused asks for access; `None` for an application where nobody may be sent.
    pub(super) fn request_access_url(&self, settings: &Settings) -> Option<String> {
        let origin = self.origin.as_ref().filter(|origin| settings.is_return_origin(origin))?;
        Some(settings.public_url.at(Route::RequestAccess.with_query([("application", origin)])))
    }

    /// The login page with `return_to` set to the requested page, or at least to its application; without it if the
    /// proxy does not name the page. `None` when redirects to the application are not allowed.
    pub(super) fn login_url(&self, settings: &Settings) -> Option<String> {
        let Some(origin) = &self.origin else { return Some(settings.public_url.at(Route::Login)) };
        let (exact, whole) = if origin == settings.public_url.as_str() {
            (self.uri.clone(), "/".to_owned())
        } else {
            (format!("{origin}{}", self.uri), format!("{origin}/"))
        };
        let place = ReturnTo::accept(&exact, settings).or_else(|| ReturnTo::accept(&whole, settings))?;
        Some(settings.public_url.at(Route::Login.with_query(place.query())))
    }
}

/// The scheme that the browser used; https if the proxy names none.
fn scheme(headers: &HeaderMap) -> Result<&'static str, ApiError> {
    const NAME: &str = "x-forwarded-proto";
    once(headers, NAME)?.map_or(Ok("https"), |written| known_scheme(written).ok_or_else(|| unreadable(NAME)))
}

/// Proxies also name the schemes of WebSockets.
fn known_scheme(written: &str) -> Option<&'static str> {
    match written.to_ascii_lowercase().as_str() {
        "https" | "wss" => Some("https"),
        "http" | "ws" => Some("http"),
        _ => None,
    }
}

fn method(written: Option<&str>, name: &'static str) -> Result<Option<Method>, ApiError> {
    written.map(|written| written.parse().map_err(|_| unreadable(name))).transpose()
}

/// nginx and others pass on a path as the client wrote it, and not every client escapes what is not ASCII.
fn once_escaped(headers: &HeaderMap, name: &'static str) -> Result<Option<String>, ApiError> {
    Ok(once_bytes(headers, name)?.map(|value| percent_encode(value, CONTROLS).to_string()))
}

fn once<'h>(headers: &'h HeaderMap, name: &'static str) -> Result<Option<&'h str>, ApiError> {
    once_bytes(headers, name)?.map(|value| std::str::from_utf8(value).map_err(|_| unreadable(name))).transpose()
}

fn once_bytes<'h>(headers: &'h HeaderMap, name: &'static str) -> Result<Option<&'h [u8]>, ApiError> {
    let mut values = headers.get_all(HeaderName::from_static(name)).iter();
    match (values.next(), values.next()) {
        (first, None) => Ok(first.map(|value| value.as_bytes())),
        _ => Err(unreadable(name)),
    }
}

/// 403 and not 400, which nginx and others turn into an error of their own.
fn unreadable(name: &str) -> ApiError {
    let detail = format!("The header `{name}` is not a single value that can be read in one way.");
    ApiError::new(ErrorCode::InvalidRequest).status(403).detail(detail)
}
