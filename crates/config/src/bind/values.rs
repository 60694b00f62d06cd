//! Single values of the configuration: from a text to what it means, or to what is wrong with it.

use std::{net::IpAddr, time::Duration};

use ipnet::IpNet;
use url::Url;
use vestibule_core::secret::Secret;

use crate::{
    listen::{InvalidListen, Listen},
    period::Period,
};

/// An origin as browsers write it: lower case, no default port, nothing after it.
pub(super) fn return_origin(text: &str) -> Result<String, String> {
    let exact = |url: &Url| {
        matches!(url.scheme(), "http" | "https")
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none()
    };
    match Url::parse(text) {
        Ok(url) if !text.contains('*') && !has_space(text) && exact(&url) => Ok(url.origin().ascii_serialization()),
        _ => Err("must be an exact origin such as `https://app.example.com`: no path, no wildcard".to_owned()),
    }
}

pub(super) fn place_to_listen(text: &str) -> Result<Listen, String> {
    text.parse().map_err(|error: InvalidListen| error.to_string())
}

/// systemd passes one socket, which is the other one.
pub(super) fn metrics_place(text: &str) -> Result<Listen, String> {
    match place_to_listen(text)? {
        Listen::Passed => {
            Err("cannot be `fd`: the socket that is passed is for `listen`; write an address and a port".to_owned())
        }
        listen => Ok(listen),
    }
}

/// Long enough not to be guessed, and something that a header can hold. The message shows nothing of it.
pub(super) fn metrics_token(text: &str) -> Result<Secret, String> {
    let usable = text.len() >= 16 && text.bytes().all(|byte| byte.is_ascii_graphic());
    let detail = "must be at least 16 printable ASCII characters without spaces, such as `openssl rand -hex 32` prints";
    usable.then(|| Secret::new(text)).ok_or_else(|| detail.to_owned())
}

/// How long a server that stops still takes requests.
pub(super) fn grace(text: &str) -> Result<Duration, String> {
    const LONGEST: Duration = Duration::from_secs(300);
    match text.parse::<Period>() {
        _ if text == "0s" => Ok(Duration::ZERO),
        Ok(period) if period.as_duration() <= LONGEST => Ok(period.as_duration()),
        _ => Err("must be a duration from 0s to 5m, such as `5s`".to_owned()),
    }
}

pub(super) fn has_space(text: &str) -> bool {
    text.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// A network, or one address.
pub(super) fn network(text: &str) -> Result<IpNet, String> {
    if let Ok(address) = text.parse::<IpAddr>() {
        return Ok(address.into());
    }
    let net: IpNet =
        text.parse().map_err(|_| "must be a network such as `10.0.0.0/8`, or one IP address".to_owned())?;
    if net.addr() == net.network() {
        return Ok(net);
    }
    Err(format!(
        "has digits beyond its prefix; write `{}` for the network or `{}` for the address",
        net.trunc(),
        net.addr()
    ))
}
