//! What people allowed apps, and the tokens that apps got for it. Codes and tokens are stored as hashes.
//!
//! A grant ends with its session, its user, or when a code or refresh token is used once too often; everything that was
//! given out for it ends in the same transaction.

use async_trait::async_trait;
use vestibule_apps::RefreshUse;
use vestibule_core::{
    clock::Timestamp,
    ids::{AppId, GrantId, SessionId, UserId},
};

use crate::{AuditEvent, SessionWithUser, StoreError};

/// A token that was made just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewAppToken {
    /// SHA-256 of the token.
    pub hash: [u8; 32],
    pub expires_at: Timestamp,
}

/// What an app gets at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAppTokens {
    pub access: NewAppToken,
    /// With a grant that goes on without its person.
    pub refresh: Option<NewAppToken>,
    /// With spaces between them.
    pub scopes: String,
}

/// A code that is exchanged.
#[derive(Debug)]
pub struct CodeRedemption<'a> {
    /// SHA-256 of the code.
    pub code: &'a [u8; 32],
    /// From then on nobody accepts it anyway.
    pub code_expires_at: Timestamp,
    pub app: &'a AppId,
    pub user: UserId,
    pub session: SessionId,
    pub tokens: &'a NewAppTokens,
    /// The subject that the app knows the person by, if it wants to be notified when the session ends.
    pub notified_as: Option<&'a str>,
    /// What is written when the code comes a second time, with the user filled in.
    pub replayed: &'a AuditEvent,
}

/// What became of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeOutcome {
    Redeemed,
    /// It was used before. What was granted for it has ended.
    Replayed,
    /// The session has ended since.
    SessionEnded,
}

/// What a refresh token was good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefreshOutcome {
    /// The new tokens are stored.
    Rotated,
    /// It was used once too often. Its grant has ended.
    Replayed,
    /// It is not good any more.
    Unknown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppTokenKind {
    Access,
    Refresh,
}

/// A token that has not expired, with the session and the person that it is about.
#[derive(Debug, Clone)]
pub struct AppToken {
    pub grant: GrantId,
    pub app: AppId,
    pub kind: AppTokenKind,
    /// With spaces between them.
    pub scopes: String,
    /// Those of the grant: what a refresh may ask for.
    pub granted_scopes: String,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    /// Whether the grant goes on when its session is not used any more.
    pub offline: bool,
    /// Of a refresh token.
    pub refresh_use: RefreshUse,
    /// It may have expired; a session that was ended is not there, and its tokens are not either.
    pub session: SessionWithUser,
}

/// Grants and tokens of apps.
#[async_trait]
pub trait AppGrants: Send + Sync {
    /// The session of that id with its user, if it is live and the user is not disabled.
    async fn find_session_by_id(&self, session: SessionId) -> Result<Option<SessionWithUser>, StoreError>;

    /// Uses a code up, begins its grant and stores the first tokens: for exactly one caller, however many come at once, on
    /// however many nodes. A second use ends the grant and writes an audit event.
    async fn redeem_code(&self, redemption: &CodeRedemption<'_>) -> Result<CodeOutcome, StoreError>;

    /// The token of that hash. Those of disabled users are absent.
    async fn find_app_token(&self, hash: &[u8; 32]) -> Result<Option<AppToken>, StoreError>;

    /// Uses a refresh token up and stores what comes out of it. `vestibule_apps::decide_refresh` decides; when it ends the
    /// grant, `replayed` is written with the user filled in.
    async fn rotate_refresh_token(
        &self,
        hash: &[u8; 32],
        tokens: &NewAppTokens,
        replayed: &AuditEvent,
    ) -> Result<RefreshOutcome, StoreError>;

    /// Ends an access token, or with a refresh token its whole grant; false when the app has no such token.
    async fn revoke_app_token(&self, hash: &[u8; 32], app: &AppId) -> Result<bool, StoreError>;

    /// What a person has let an app know, with spaces between the scopes.
    async fn find_consent(&self, user: UserId, app: &AppId) -> Result<Option<String>, StoreError>;

    /// Keeps that, in place of what was kept before.
    async fn keep_consent(&self, user: UserId, app: &AppId, scopes: &str) -> Result<(), StoreError>;
}
