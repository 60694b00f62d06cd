//! The one canonical origin of the installation. Every URL that we send anywhere is built here.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::{ids::ProviderId, routes::Route};

/// The configured origin: scheme, host and port. Never taken from a request. Inside an application our paths may be below a
/// path of the origin ([`PublicUrl::mounted`]); as a text it is the origin alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicUrl {
    origin: String,
    /// The origin, and below it what all our paths begin with.
    base: String,
    url: Url,
}

/// Why our paths cannot be below a path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "must be a path such as /auth: no slash at its end, and letters, digits, `-`, `_`, `.` and `~` between slashes"
)]
pub struct InvalidMount;

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
        let origin = url.origin().ascii_serialization();
        Ok(Self { base: origin.clone(), origin, url })
    }

    /// The same origin, with all our paths below `mount`. Nothing of the mount needs an escape in HTML, in a header or in a
    /// pattern of a router.
    pub fn mounted(&self, mount: &str) -> Result<Self, InvalidMount> {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.~".contains(c);
        let is_segment = |segment: &str| !matches!(segment, "" | "." | "..") && segment.chars().all(plain);
        match mount.strip_prefix('/') {
            Some(rest) if rest.split('/').all(is_segment) => {
                Ok(Self { base: format!("{}{mount}", self.origin), ..self.clone() })
            }
            _ => Err(InvalidMount),
        }
    }

    /// The path that all our paths are below; empty where they are at the root of the origin.
    pub fn mount(&self) -> &str {
        &self.base[self.origin.len()..]
    }

    /// The origin with the mount, without a trailing slash: what our URLs begin with, and the issuer that apps know us by.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// A path of ours, as a browser has it: below the mount. The front page of the origin, `/`, is not ours where there is one.
    pub fn place(&self, path: &str) -> String {
        if is_front_page(path) { path.to_owned() } else { format!("{}{path}", self.mount()) }
    }

    /// The path of ours that a browser's path is, if it is below the mount.
    pub fn own_path<'a>(&self, place: &'a str) -> Option<&'a str> {
        place.strip_prefix(self.mount()).filter(|rest| rest.starts_with('/'))
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
        format!("{}{path}", self.base)
    }

    /// An absolute URL for a path of the origin, whether it is ours or not: `callback_path`, a page of an application.
    pub fn at_origin(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// The redirect URI to register for a provider.
    pub fn callback(&self, provider: &ProviderId) -> String {
        self.at(Route::Callback(provider))
    }
}

/// Whether a path, with or without a query, is `/`.
pub fn is_front_page(path: &str) -> bool {
    path.split(['?', '#']).next() == Some("/")
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

    #[test]
    fn paths_of_ours_are_below_the_mount() {
        let root = PublicUrl::parse("https://files.example.com").unwrap();
        assert_eq!(
            (root.mount(), root.base(), root.place("/login")),
            ("", "https://files.example.com", "/login".into())
        );
        assert_eq!(root.own_path("/login?a"), Some("/login?a"));
        let mounted = root.mounted("/my/auth").unwrap();
        assert_eq!((mounted.mount(), mounted.as_str()), ("/my/auth", "https://files.example.com"));
        assert_eq!(mounted.at(Route::Login), "https://files.example.com/my/auth/login");
        assert_eq!(mounted.at_origin("/cb"), "https://files.example.com/cb");
        let id = "pocketid".parse().unwrap();
        let callback = "https://files.example.com/my/auth/api/auth/providers/pocketid/callback";
        assert_eq!(mounted.callback(&id), callback);
        for (place, own) in
            [("/my/auth/account?x", Some("/account?x")), ("/my/authors", None), ("/my/auth", None), ("/account", None)]
        {
            assert_eq!(mounted.own_path(place), own, "{place}");
        }
        for (path, place) in [("/account", "/my/auth/account"), ("/", "/"), ("/?a=b", "/?a=b")] {
            assert_eq!(mounted.place(path), place);
        }
        for bad in ["", "/", "auth", "/auth/", "//auth", "/a/../b", "/a b", "/{x}", "/a?b", "/a\"b", "/ä"] {
            assert_eq!(root.mounted(bad), Err(InvalidMount), "{bad}");
        }
    }
}
