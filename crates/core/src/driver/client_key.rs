//! Keys and certificates of ours, as far as an upstream may know them.

use serde::Serialize;
use serde_json::{Map, Value};

/// The public part of a key with which a provider proves something to its upstream. Which ones have to be registered there
/// is the upstream's to say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ClientKey {
    /// What is proven with it.
    pub purpose: KeyPurpose,
    /// The public key, as an entry of a JSON Web Key Set (RFC 7517); absent for a certificate.
    #[schemars(with = "Option<Map<String, Value>>")]
    pub jwk: Option<Value>,
    /// The certificate in PEM, with those that it was issued by.
    pub certificate: Option<String>,
    /// The thumbprint of the key (RFC 7638), or the SHA-256 digest of the certificate, in hexadecimal.
    pub thumbprint: String,
}

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum KeyPurpose {
    /// Signs the token that proves who the client is.
    ClientAuthentication,
    /// Tokens are bound to it (DPoP, RFC 9449).
    Dpop,
    /// The certificate of TLS connections (RFC 8705).
    Tls,
}
