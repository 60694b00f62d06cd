//! The request that a trusted proxy wants to be authorized.

use http::{HeaderMap, Method};
use url::Url;
use vestibule_core::{
    code::ErrorCode,
    forward_auth::{Target, TargetPath, parse_host},
    routes::Route,
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
    /// Whether the method is one that a link has.
    is_get: bool,
}

impl ForwardedRequest {
    /// Reads `X-Forwarded-Proto`, `-Host`, `-Uri` and `-Method`. Each appears at most once: of two, one is not
    /// the proxy's.
    pub(super) fn read(headers: &HeaderMap) -> Result<Self, ApiError> {
        let method = once(headers, "x-forwarded-method")?;
        let is_get = method.is_none_or(|method| method == Method::GET.as_str() || method == Method::HEAD.as_str());
        let (scheme, uri) = (scheme(headers)?, once(headers, "x-forwarded-uri")?);
        let path = uri.map_or(TargetPath::Unknown, |uri| TargetPath::parse(uri.split('?').next().unwrap_or_default()));
        let Some(written) = once(headers, "x-forwarded-host")? else {
            return Ok(Self { target: Target { host: None, path }, is_get, ..Self::default() });
        };
        let host = parse_host(written).ok_or_else(|| unreadable("x-forwarded-host"))?;
        let origin = Url::parse(&format!("{scheme}://{written}")).map_err(|_| unreadable("x-forwarded-host"))?;
        Ok(Self {
            target: Target { host: Some(host), path },
            origin: Some(origin.origin().ascii_serialization()),
            uri: uri.unwrap_or("/").to_owned(),
            is_get,
        })
    }

    /// True for a browser navigation: only then is there a person to send to the login page.
    pub(super) fn is_navigation(&self, headers: &HeaderMap) -> bool {
        let mode = headers.get("sec-fetch-mode").map(|mode| mode.as_bytes());
        let unknown = self.origin.is_none();
        (self.is_get || unknown) && wants_html(headers) && mode.is_none_or(|mode| mode == b"navigate")
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

/// The scheme that the browser used; https if the proxy names none. Proxies also name the schemes of
/// WebSockets.
fn scheme(headers: &HeaderMap) -> Result<&'static str, ApiError> {
    match once(headers, "x-forwarded-proto")?.map(str::to_ascii_lowercase).as_deref() {
        None | Some("https" | "wss") => Ok("https"),
        Some("http" | "ws") => Ok("http"),
        Some(_) => Err(unreadable("x-forwarded-proto")),
    }
}

fn once<'h>(headers: &'h HeaderMap, name: &'static str) -> Result<Option<&'h str>, ApiError> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else { return Ok(None) };
    match (value.to_str(), values.next()) {
        (Ok(text), None) => Ok(Some(text)),
        _ => Err(unreadable(name)),
    }
}

fn unreadable(name: &str) -> ApiError {
    let detail = format!("The header `{name}` is not a single value that can be read in one way.");
    ApiError::new(ErrorCode::InvalidRequest).detail(detail)
}
