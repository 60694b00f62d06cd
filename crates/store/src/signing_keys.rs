//! The keys that our own tokens are signed with, shared by all nodes.

use async_trait::async_trait;
use vestibule_core::{clock::Timestamp, definition::SigningAlgorithm, secret::Secret};

use crate::StoreError;

/// A signing key. What it is, only whoever signs understands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSigningKey {
    /// Its name in the public set.
    pub kid: String,
    pub algorithm: SigningAlgorithm,
    /// Counts the keys of one algorithm, from 0.
    pub generation: u32,
    /// The private key, sealed in the database.
    pub key: Secret,
    /// When it begins to sign.
    pub signs_from: Timestamp,
}

/// Signing keys.
#[async_trait]
pub trait SigningKeys: Send + Sync {
    /// All of them, in the order in which they begin to sign. One that no key of ours opens is left out.
    async fn list_signing_keys(&self) -> Result<Vec<StoredSigningKey>, StoreError>;

    /// Keeps a key; false when there is one of that algorithm and generation: another node was first.
    async fn add_signing_key(&self, key: &StoredSigningKey) -> Result<bool, StoreError>;

    /// Deletes a key that nobody needs any more.
    async fn delete_signing_key(&self, kid: &str) -> Result<(), StoreError>;
}
