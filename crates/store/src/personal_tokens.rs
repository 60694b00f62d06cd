//! Personal access tokens: what a person made for their programs. Only a hash is stored.
//!
//! One counts as a session would that began as the one that made it: while its person is not disabled, and while the
//! identity of that sign-in counts. It ends with its person, when they are disabled, and when it is revoked.

use async_trait::async_trait;
use vestibule_apps::TokenScope;
use vestibule_core::{
    clock::Timestamp,
    ids::{PersonalTokenId, ProviderId, SessionId, UserId},
};

use crate::{AuditEvent, SessionWithUser, StoreError};

/// How many tokens a user may have, those that have ended included.
pub const MOST_PERSONAL_TOKENS: usize = 50;

/// A token that was made just now.
#[derive(Debug, Clone)]
pub struct NewPersonalToken<'a> {
    pub name: &'a str,
    /// SHA-256 of the token.
    pub hash: [u8; 32],
    pub scope: &'a TokenScope,
    pub expires_at: Timestamp,
}

/// A token as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalToken {
    pub id: PersonalTokenId,
    /// As its person calls it.
    pub name: String,
    pub scope: TokenScope,
    /// Whom its person had signed in with; `None` for a password or a passkey.
    pub provider: Option<ProviderId>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    /// To within a minute.
    pub last_used_at: Option<Timestamp>,
}

/// A token and what is taken for the session of its person: it began when the token was made, and ends with it.
#[derive(Debug, Clone)]
pub struct PersonalTokenWithUser {
    pub token: PersonalToken,
    pub session: SessionWithUser,
}

/// What became of a new token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonalTokenAddition {
    Added(PersonalToken),
    /// The user has [`MOST_PERSONAL_TOKENS`].
    TooMany,
    /// The session that it was to be made by has ended.
    SessionEnded,
}

/// Personal access tokens.
#[async_trait]
pub trait PersonalTokens: Send + Sync {
    /// Stores a token of the user of a live session, and writes `event`.
    async fn create_personal_token(
        &self,
        session: SessionId,
        new: &NewPersonalToken<'_>,
        event: &AuditEvent,
    ) -> Result<PersonalTokenAddition, StoreError>;

    /// The token of that hash, ended or not. Those of disabled users are absent.
    async fn find_personal_token(&self, hash: &[u8; 32]) -> Result<Option<PersonalTokenWithUser>, StoreError>;

    /// Records a use.
    async fn note_personal_token_use(&self, token: PersonalTokenId, at: Timestamp) -> Result<(), StoreError>;

    /// Those of a user, newest first.
    async fn list_personal_tokens(&self, user: UserId) -> Result<Vec<PersonalToken>, StoreError>;

    /// Deletes a token of that user and writes `event`, and lets every node know; false when there is none of that id.
    async fn revoke_personal_token(
        &self,
        user: UserId,
        token: PersonalTokenId,
        event: &AuditEvent,
    ) -> Result<bool, StoreError>;
}
