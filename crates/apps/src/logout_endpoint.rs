//! Where an app is notified that a session has ended (OpenID Connect Back-Channel Logout 1.0 §2.2).

use url::Url;
use vestibule_core::public_url::is_loopback;

/// A back-channel logout URI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogoutEndpoint {
    /// Where the logout token is posted.
    pub uri: Url,
    /// Whether the operator wrote its host, so that it may be one of a private network.
    pub by_operator: bool,
}

impl LogoutEndpoint {
    /// Accepts an https address, or an http address on loopback. The error is the rest of a sentence about the address.
    pub fn parse(text: &str, by_operator: bool) -> Result<Self, &'static str> {
        let uri = Url::parse(text).map_err(|_| "must be a whole URL, such as `https://app.example.com/logout`")?;
        if uri.fragment().is_some() || !uri.username().is_empty() || uri.password().is_some() {
            return Err("must have no fragment, no user name and no password");
        }
        if uri.scheme() != "https" && !(uri.scheme() == "http" && is_loopback(&uri)) {
            return Err("must begin with https://; only a loopback address may use http");
        }
        Ok(Self { uri, by_operator })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_on_https() {
        for good in ["https://app.example.com/logout?x=1", "http://127.0.0.1:8080/", "http://localhost/out"] {
            assert!(LogoutEndpoint::parse(good, true).is_ok(), "{good}");
        }
        for bad in [
            "http://app.example.com/",
            "https://u:p@app.example.com/",
            "https://app.example.com/#x",
            "/out",
            "app.x:/out",
        ] {
            assert!(LogoutEndpoint::parse(bad, true).is_err(), "{bad}");
        }
    }
}
