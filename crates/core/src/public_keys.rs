//! Public keys that this installation publishes at `/.well-known/jwks.json` (RFC 7517).

use async_trait::async_trait;
use serde_json::Value;

use crate::sealed_documents::DocumentError;

/// A part of the program that signs, and whose public keys others have to find. Each is one source of the published set.
#[async_trait]
pub trait PublicKeys: Send + Sync {
    /// Its public keys as JWKs, each with a `kid` that no other source uses. Called for every request of anybody: makes
    /// no key, writes nothing, and answers from memory where it can.
    async fn public_keys(&self) -> Result<Vec<Value>, DocumentError>;
}
