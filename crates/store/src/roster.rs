//! What administrators see and do about users, sessions and API tokens.

use async_trait::async_trait;
use vestibule_core::ids::{LinkId, SessionId, TokenId, UserId};

use crate::{ApiToken, AuditEvent, ChangeOutcome, ConfiguredProviders, Session, StoreError, User};

/// Which users to list.
#[derive(Debug, Clone, Default)]
pub struct UserFilter {
    /// Only those in whose address, user name or name this text stands, whatever its case.
    pub text: Option<String>,
    /// Only users before this one (exclusive) in the order of the list.
    pub before: Option<UserId>,
    /// At most so many; 1 to 200.
    pub limit: u32,
}

/// Which sessions to list.
#[derive(Debug, Clone, Default)]
pub struct SessionFilter {
    /// Only of this user.
    pub user: Option<UserId>,
    /// Only sessions before this one (exclusive) in the order of the list.
    pub before: Option<SessionId>,
    /// At most so many; 1 to 200.
    pub limit: u32,
}

/// What to change about a user; `None` stays as it is.
#[derive(Debug, Clone, Copy, Default)]
pub struct UserChange {
    /// Whether the user is kept out. A user who is kept out has no sessions.
    pub disabled: Option<bool>,
    /// `true` gives local administrator rights. `false` takes the rights of every origin; those of a provider come back
    /// at the next sign-in while its rules give them.
    pub is_admin: Option<bool>,
}

/// What administrators see and do. Each change writes `event`, with the user filled in, in the same transaction.
#[async_trait]
pub trait Roster: Send + Sync {
    /// Users that match, newest first.
    async fn list_users(&self, filter: &UserFilter) -> Result<Vec<User>, StoreError>;

    /// Changes a user; refused with `last_way_in` when no administrator could sign in any more who could before.
    async fn change_user(
        &self,
        user: UserId,
        change: UserChange,
        configured: ConfiguredProviders<'_>,
        event: &AuditEvent,
    ) -> Result<ChangeOutcome<User>, StoreError>;

    /// Deletes a user with links and sessions; refused as [`Roster::change_user`] is.
    async fn delete_user(
        &self,
        user: UserId,
        configured: ConfiguredProviders<'_>,
        event: &AuditEvent,
    ) -> Result<ChangeOutcome<()>, StoreError>;

    /// Takes a link from a user; `Absent` when this user has no such link. Refused with `last_way_in` when neither a
    /// password nor another link is left, and as [`Roster::change_user`] is. Rights that the provider granted go with its
    /// last link, and the event tells so.
    async fn delete_link(
        &self,
        user: UserId,
        link: LinkId,
        configured: ConfiguredProviders<'_>,
        event: &AuditEvent,
    ) -> Result<ChangeOutcome<()>, StoreError>;

    /// Live sessions that match, newest first.
    async fn list_all_sessions(&self, filter: &SessionFilter) -> Result<Vec<Session>, StoreError>;

    /// Ends the session of that public name; false when there is no such live one.
    async fn revoke_session(&self, session: SessionId, event: &AuditEvent) -> Result<bool, StoreError>;

    /// All API tokens, oldest first, at most 200.
    async fn list_tokens(&self) -> Result<Vec<ApiToken>, StoreError>;

    /// Deletes a token; false when there is none of that id.
    async fn delete_token(&self, token: TokenId, event: &AuditEvent) -> Result<bool, StoreError>;
}
