//! Identities that belong to users.

use async_trait::async_trait;
use vestibule_core::{
    access::Rules,
    clock::Timestamp,
    code::ErrorCode,
    ids::{Issuer, LinkId, ProviderId, Ref, Subject, UserId},
};

use crate::{AuditEvent, ChangeOutcome, Confirmed, StoreError};

/// An identity that belongs to a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub id: LinkId,
    pub user: UserId,
    pub provider: ProviderId,
    pub issuer: Issuer,
    pub subject: Subject,
    /// The address that the upstream sent last, to tell two links of one provider apart.
    pub email: Option<String>,
    pub created_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
}

/// A verified identity to be added to the user of a session.
#[derive(Debug)]
pub struct CompleteLink<'a> {
    pub user: UserId,
    pub confirmed: Confirmed<'a>,
    pub reference: &'a Ref,
    /// The client's address, for the audit event.
    pub address: Option<&'a str>,
}

/// How linking ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkOutcome {
    Linked(LinkId),
    AlreadyLinked(LinkId),
    /// `identity_in_use` or `account_disabled`.
    Refused(ErrorCode),
}

/// How unlinking ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnlinkOutcome {
    Unlinked {
        /// How many sessions that began with the identity have ended with it.
        sessions_ended: u64,
    },
    /// `last_way_in`.
    Refused(ErrorCode),
}

/// Identities that belong to users. With a link go what its provider granted by it and the sessions by it.
#[async_trait]
pub trait Links: Send + Sync {
    /// The links of a user, oldest first, at most 200.
    async fn list_links(&self, user: UserId) -> Result<Vec<Link>, StoreError>;

    /// One transaction: link the identity to the user, or refuse; write one audit event either way.
    async fn complete_link(&self, link: &CompleteLink<'_>) -> Result<LinkOutcome, StoreError>;

    /// Removes a link of its owner; `None` when this user has no such link, and then nothing is written. Refused with
    /// `last_way_in` when neither a password nor another usable link is left, or when no administrator could sign in any
    /// more who could before. Writes one audit event either way.
    async fn unlink(
        &self,
        user: UserId,
        link: LinkId,
        rules: Rules<'_>,
        reference: &Ref,
    ) -> Result<Option<UnlinkOutcome>, StoreError>;

    /// The same for an administrator; `NotFound` when this user has no such link. Returns how many sessions have ended.
    /// Writes `event` with user and provider filled in.
    async fn delete_link(
        &self,
        user: UserId,
        link: LinkId,
        rules: Rules<'_>,
        event: &AuditEvent,
    ) -> Result<ChangeOutcome<u64>, StoreError>;
}
