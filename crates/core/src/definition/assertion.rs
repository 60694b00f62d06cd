//! The JWT by which a client proves who it is (RFC 7523), made for each request.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::SigningAlgorithm;

/// What is in the JWT that proves who the client is, with `private_key_jwt`, `client_secret_jwt` and
/// `signed_client_secret`. It is made for each request. Texts may hold `{credential}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssertionRules {
    /// Its issuer (`iss`). Default: the client ID.
    #[serde(default)]
    pub issuer: Option<String>,
    /// Its subject (`sub`). Default: the client ID.
    #[serde(default)]
    pub subject: Option<String>,
    /// For whom it is (`aud`): `issuer` (the upstream's issuer, the default), `endpoint` (the URL that it is sent to), or a
    /// URL. With `oauth2`, which knows no issuer, the default is `endpoint`.
    #[serde(default)]
    pub audience: Option<String>,
    /// How it is signed. Default: as the metadata says, else RS256, ES256 or EdDSA, by the private key.
    #[serde(default)]
    pub algorithm: Option<SigningAlgorithm>,
    /// How long it is valid, in seconds: 10 to 3600.
    #[serde(default = "AssertionRules::default_lifetime")]
    pub lifetime: u32,
    /// The name of the key in its header (`kid`). Default: the credential `private_key_id`, the name inside a JWK, or the
    /// key's thumbprint; with a certificate's thumbprint, none.
    #[serde(default)]
    pub key_id: Option<String>,
    /// Names the certificate of the key, the credential `certificate`, in its header.
    #[serde(default)]
    pub thumbprint: Option<Thumbprint>,
}

/// A digest of a certificate, as a member of a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Thumbprint {
    /// By SHA-256 (RFC 7515 §4.1.8).
    #[serde(rename = "x5t#S256")]
    Sha256,
}

impl AssertionRules {
    /// As long as a request takes, and what clocks may be apart.
    const fn default_lifetime() -> u32 {
        60
    }

    /// The members that are texts with credentials in them, by name.
    pub fn templates(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let all = [
            ("issuer", &self.issuer),
            ("subject", &self.subject),
            ("audience", &self.audience),
            ("key_id", &self.key_id),
        ];
        all.into_iter().filter_map(|(name, text)| Some((name, text.as_deref()?)))
    }
}

impl Default for AssertionRules {
    fn default() -> Self {
        Self {
            issuer: None,
            subject: None,
            audience: None,
            algorithm: None,
            lifetime: Self::default_lifetime(),
            key_id: None,
            thumbprint: None,
        }
    }
}
