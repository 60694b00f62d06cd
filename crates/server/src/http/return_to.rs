//! Where a person goes after signing in: a path of ours, an origin that the operator has listed, or a host that gets the session
//! cookie. Anything else is dropped without a word, because the only person who would see the word is the victim of whoever wrote the link.

use std::borrow::Cow;

use percent_encoding::percent_decode;
use serde::{Deserialize, Serialize};
use url::Url;
use vestibule_core::routes::pattern;

use super::settings::Settings;

/// Longer ones are dropped: the flow travels in a cookie.
const MAX_LENGTH: usize = 512;

/// A place that is safe to redirect to, as a browser knows it: a path of our origin, ours or an application's, or a listed URL.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReturnTo(String);

impl Default for ReturnTo {
    fn default() -> Self {
        Self("/".to_owned())
    }
}

impl ReturnTo {
    /// Accepts what is safe, else the default `/`.
    pub fn parse(text: Option<&str>, settings: &Settings) -> Self {
        text.and_then(|text| Self::accept(text, settings)).unwrap_or_default()
    }

    /// The page of ours at this path, which begins with `/` and has a query where it needs one.
    pub(crate) fn own(path: &str, settings: &Settings) -> Self {
        Self::parse(Some(&settings.public_url.place(path)), settings)
    }

    /// The place, as a parameter or a form has it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The place for a `Location` or a link. Where our paths are below a mount, paths that we send are taken for ours and get it
    /// (`http::mount`), so a place is a whole URL there.
    pub(crate) fn location(&self, settings: &Settings) -> Cow<'_, str> {
        let public_url = &settings.public_url;
        let is_path = self.0.starts_with('/');
        if is_path && !public_url.mount().is_empty() { public_url.at_origin(&self.0).into() } else { (&self.0).into() }
    }

    /// The path of ours that the place is, if it is one.
    pub(crate) fn own_path(&self, settings: &Settings) -> Option<&str> {
        settings.public_url.own_path(&self.0)
    }

    /// The query parameter for a URL of ours; none for the default.
    pub(crate) fn query(&self) -> Option<(&'static str, &str)> {
        (self.0 != pattern::Home).then_some(("return_to", self.as_str()))
    }

    /// The place, if it is safe.
    pub(crate) fn accept(text: &str, settings: &Settings) -> Option<Self> {
        if text.len() > MAX_LENGTH || text.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
            return None;
        }
        if text.starts_with('/') { Self::path(text, settings) } else { Self::listed_origin(text, settings) }
    }

    fn path(text: &str, settings: &Settings) -> Option<Self> {
        if leaves_after_decoding(text) {
            return None;
        }
        let base = Url::parse(settings.public_url.as_str()).ok()?;
        let url = base.join(text).ok().filter(|url| url.origin() == base.origin())?;
        let path = url[url::Position::BeforePath..].to_owned();
        // `/a/..//evil.example` becomes `//evil.example` by normalisation, which a browser takes for another host, and
        // `/./%2fevil.example` becomes what was refused above: so what comes out is looked at like what came in.
        (!leaves_after_decoding(&path) && !is_login(url.path(), settings)).then_some(Self(path))
    }

    fn listed_origin(text: &str, settings: &Settings) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        // The text must have the origin as written: not every parser repairs `https:/app.example`.
        let origin = url.origin().ascii_serialization();
        let says_it =
            text.strip_prefix(&origin).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']));
        let listed = url.origin().is_tuple() && settings.is_return_origin(&origin);
        let plain = url.username().is_empty() && url.password().is_none();
        (says_it && listed && plain).then(|| Self(url.to_string()))
    }
}

/// The login page would send a person who has just signed in here again.
fn is_login(path: &str, settings: &Settings) -> bool {
    settings.public_url.own_path(path) == Some(pattern::Login)
}

/// True when the text names another host, or hides a control character, after up to two rounds of percent-decoding:
/// some proxy or application behind us may decode once more than it should.
fn leaves_after_decoding(text: &str) -> bool {
    let mut current = text.as_bytes().to_vec();
    for _ in 0..3 {
        let second = current.get(1);
        if matches!(second, Some(b'/' | b'\\')) || current.iter().any(|b| b.is_ascii_control()) {
            return true;
        }
        current = percent_decode(&current).collect();
    }
    false
}

#[cfg(test)]
mod tests {
    use vestibule_core::routes::Route;

    use super::*;

    fn settings() -> Settings {
        let allowed_return_origins = vec!["https://app.example.com".to_owned()];
        Settings { allowed_return_origins, ..Settings::at("https://auth.example.com") }
    }

    fn accepted(text: &str) -> Option<String> {
        ReturnTo::accept(text, &settings()).map(|place| place.0)
    }

