//! Outgoing HTTP as a parameter. `protocol` implements it; drivers only ever see this trait.

use std::{net::IpAddr, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;

use crate::secret::Secret;

/// What a request is for. It decides about redirects, limits and the name in logs and metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// The upstream's metadata document. Up to three redirects of the same scheme.
    Discovery,
    /// The upstream's keys. Up to three redirects of the same scheme.
    Keys,
    /// The token endpoint. Sent once, never redirected.
    Token,
    /// The pushed authorization request endpoint (RFC 9126).
    PushedAuthorization,
    /// The userinfo endpoint.
    Userinfo,
    /// An extra call of a definition (`[[requests]]`).
    Extra,
    /// Registering a client, or changing one (RFC 7591, RFC 7592). Sent once, never redirected.
    Registration,
    /// A message of a webhook. Sent once, never redirected.
    Webhook,
    /// Spans for a collector.
    Traces,
    /// The authorization endpoint, as a browser without cookies would ask it. A redirect is an answer.
    Authorization,
    /// An app is notified that a session has ended. Sent once, never redirected.
    BackChannelLogout,
    /// The picture of a person. Up to three redirects of the same scheme.
    Picture,
}

impl Purpose {
    /// The name in logs and metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Discovery => "discovery",
            Self::Keys => "keys",
            Self::Token => "token",
            Self::PushedAuthorization => "par",
            Self::Userinfo => "userinfo",
            Self::Extra => "request",
            Self::Registration => "registration",
            Self::Webhook => "webhook",
            Self::Traces => "traces",
            Self::Authorization => "authorization",
            Self::BackChannelLogout => "logout",
            Self::Picture => "picture",
        }
    }

    /// How many redirects are followed.
    pub const fn redirects(self) -> usize {
        match self {
            Self::Discovery | Self::Keys | Self::Picture => 3,
            _ => 0,
        }
    }

    /// Whether a request is one of our client's, for which its certificate counts, if it has one.
    pub const fn shows_certificate(self) -> bool {
        matches!(self, Self::Token | Self::PushedAuthorization | Self::Userinfo | Self::Extra)
    }

    /// The most that an answer may hold, in decoded bytes.
    pub const fn body_limit(self) -> usize {
        match self {
            Self::Keys | Self::Picture => 512 * 1024,
            _ => 1024 * 1024,
        }
    }
}

/// A certificate of ours and its private key, for TLS connections (RFC 8705).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsIdentity {
    /// The certificate in PEM, with those that it was issued by after it.
    pub certificate: String,
    /// Its key in PEM.
    pub key: Secret,
}

/// Which addresses one provider's requests may reach in addition to public ones, and what they show there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NetworkScope {
    /// Loopback, over plain http too: only when our public URL and the issuer both live there.
    pub loopback: bool,
    /// Hosts (lower case, without port) that the operator typed: these may resolve to private addresses.
    pub operator_hosts: Vec<String>,
    /// No private address, not even in a network that the operator has listed: people who have not signed in choose the
    /// hosts.
    pub public_only: bool,
    /// What our end of a connection is known by, for the requests that [`Purpose::shows_certificate`].
    pub identity: Option<TlsIdentity>,
}

/// Why an upstream gave no answer. `Display` is for the operator and holds no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// The network rules forbid the address.
    #[error("the network rules refuse {host} ({address}): {class}. {remedy}")]
    Forbidden {
        /// The host as the URL names it.
        host: String,
        /// The address it resolves to.
        address: IpAddr,
        /// What kind of address that is.
        class: &'static str,
        /// Which setting would allow it, if any.
        remedy: String,
    },
    /// The URL itself is not acceptable: scheme, user name, fragment.
    #[error("the URL {url} is refused: {reason}")]
    UnacceptableUrl {
        /// The URL without its query.
        url: String,
        /// Why.
        reason: &'static str,
    },
    /// The name does not resolve.
    #[error("the host {0} has no address")]
    UnknownHost(String),
    /// No connection.
    #[error("cannot connect to {host}: {reason}")]
    Connect {
        /// The host.
        host: String,
        /// The innermost cause.
        reason: String,
    },
    /// A connection, but no TLS session on it.
    #[error("cannot connect to {host}: {reason}")]
    Tls {
        /// The host.
        host: String,
        /// The innermost cause.
        reason: String,
    },
    /// No full answer within the time limit.
    #[error("no complete answer from {host} within {after:?}")]
    Timeout {
        /// The host.
        host: String,
        /// The limit that was reached.
        after: Duration,
    },
    /// The connection broke after the request was sent.
    #[error("the connection to {host} broke: {reason}")]
    Broken {
        /// The host.
        host: String,
        /// The innermost cause.
        reason: String,
    },
    /// More bytes than allowed.
    #[error("the answer of {host} is larger than {limit} bytes")]
    TooLarge {
        /// The host.
        host: String,
        /// The limit.
        limit: usize,
    },
    /// A content coding that we can not read and did not ask for.
    #[error("the answer of {host} is encoded as {coding}, which was not asked for; gzip and br can be read")]
    Encoded {
        /// The host.
        host: String,
        /// The `Content-Encoding`.
        coding: String,
    },
    /// More redirects than are followed, or one that may not be followed.
    #[error("{host} redirects, which is not followed here: {reason}")]
    Redirected {
        /// The host.
        host: String,
        /// Why it is not followed.
        reason: &'static str,
    },
    /// Too many requests to this provider are in flight.
    #[error("too many requests to this provider are under way")]
    Busy,
}

impl HttpError {
    /// The code that a person sees when nothing more specific fits.
    pub const fn code(&self) -> crate::code::ErrorCode {
        match self {
            Self::Timeout { .. } => crate::code::ErrorCode::ProviderTimeout,
            _ => crate::code::ErrorCode::ProviderUnavailable,
        }
    }
}

/// Sends requests for one provider, within the limits: 10 s in all, 5 s to connect, no cookies, no content coding asked for, at
/// most 32 requests in flight, addresses checked and then connected to, redirects by [`Purpose`].
#[async_trait]
pub trait Http: Send + Sync {
    /// Sends one request and reads the whole answer. Never retries.
    async fn send(&self, purpose: Purpose, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, HttpError>;
}

/// Makes the [`Http`] of a provider. One per process, handed in at start-up.
pub trait HttpFactory: Send + Sync {
    /// A client that may reach what `scope` allows.
    fn client(&self, scope: &NetworkScope) -> std::sync::Arc<dyn Http>;
}
