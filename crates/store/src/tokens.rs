//! API tokens. Only a hash is stored.

use async_trait::async_trait;
use vestibule_core::{
    clock::Timestamp,
    ids::{Ref, TokenId},
};

use crate::StoreError;

/// A token that is about to be stored.
#[derive(Debug, Clone)]
pub struct NewApiToken {
    /// What its owner calls it. Unique.
    pub name: String,
    /// SHA-256 of the token.
    pub hash: [u8; 32],
    /// When it ends; `None`: never.
    pub expires_at: Option<Timestamp>,
    /// For the audit event.
    pub reference: Ref,
}

/// A token as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// Its id.
    pub id: TokenId,
    /// Its name.
    pub name: String,
    /// Since when.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to within a minute.
    pub last_used_at: Option<Timestamp>,
}

/// API tokens.
#[async_trait]
pub trait Tokens: Send + Sync {
    /// Stores a token; `Conflict` when the name is taken. Writes one audit event (actor: shell).
    async fn create_token(&self, token: &NewApiToken) -> Result<ApiToken, StoreError>;

    /// The live token of that hash. Remembers that it was used, at most once a minute.
    async fn find_token(&self, hash: &[u8; 32]) -> Result<Option<ApiToken>, StoreError>;
}
