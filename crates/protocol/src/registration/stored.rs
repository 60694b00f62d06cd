//! A registered client as it is kept, and the state of its registration.

use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};
use url::Url;
use vestibule_core::{
    cause::Cause,
    clock::Timestamp,
    code::ErrorCode,
    definition::{ClientAuthentication, SigningAlgorithm},
    driver::SignInError,
    secret::Secret,
};

/// How often a registration is sent whose answer was lost, before an administrator has to say so.
const LOST_ANSWERS: u32 = 3;

/// What is kept of one client. The content of a sealed document.
#[derive(Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub(super) enum Stored {
    /// A node is registering it, since then, in milliseconds since 1970.
    Registering {
        at: i64,
        /// How many answers were lost before.
        #[serde(default)]
        lost: u32,
    },
    Registered(Box<Client>),
    Failed(Failure),
}

impl Stored {
    /// What cannot be read is a registration that ended long ago: it is done again.
    pub(super) fn parse(content: &Secret) -> Self {
        serde_json::from_str(content.expose()).unwrap_or(Self::Registering { at: 0, lost: 0 })
    }

    pub(super) fn content(&self) -> Result<Secret, SignInError> {
        let text = serde_json::to_string(self);
        let failed = |error: serde_json::Error| {
            SignInError::new(ErrorCode::Internal, Cause::Internal, format!("a client cannot be kept: {error}"))
        };
        text.map(Secret::new).map_err(failed)
    }
}

/// A client that an upstream has registered.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct Client {
    pub(super) client_id: String,
    #[serde(default, serialize_with = "expose")]
    pub(super) client_secret: Option<Secret>,
    pub(super) authentication: ClientAuthentication,
    /// What it signs with, where it authenticates with a key.
    #[serde(default)]
    pub(super) algorithm: Option<SigningAlgorithm>,
    /// When the secret ends, in seconds since 1970.
    #[serde(default)]
    pub(super) secret_expires_at: Option<i64>,
    /// Where it is read and changed (RFC 7592), with the token for that. Both or none.
    #[serde(default)]
    pub(super) management: Option<Management>,
    /// What the upstream was asked to register.
    pub(super) requested: Map<String, Value>,
}

/// How a client is changed at the upstream.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Management {
    pub(super) uri: Url,
    #[serde(serialize_with = "expose_one")]
    pub(super) token: Secret,
}

/// Why a client was not registered.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Failure {
    /// A digest of everything that was sent: what has changed since may be tried.
    pub(super) request: String,
    /// How many answers were lost so far.
    pub(super) lost: u32,
    code: ErrorCode,
    cause: Cause,
    detail: String,
}

impl Failure {
    pub(super) fn new(request: &str, lost: u32, error: &SignInError) -> Self {
        let lost = if is_lost(error.cause) { lost + 1 } else { 0 };
        Self { request: request.to_owned(), lost, code: error.code, cause: error.cause, detail: error.detail.clone() }
    }

    /// Whether the same is sent again without anybody's word.
    pub(super) fn may_be_tried_again(&self) -> bool {
        is_lost(self.cause) && self.lost < LOST_ANSWERS
    }

    /// The same error, with what to do.
    pub(super) fn error(&self) -> SignInError {
        let advice = match is_lost(self.cause) {
            true => ". The provider may have a client of ours now. Choose \"Register again\" when it answers",
            false => ". It is not asked again until something changes, or until you choose \"Register again\"",
        };
        SignInError::new(self.code, self.cause, format!("{}{advice}", self.detail))
    }
}

/// The answer was lost after the request was sent: there may be a client.
fn is_lost(cause: Cause) -> bool {
    matches!(cause, Cause::Timeout | Cause::Unreachable)
}

impl Client {
    pub(super) fn has_expired(&self, now: Timestamp) -> bool {
        self.secret_expires_at.is_some_and(|at| at <= now.timestamp())
    }
}

/// A secret becomes text here and where it is sent, nowhere else: the document is sealed.
fn expose<S: Serializer>(secret: &Option<Secret>, serializer: S) -> Result<S::Ok, S::Error> {
    secret.as_ref().map(Secret::expose).serialize(serializer)
}

fn expose_one<S: Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose())
}
