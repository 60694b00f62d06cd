//! What a trusted proxy says about the request that it asks about.

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

/// The request that a proxy asks about. The default is one of which nothing is known.
#[derive(Debug, Default)]
pub(super) struct Asked {
    pub(super) target: Target,
    /// Scheme, host and port, as browsers write an origin; `None` when nobody named the host.
    origin: Option<String>,
    /// Path and query.
    uri: String,
    /// Whether the method is one that a link has.
    is_get: bool,
}

impl Asked {
    /// Reads `X-Forwarded-Proto`, `-Host`, `-Uri` and `-Method`. Each stands there at most once: of two, one is not the
    /// proxy's.
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

    /// True when a person waits for a page: only then is there somebody to send to the login page.
    pub(super) fn is_navigation(&self, headers: &HeaderMap) -> bool {
        let mode = headers.get("sec-fetch-mode").map(|mode| mode.as_bytes());
        let unknown = self.origin.is_none();
        (self.is_get || unknown) && wants_html(headers) && mode.is_none_or(|mode| mode == b"navigate")
    }

    /// The login page that leads back to what was asked for, or at least to its application; without a way back where
    /// nobody said what was asked for. `None` when the application is not one that people may be sent to.
    pub(super) fn login_url(&self, settings: &Settings) -> Option<String> {
        let login = settings.public_url.at(Route::Login);
        let Some(origin) = &self.origin else { return Some(login) };
        let (exact, whole) = if origin == settings.public_url.as_str() {
            (self.uri.clone(), "/".to_owned())
        } else {
            (format!("{origin}{}", self.uri), format!("{origin}/"))
        };
        let place = ReturnTo::accept(&exact, settings).or_else(|| ReturnTo::accept(&whole, settings))?;
        let parameter = place.as_parameter();
        Some(if parameter.is_empty() { login } else { format!("{login}?{}", &parameter[1..]) })
    }
}

/// The scheme that the browser used; https when nobody says, because nothing else is on the open net. A proxy names the
/// schemes of WebSockets, too.
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
