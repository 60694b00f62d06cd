//! API tokens. Only a hash is stored.

use async_trait::async_trait;
use vestibule_core::{
    clock::Timestamp,
    ids::{Ref, TokenId},
};

use crate::{AuditEvent, StoreError};

/// A token to be stored.
#[derive(Debug, Clone)]
pub struct NewApiToken {
    /// Unique.
    pub name: String,
    /// SHA-256 of the token.
    pub hash: [u8; 32],
    /// `None`: never.
    pub expires_at: Option<Timestamp>,
    pub reference: Ref,
}

/// A token as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    pub id: TokenId,
    pub name: String,
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
    /// To within a minute.
    pub last_used_at: Option<Timestamp>,
}

/// API tokens.
#[async_trait]
pub trait Tokens: Send + Sync {
    /// Stores a token; `Conflict` when the name is taken. Writes one audit event (actor: shell).
    async fn create_token(&self, token: &NewApiToken) -> Result<ApiToken, StoreError>;

    /// The live token of that hash. Records its use, at most once a minute.
    async fn find_token(&self, hash: &[u8; 32]) -> Result<Option<ApiToken>, StoreError>;

    /// All API tokens, oldest first, at most 200.
    async fn list_tokens(&self) -> Result<Vec<ApiToken>, StoreError>;

    /// Deletes a token and writes `event`; false when there is none of that id.
    async fn delete_token(&self, token: TokenId, event: &AuditEvent) -> Result<bool, StoreError>;
}
