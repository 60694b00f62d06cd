//! Asking the upstream again about people who are signed in.

use async_trait::async_trait;
use chrono::Duration;
use vestibule_core::{
    clock::Timestamp,
    code::ErrorCode,
    ids::{Issuer, ProviderId, SessionId, Subject, UserId},
    secret::Secret,
};

use crate::{AuditEvent, CompleteSignIn, StoreError};

/// For how long an upstream that does not answer changes nothing.
pub const UNANSWERED_LIMIT: Duration = Duration::hours(24);

/// A person about whom the upstream is to be asked now, by whoever has claimed it.
#[derive(Debug, Clone)]
pub struct Recheck {
    /// Of the newest session that began with the identity and has a refresh token.
    pub session: SessionId,
    pub user: UserId,
    pub provider: ProviderId,
    pub issuer: Issuer,
    pub subject: Subject,
    pub refresh_token: Secret,
    /// Since when the upstream has not answered.
    pub unanswered_since: Option<Timestamp>,
}

/// What the upstream has answered about a person.
#[derive(Debug)]
pub struct Renewal<'a> {
    pub recheck: &'a Recheck,
    /// The next refresh token, if it gave one.
    pub refresh_token: Option<&'a Secret>,
    /// Who the person is now.
    pub sign_in: CompleteSignIn<'a>,
}

/// Asking the upstream again about people who are signed in.
#[async_trait]
pub trait Rechecks: Send + Sync {
    /// Claims the question about the person of a session, if it is due. The next one about this identity is due after
    /// `interval`, whichever of its sessions and whichever node asks: `Some` for one of many callers.
    async fn claim_recheck(&self, session: SessionId, interval: Duration) -> Result<Option<Recheck>, StoreError>;

    /// The upstream still knows the person. Keeps the refresh token that it gave, in place of the former one.
    async fn renew_session(&self, recheck: &Recheck, refresh_token: Option<&Secret>) -> Result<(), StoreError>;

    /// The upstream says who the person is now. In one transaction: as [`SignIns::complete_sign_in`](crate::SignIns), but
    /// for an identity that is linked to this user only, without a session of its own; and the refresh token that it gave is
    /// kept. An event is written when rights have changed. The code says why the person may not go on being signed in:
    /// nothing was written then.
    async fn take_over(&self, renewal: &Renewal<'_>) -> Result<Result<(), ErrorCode>, StoreError>;

    /// The upstream did not answer. After [`UNANSWERED_LIMIT`] the sessions that began with the identity end, `event` is
    /// written, and the result is how many.
    async fn recheck_unanswered(&self, recheck: &Recheck, event: &AuditEvent) -> Result<u64, StoreError>;

    /// The upstream refuses the person: withdraws what the identity granted, ends the sessions that began with it and
    /// writes `event`, with user, provider and the number filled in. Returns how many there were.
    async fn end_refused(&self, recheck: &Recheck, event: &AuditEvent) -> Result<u64, StoreError>;
}
