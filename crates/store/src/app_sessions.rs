//! Which apps are notified that a session has ended: a queue that outlives session, user and server.

use async_trait::async_trait;
use chrono::Duration;
use vestibule_core::{
    clock::Timestamp,
    ids::{AppId, SessionId, UserId},
};

use crate::{AuditEvent, StoreError};

/// An app of a session that has ended. It has not answered yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndedAppSession {
    pub session: SessionId,
    pub app: AppId,
    pub user: UserId,
    /// What the app knows the person by.
    pub subject: String,
    /// How often it was taken, this time included.
    pub attempts: u32,
}

/// Apps of sessions. A row is made when a code is redeemed ([`crate::CodeRedemption::notified_as`]); whatever ends the
/// session makes it due in the same transaction. A session that merely expires leaves none.
#[async_trait]
pub trait AppSessions: Send + Sync {
    /// Takes at most `most` of those that are due. For `hold` nobody else gets them: not on another node either.
    async fn take_ended_app_sessions(&self, most: u32, hold: Duration) -> Result<Vec<EndedAppSession>, StoreError>;

    /// Makes one due again at that time.
    async fn retry_app_session(&self, ended: &EndedAppSession, at: Timestamp) -> Result<(), StoreError>;

    /// The app knows, or is given up: then `event` says so.
    async fn forget_app_session(&self, ended: &EndedAppSession, event: Option<&AuditEvent>) -> Result<(), StoreError>;

    /// Ends when sessions may have ended since the last call, here or on another node. One task may wait.
    async fn wait_for_ended_sessions(&self);
}
