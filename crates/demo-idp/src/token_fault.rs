//! What can go wrong with a signed token.

use serde_json::{Map, Value};

/// How a token is signed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Signing {
    /// By the published key.
    #[default]
    Honest,
    /// `alg: none` and no signature.
    Unsigned,
    /// HS256 with the client's first secret; with an empty key for a public client.
    HmacWithClientSecret,
    /// HS256 with that key: the public key's text, for instance.
    HmacWith(Vec<u8>),
    /// By a key that was never published, under the id of the one that is.
    ForeignKey,
    /// By the published key, with one bit turned over.
    Broken,
    /// By the published key, under an unknown key id; another one for each token.
    UnknownKid,
}

/// What goes wrong with a token. Several changes may be combined; the signature covers the changed token.
#[derive(Debug, Clone, Default)]
pub struct TokenFault {
    pub(crate) claims: Map<String, Value>,
    pub(crate) raw: Vec<(String, String)>,
    pub(crate) header: Map<String, Value>,
    pub(crate) signing: Signing,
}

impl TokenFault {
    /// No fault yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Other claims; `null` removes one.
    pub fn claims(mut self, claims: Map<String, Value>) -> Self {
        self.claims.extend(claims);
        self
    }

    /// One claim more, whose value is written verbatim: `1e400`, `null`, or a second claim of the same name.
    pub fn raw_claim(mut self, name: &str, json: &str) -> Self {
        self.raw.push((name.into(), json.into()));
        self
    }

    /// Other header parameters; `null` removes one. They win over what [`TokenFault::signing`] writes.
    pub fn header(mut self, parameters: Map<String, Value>) -> Self {
        self.header.extend(parameters);
        self
    }

    /// Another signature.
    pub fn signing(mut self, signing: Signing) -> Self {
        self.signing = signing;
        self
    }
}
