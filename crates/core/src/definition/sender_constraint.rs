//! Tokens that are worth nothing to anybody else (RFC 9700 §2.2.1).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What access tokens are bound to. The upstream has to support it: a token that is not bound is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SenderConstraint {
    /// A key, by a signed proof in each request (DPoP, RFC 9449). The key is the credential `dpop_key`, or one that is made
    /// for the provider.
    Dpop,
    /// The certificate `tls_certificate` with its key `tls_key`, by the TLS connection (RFC 8705).
    Mtls,
}
