//! Where an answer may be sent: addresses that are registered, compared byte for byte (RFC 9700 §2.1).

use url::Url;
use vestibule_core::public_url::is_loopback;

/// What loopback addresses of native applications begin with (RFC 8252 §7.3). `localhost` may be another machine.
const LOOPBACK: [&str; 2] = ["http://127.0.0.1", "http://[::1]"];

/// A registered redirect URI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedirectUri(String);

impl RedirectUri {
    /// Accepts an https address, an http address on loopback, or one with a scheme of a native application's own, which
    /// has a full stop in it (RFC 8252 §7.1). The error is the rest of a sentence about the address.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        if text.bytes().any(|b| !b.is_ascii_graphic()) || text.contains(['*', '\\']) {
            return Err("must be one exact address: no spaces, no `*`");
        }
        let url = Url::parse(text).map_err(|_| "must be a whole URL, such as `https://app.example.com/callback`")?;
        if url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
            return Err("must have no fragment, no user name and no password");
        }
        match url.scheme() {
            "https" => Ok(Self(text.to_owned())),
            "http" if is_loopback(&url) => Ok(Self(text.to_owned())),
            "http" => Err("must begin with https://; only a loopback address may use http"),
            scheme if scheme.contains('.') => Ok(Self(text.to_owned())),
            _ => Err("must begin with https://, or with a scheme of its own that has a full stop in it"),
        }
    }

    /// The address, as it was registered.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a browser opens it by itself.
    pub fn is_web(&self) -> bool {
        self.0.starts_with("https://") || self.0.starts_with("http://")
    }

    /// The site that it is on, unless that is the person's own machine.
    pub fn web_origin(&self) -> Option<String> {
        let url = Url::parse(&self.0).ok().filter(|url| url.scheme() == "https" && !is_loopback(url))?;
        Some(url.origin().ascii_serialization())
    }

    /// Its host, if it is on a machine that people do not have with them.
    pub fn remote_host(&self) -> Option<String> {
        let url = Url::parse(&self.0).ok()?;
        let is_remote = matches!(url.scheme(), "http" | "https") && !is_loopback(&url);
        url.host_str().filter(|_| is_remote).map(str::to_owned)
    }

    /// Whether this is the address that a request names. A native application chooses the port of a loopback address when
    /// it starts (`any_port`); everything else has to be the same.
    pub fn matches(&self, asked: &str, any_port: bool) -> bool {
        if self.0 == asked {
            return true;
        }
        any_port && without_port(asked).is_some_and(|asked| without_port(&self.0) == Some(asked))
    }
}

/// The host and what follows the port of a loopback address.
fn without_port(text: &str) -> Option<(&'static str, &str)> {
    LOOPBACK.into_iter().find_map(|host| {
        let rest = text.strip_prefix(host)?;
        let rest = match rest.strip_prefix(':') {
            Some(port) => {
                let digits = port.bytes().take_while(u8::is_ascii_digit).count();
                port[..digits].parse::<u16>().ok()?;
                &port[digits..]
            }
            None => rest,
        };
        (rest.is_empty() || rest.starts_with(['/', '?'])).then_some((host, rest))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// OP-02: every spelling but the registered one is another address.
    #[test]
    fn one_byte_makes_another_address() {
        let registered = RedirectUri::parse("https://app.example.com/cb").unwrap();
        assert!(registered.matches("https://app.example.com/cb", true));
        for other in [
            "https://app.example.com/cb/",
            "https://app.example.com/CB",
            "https://APP.example.com/cb",
            "HTTPS://app.example.com/cb",
            "https://app.example.com/cb?x=1",
            "https://app.example.com/cb#",
            "https://app.example.com:443/cb",
            "https://app.example.com./cb",
            "https://app.example.com/c%62",
            "https://app.example.com/x/../cb",
            "https://app.example.com//cb",
            "https://app.example.com\\@evil.example/cb",
            "https://app.example.com@evil.example/cb",
            "https://app.example.com.evil.example/cb",
            "http://app.example.com/cb",
            " https://app.example.com/cb",
            "//app.example.com/cb",
            "",
        ] {
            assert!(!registered.matches(other, true), "{other}");
        }
    }

    #[test]
    fn the_port_of_a_loopback_address_is_the_native_apps_own() {
        let registered = RedirectUri::parse("http://127.0.0.1/cb").unwrap();
        for (asked, any_port, matches) in [
            ("http://127.0.0.1:49152/cb", true, true),
            ("http://127.0.0.1:49152/cb", false, false),
            ("http://127.0.0.1/cb", false, true),
            ("http://127.0.0.1:/cb", true, false),
            ("http://127.0.0.1:99999/cb", true, false),
            ("http://127.0.0.1:1/cb2", true, false),
            ("http://127.0.0.1:1@evil.example/cb", true, false),
            ("http://127.0.0.1.evil.example/cb", true, false),
            ("http://localhost:1/cb", true, false),
            ("http://[::1]:1/cb", true, false),
            ("https://127.0.0.1:1/cb", true, false),
        ] {
            assert_eq!(registered.matches(asked, any_port), matches, "{asked}");
        }
    }

    #[test]
    fn what_may_be_registered() {
        for (text, accepted) in [
            ("https://app.example.com/cb?tenant=1", true),
            ("http://localhost:3000/cb", true),
            ("com.example.app:/cb", true),
            ("http://app.example.com/cb", false),
            ("https://*.example.com/cb", false),
            ("https://app.example.com/cb#x", false),
            ("https://me@app.example.com/cb", false),
            ("javascript:alert(1)", false),
            ("data:text/html,x", false),
            ("/cb", false),
            ("https://app.example.com/a b", false),
        ] {
            assert_eq!(RedirectUri::parse(text).is_ok(), accepted, "{text}");
        }
    }
}
