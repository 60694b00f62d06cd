//! The client of a request: its address and browser.
//!
//! `X-Forwarded-For` is read from the right, and only as long as the sender is a trusted proxy: the client can put
//! anything further left.

use std::{
    borrow::Cow,
    convert::Infallible,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};

use axum::extract::{ConnectInfo, FromRef, FromRequestParts};
use http::{Extensions, HeaderMap, HeaderValue, header::USER_AGENT, request::Parts};
use ipnet::IpNet;

use super::{answer::text, settings::Settings, state::HttpState};

/// The client of a request.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    /// The address that limits and the audit log go by.
    pub(crate) address: IpAddr,
    /// True when the request itself comes from a trusted proxy: then its other `X-Forwarded-…` headers are used too.
    pub(crate) by_trusted_proxy: bool,
    /// How the browser names itself, cut to 256 bytes.
    pub(crate) user_agent: Option<String>,
}

impl Client {
    /// Reads the client of a request.
    pub(crate) fn of(parts: &Parts, settings: &Settings) -> Self {
        let peer = peer(&parts.extensions);
        Self {
            address: address(peer, &parts.headers, &settings.trusted_proxies),
            by_trusted_proxy: settings.trusted_proxies.iter().any(|net| net.contains(&peer)),
            user_agent: parts.headers.contains_key(USER_AGENT).then(|| text(&parts.headers, &USER_AGENT)).map(cut),
        }
    }
}

/// The address that a connection comes from. A request made inside the process has none, and there is no client to tell
/// apart from others.
pub(crate) fn peer(extensions: &Extensions) -> IpAddr {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)).to_canonical()
}

impl<S: Sync> FromRequestParts<S> for Client
where
    Arc<HttpState>: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts, &Arc::from_ref(state).settings))
    }
}

fn cut(agent: Cow<'_, str>) -> String {
    agent.chars().take(256).collect()
}

fn address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|net| net.contains(address));
    let mut current = peer;
    // As bytes: what a client wrote must not make the line of the proxy unreadable.
    let lines = headers.get_all("x-forwarded-for").iter().map(HeaderValue::as_bytes);
    let hops: Vec<&[u8]> = lines.flat_map(|line| line.split(|byte| *byte == b',')).map(<[u8]>::trim_ascii).collect();
    for hop in hops.iter().rev() {
        if !is_trusted(&current) {
            break;
        }
        match std::str::from_utf8(hop).ok().and_then(|hop| hop.parse::<IpAddr>().ok()) {
            Some(address) => current = address.to_canonical(),
            None => break,
        }
    }
    current
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_trusted_proxies_name_the_client() {
        let trusted: Vec<IpNet> = vec!["10.0.0.0/8".parse().unwrap()];
        for (name, peer, header, wanted) in [
            ("RL-02 the header of an untrusted sender is ignored", "203.0.113.9", "1.2.3.4", "203.0.113.9"),
            ("a proxy names the client", "10.0.0.1", "1.2.3.4", "1.2.3.4"),
            ("the rightmost untrusted address is the client", "10.0.0.1", "6.6.6.6, 1.2.3.4, 10.0.0.2", "1.2.3.4"),
            ("an invalid entry ends the search", "10.0.0.1", "1.2.3.4, unknown", "10.0.0.1"),
            ("BR-01 a client's odd byte hides nothing", "10.0.0.1", "Zürich, 1.2.3.4", "1.2.3.4"),
            ("no header", "10.0.0.1", "", "10.0.0.1"),
            ("a mapped address is the one it maps", "10.0.0.1", "::ffff:1.2.3.4", "1.2.3.4"),
        ] {
            let mut headers = HeaderMap::new();
            if !header.is_empty() {
                headers.insert("x-forwarded-for", HeaderValue::from_bytes(header.as_bytes()).unwrap());
            }
            assert_eq!(address(peer.parse().unwrap(), &headers, &trusted).to_string(), wanted, "{name}");
        }
    }
}
