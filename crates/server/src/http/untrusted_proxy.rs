//! Notices a proxy that `network.trusted_proxies` does not name: then everybody has one address, in limits and in logs.
//!
//! All requests come from one address and carry `X-Forwarded-…` then. That is said once. As long as it looks so, sign-ins
//! that are started are limited by the client that the proxy names, and all of them together by a much higher bound;
//! passwords are not: there a made-up name must not help anybody.

use std::{
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

use http::HeaderMap;

use super::settings::Settings;

/// So many requests of one address look like a proxy.
const ENOUGH: u32 = 5;

/// What the requests so far look like.
pub(crate) struct UntrustedProxy {
    /// Proxies are named, so nothing is unclear.
    configured: bool,
    seen: Mutex<Seen>,
}

#[derive(Clone, Copy)]
enum Seen {
    Nothing,
    /// Forwarded requests of one address, and how many.
    One(IpAddr, u32),
    /// Requests of several addresses: people reach us themselves, or nobody knows who does.
    Several,
}

impl UntrustedProxy {
    pub(crate) fn new(settings: &Settings) -> Self {
        Self { configured: !settings.trusted_proxies.is_empty(), seen: Mutex::new(Seen::Nothing) }
    }

    /// Looks at a request. Says once that there is a proxy, with the line to add.
    pub(crate) fn observe(&self, peer: IpAddr, headers: &HeaderMap) {
        if self.configured {
            return;
        }
        let forwarded = is_forwarded(headers);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        *seen = match *seen {
            Seen::Nothing if forwarded => Seen::One(peer, 1),
            Seen::One(known, count) if known == peer && forwarded => Seen::One(peer, count.saturating_add(1)),
            Seen::One(known, _) if known == peer => return,
            // A health check of this machine goes past every proxy.
            Seen::Nothing | Seen::One(..) if !forwarded && peer.is_loopback() => return,
            Seen::Nothing | Seen::One(..) => Seen::Several,
            Seen::Several => return,
        };
        if matches!(*seen, Seen::One(_, ENOUGH)) {
            tracing::warn!(
                proxy = %peer,
                "all requests come from {peer} and carry X-Forwarded headers, which are ignored, so all people share one \
                 address in limits and logs. If that is your proxy, add below [network] in config.toml: {}",
                line(peer)
            );
        }
    }

    /// The address that looks like a proxy, once that is clear.
    pub(crate) fn found(&self) -> Option<IpAddr> {
        match *self.seen.lock().unwrap_or_else(PoisonError::into_inner) {
            Seen::One(peer, count) if count >= ENOUGH => Some(peer),
            _ => None,
        }
    }

    /// The client that a request is for, as the only address that requests come from names it.
    pub(crate) fn named_client(&self, peer: IpAddr, headers: &HeaderMap) -> Option<IpAddr> {
        let seen = *self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        match seen {
            Seen::One(known, _) if known == peer => last_hop(headers),
            _ => None,
        }
    }
}

/// The line that names the proxy.
pub(crate) fn line(peer: IpAddr) -> String {
    format!("trusted_proxies = [\"{peer}\"]")
}

fn is_forwarded(headers: &HeaderMap) -> bool {
    ["x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-real-ip", "forwarded"]
        .iter()
        .any(|name| headers.contains_key(*name))
}

/// What the proxy itself has added: a client can write whatever is left of it.
fn last_hop(headers: &HeaderMap) -> Option<IpAddr> {
    let line = headers.get_all("x-forwarded-for").iter().next_back()?.as_bytes();
    let hop = line.rsplit(|byte| *byte == b',').next()?.trim_ascii();
    std::str::from_utf8(hop).ok()?.parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(forwarded_for: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        if !forwarded_for.is_empty() {
            headers.insert("x-forwarded-for", forwarded_for.parse().unwrap());
        }
        headers
    }

    /// PX-13: who comes from where, with what, and whether that is a proxy.
    #[test]
    fn what_looks_like_a_proxy() {
        let (proxy, health, other) = ("172.18.0.2", "127.0.0.1", "203.0.113.7");
        let many = |peer: &'static str, header: &'static str| vec![(peer, header); 6];
        for (name, requests, found) in [
            ("a proxy", many(proxy, "203.0.113.1"), Some(proxy)),
            ("a proxy on this machine", many(health, "203.0.113.1"), Some(health)),
            ("too few requests", vec![(proxy, "203.0.113.1"); 4], None),
            ("people who come themselves", many(other, ""), None),
            (
                "with health checks",
                [vec![(health, "")], many(proxy, "1.1.1.1"), vec![(health, "")]].concat(),
                Some(proxy),
            ),
            ("two addresses", [vec![(other, "1.1.1.1")], many(proxy, "1.1.1.1")].concat(), None),
            ("somebody past the proxy", [many(proxy, "1.1.1.1"), vec![(other, "")]].concat(), None),
        ] {
            let seen = UntrustedProxy::new(&Settings::at("https://auth.example.com"));
            for (peer, header) in requests {
                seen.observe(peer.parse().unwrap(), &request(header));
            }
            assert_eq!(seen.found().map(|address| address.to_string()).as_deref(), found, "{name}");
        }
        let named =
            Settings { trusted_proxies: vec!["10.0.0.0/8".parse().unwrap()], ..Settings::at("https://a.example") };
        let seen = UntrustedProxy::new(&named);
        (0..9).for_each(|_| seen.observe(proxy.parse().unwrap(), &request("1.1.1.1")));
        assert_eq!(seen.found(), None, "the operator has named proxies");
    }

    #[test]
    fn the_last_hop_is_the_proxys_word() {
        for (header, client) in [
            ("6.6.6.6, 1.2.3.4", Some("1.2.3.4")),
            ("1.2.3.4, unknown", None),
            ("", None),
            ("::ffff:1.2.3.4", Some("1.2.3.4")),
        ] {
            assert_eq!(last_hop(&request(header)).map(|address| address.to_string()).as_deref(), client, "{header}");
        }
    }
}