    #[test]
    fn places_of_ours_and_listed_ones() {
        for (text, place) in [
            ("/", "/"),
            ("/account", "/account"),
            ("/a?b=c&d=%20#e", "/a?b=c&d=%20#e"),
            ("/a/../b", "/b"),
            ("/a%20b", "/a%20b"),
            ("https://app.example.com", "https://app.example.com/"),
            ("https://app.example.com/x?y", "https://app.example.com/x?y"),
        ] {
            assert_eq!(accepted(text).as_deref(), Some(place), "{text}");
        }
    }

    /// RD-01, RD-02.
    #[test]
    fn everything_else_is_dropped() {
        for text in [
            "",
            "https://evil",
            "//evil",
            "/\\evil",
            "\\\\evil",
            "/%09/evil",
            "/%2f/evil",
            "/%2fevil",
            "/%252fevil",
            "/%5cevil",
            "/%255cevil",
            "https:evil",
            "@evil",
            "javascript:alert(1)",
            "data:text/html,x",
            "https://app.example.com.evil",
            "https://app.example.com@evil",
            " /a",
            "\t/a",
            "\0/a",
            "/a\r\nSet-Cookie: x",
            "/%0d%0aSet-Cookie: x",
            "/%0d%0aX",
            "/a/..//evil",
            "/./%2fevil",
            "/a/../%5cevil",
            "/%2e/%252fevil",
            "https://APP.example.com",
            "https://app.example.com:8443",
            "https://app.example.com.",
            "https://appXexample.com",
            "https://u@app.example.com",
            "http://app.example.com",
            "https:/app.example.com",
            "https:app.example.com",
            "https://app.example.com\\@evil",
            "https://аpp.example.com",
            "/login",
            "/login?return_to=/login",
            "///evil",
            "/./\\evil",
            "/.//evil",
            "ftp://app.example.com",
        ] {
            assert_eq!(accepted(text), None, "{text:?}");
        }
        assert_eq!(accepted(&format!("/{}", "a".repeat(MAX_LENGTH))), None);
    }

    /// RD-01: the hosts that get the session cookie, and no host that looks like one of them.
    #[test]
    fn hosts_of_the_cookie_domain_need_not_be_listed() {
        let settings =
            Settings { cookie_domain: Some("example.com".to_owned()), ..Settings::at("https://auth.example.com") };
        for (text, accepted) in [
            ("https://books.example.com/x?y", true),
            ("https://a.b.example.com/", true),
            ("https://example.com/", true),
            ("https://books.example.com:8443/", true),
            ("http://books.example.com/", false),
            ("https://booksexample.com/", false),
            ("https://example.com.evil.com/", false),
            ("https://books.example.com.evil.com/", false),
            ("https://books.example.com@evil.com/", false),
            ("https://evil.com/.example.com", false),
            ("https://books.example.com./", false),
            ("https://BOOKS.example.com/", false),
            ("https://u@books.example.com/", false),
            ("https:books.example.com/", false),
            ("ftp://books.example.com/", false),
            ("https://evil.com", false),
        ] {
            assert_eq!(ReturnTo::accept(text, &settings).is_some(), accepted, "{text}");
        }
        let sources = ["https://example.com:*", "https://*.example.com:*"];
        assert_eq!(settings.return_sources(), sources, "what pages say of where their forms lead");
        assert!(!Settings::at("https://auth.example.com").is_return_origin("https://books.example.com"));
    }

    #[test]
    fn below_a_mount_a_place_is_what_the_browser_says() {
        let settings = Settings { public_url: settings().public_url.mounted("/auth").unwrap(), ..settings() };
        for (text, place, own) in [
            ("/account", "/account", None),
            ("/auth/account", "/auth/account", Some("/account")),
            ("/login", "/login", None),
            ("/auth/../auth/account?a", "/auth/account?a", Some("/account?a")),
        ] {
            let accepted = ReturnTo::accept(text, &settings).unwrap();
            assert_eq!((accepted.as_str(), accepted.own_path(&settings)), (place, own), "{text}");
            assert_eq!(accepted.location(&settings), format!("https://auth.example.com{place}"));
        }
        assert_eq!(ReturnTo::accept("/auth/login", &settings), None);
        assert_eq!(ReturnTo::own("/account", &settings).as_str(), "/auth/account");
        assert_eq!(ReturnTo::default().location(&settings), "https://auth.example.com/");
    }

    #[test]
    fn as_a_parameter_it_is_one_value() {
        let login = |place: &ReturnTo| Route::Login.with_query(place.query());
        assert_eq!(login(&ReturnTo::default()), "/login");
        assert_eq!(login(&ReturnTo("/a?b=c&d".to_owned())), "/login?return_to=%2Fa%3Fb%3Dc%26d");
    }
}
