//! A page of ours at another name of this machine than the one that we are known by: signing in would fail at its end.

use http::{HeaderMap, header};
use vestibule_core::public_url::PublicUrl;

use crate::http::answer::text;

/// Whether the request is for another name of this machine than the one in our address. Only between loopback names: a
/// proxy in front of us may ask for any host.
pub(super) fn is_other_loopback(headers: &HeaderMap, public_url: &PublicUrl) -> bool {
    let ours = public_url.host();
    let asked = text(headers, &header::HOST);
    let asked = asked.rsplit_once(':').filter(|(_, port)| !port.ends_with(']')).map_or(&*asked, |(host, _)| host);
    let is_loopback = |host: &str| ["localhost", "127.0.0.1", "[::1]"].contains(&host);
    is_loopback(ours) && is_loopback(asked) && asked != ours
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_name_of_this_machine() {
        for (ours, host, other) in [
            ("http://localhost:8080", "localhost:8080", false),
            ("http://localhost:8080", "127.0.0.1:8080", true),
            ("http://localhost:8080", "[::1]:8080", true),
            ("http://localhost:8080", "[::1]", true),
            ("http://localhost:8080", "app.localhost:8080", false),
            ("https://auth.example.com", "127.0.0.1:8080", false),
            ("http://localhost:8080", "", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, host.parse().unwrap());
            assert_eq!(is_other_loopback(&headers, &PublicUrl::parse(ours).unwrap()), other, "{ours} {host}");
        }
    }
}
