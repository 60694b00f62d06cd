//! What a demonstration provider is started with, and why a start can fail.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    pin::Pin,
    sync::Arc,
};

use serde_json::Value;
use vestibule_core::{clock::Clock, definition::SigningAlgorithm, random::Random};
use vestibule_jose::KeyError;

use crate::model::{Client, Person, demonstration_people};

/// What to serve, for whom, and with which time and randomness.
///
/// Signing keys and signatures draw on the cryptographic library's own generator; everything else that is random comes
/// from `random`, so a seeded source repeats codes, tokens and ids.
#[derive(Clone)]
pub struct Options {
    /// Tells `iat`, `exp` and every lifetime.
    pub clock: Arc<dyn Clock>,
    /// Codes, tokens and ids.
    pub random: Arc<dyn Random>,
    /// Where to listen; loopback only. Port 0 takes a free one.
    pub address: SocketAddr,
    /// Who can be signed in.
    pub people: Vec<Person>,
    /// Which applications are known from the start; more can be put in later.
    pub clients: Vec<Client>,
    /// The algorithm of the first signing key.
    pub signing: SigningAlgorithm,
    /// The subject who approves every request at once, so that a client without a screen gets its answer from one GET.
    /// A `login_hint` that means somebody else wins.
    pub auto_approve: Option<String>,
    /// The shape of access tokens.
    pub access_tokens: AccessTokens,
    /// How much of each request is kept for a test to look at.
    pub recording: Recording,
    /// Whether clients register themselves.
    pub registration: Registration,
}

/// Whether clients register themselves.
#[derive(Clone, Default)]
pub enum Registration {
    /// No: somebody registers them.
    #[default]
    ByHand,
    /// Who posts their metadata is registered (RFC 7591).
    Dynamic {
        /// What they have to bring.
        initial_access_token: Option<String>,
    },
    /// Their id is the URL of a document with their metadata.
    MetadataDocument(FetchDocument),
}

/// Fetches a document. This crate makes no requests itself.
#[derive(Clone)]
pub struct FetchDocument(pub Arc<Fetch>);

/// What fetches: the URL in, the document out, if there is one.
type Fetch = dyn Fn(String) -> Pin<Box<dyn Future<Output = Option<Value>> + Send>> + Send + Sync;

/// The shape of access tokens. A relying party cannot tell the difference and must not try.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AccessTokens {
    /// A signed `at+jwt` (RFC 9068), as Pocket ID issues.
    #[default]
    Jwt,
    /// 256 random bits. Saves the second signature of each sign-in, which is most of its cost with RSA.
    Opaque,
}

/// How much of each request is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Recording {
    /// Counters only.
    #[default]
    Counts,
    /// Counters and the last requests of each endpoint with their parameters, in memory.
    Requests,
}

impl Options {
    /// The demonstration's people, no clients, RS256, a free port on 127.0.0.1.
    pub fn new(clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Self {
        Self {
            clock,
            random,
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            people: demonstration_people(),
            clients: Vec::new(),
            signing: SigningAlgorithm::RS256,
            auto_approve: None,
            access_tokens: AccessTokens::default(),
            recording: Recording::default(),
            registration: Registration::default(),
        }
    }
}

/// Why a demonstration provider did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// It lets everybody in without a password, so no other machine may reach it.
    #[error("The demonstration identity provider asks for no password and listens on loopback only; {0} is not.")]
    NotLoopback(SocketAddr),
    /// The address is taken or not allowed.
    #[error("The demonstration identity provider could not listen on {address}; choose another port.")]
    Bind {
        /// The address that was asked for.
        address: SocketAddr,
        /// The operating system's reason.
        source: io::Error,
    },
    /// No signing key.
    #[error("The demonstration identity provider could not make its signing key.")]
    Keys(#[from] KeyError),
}
