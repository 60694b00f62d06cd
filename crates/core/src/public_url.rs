//! The one canonical origin of the installation. Every URL that we send anywhere is built here.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::{ids::ProviderId, routes::Route};

/// The configured origin: scheme, host and port, nothing else. Never taken from a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicUrl {
    origin: String,
    url: Url,
}

/// Why a text cannot be the public URL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPublicUrl {
    /// Not a URL.
    #[error("this is not a URL; write it like https://auth.example.com")]
    NotAUrl,
    /// Neither https nor loopback.
    #[error("it must start with https://, unless its host is localhost, 127.0.0.1 or [::1]")]
    NotHttps,
    /// More than an origin.
    #[error("it must be an origin alone: no path, query, fragment, user name or password")]
    NotAnOrigin,
}

impl PublicUrl {
    /// Reads a public URL; a trailing slash is dropped.
    pub fn parse(text: &str) -> Result<Self, InvalidPublicUrl> {
        let url = Url::parse(text).map_err(|_| InvalidPublicUrl::NotAUrl)?;
        if url.cannot_be_a_base() || url.host().is_none() {
            return Err(InvalidPublicUrl::NotAUrl);
        }
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(&url) => {}
            _ => return Err(InvalidPublicUrl::NotHttps),
        }
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        if !bare || !url.username().is_empty() || url.password().is_some() {
            return Err(InvalidPublicUrl::NotAnOrigin);
        }
        Ok(Self { origin: url.origin().ascii_serialization(), url })
    }

    /// The origin without a trailing slash: what a browser sends as `Origin`, and the post-logout URI to register.
    pub fn as_str(&self) -> &str {
        &self.origin
    }

    /// The host without a port.
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// True on https, where cookies are `Secure` and carry the `__Host-` prefix.
    pub fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// True where the installation lives on loopback: development, the demonstration, tests.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.url)
    }

    /// An absolute URL for a path of ours: a [`Route`], or a text that starts with `/`.
    pub fn at(&self, path: impl fmt::Display) -> String {
        format!("{}{path}", self.origin)
    }

    /// The redirect URI to register for a provider.
    pub fn callback(&self, provider: &ProviderId) -> String {
        self.at(Route::Callback(provider))
    }
}

/// True when the host of `url` is this machine by name or by number.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            // With a dot at its end it is the same name, fully qualified.
            let name = name.strip_suffix('.').unwrap_or(name);
            name == "localhost" || name.ends_with(".localhost")
        }
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

impl TryFrom<String> for PublicUrl {
    type Error = InvalidPublicUrl;
    fn try_from(text: String) -> Result<Self, InvalidPublicUrl> {
        Self::parse(&text)
    }
}

impl From<PublicUrl> for String {
    fn from(url: PublicUrl) -> Self {
        url.origin
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_only() {
        for (text, origin) in [
            ("https://auth.example.com", "https://auth.example.com"),
            ("https://Auth.Example.com/", "https://auth.example.com"),
            ("https://auth.example.com:5487", "https://auth.example.com:5487"),
            ("http://localhost:3000", "http://localhost:3000"),
            ("http://127.0.0.1:3000/", "http://127.0.0.1:3000"),
            ("http://[::1]:3000", "http://[::1]:3000"),
        ] {
            assert_eq!(PublicUrl::parse(text).unwrap().as_str(), origin);
        }
        for (text, error) in [
            ("auth.example.com", InvalidPublicUrl::NotAUrl),
            ("mailto:a@b.co", InvalidPublicUrl::NotAUrl),
            ("http://auth.example.com", InvalidPublicUrl::NotHttps),
            ("ftp://localhost", InvalidPublicUrl::NotHttps),
            ("https://auth.example.com/app", InvalidPublicUrl::NotAnOrigin),
            ("https://auth.example.com?x", InvalidPublicUrl::NotAnOrigin),
            ("https://me@auth.example.com", InvalidPublicUrl::NotAnOrigin),
        ] {
            assert_eq!(PublicUrl::parse(text).unwrap_err(), error, "{text}");
        }
    }
}
