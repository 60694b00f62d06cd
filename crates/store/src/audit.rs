//! Who did what, when and from where. Never a token or a secret.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
pub use vestibule_core::event::{EventKind, Outcome};
use vestibule_core::{
    clock::Timestamp,
    code::ErrorCode,
    ids::{AuditId, ProviderId, Ref, TokenId, UserId},
};

use crate::StoreError;

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Actor {
    /// Not signed in.
    Anonymous,
    /// A signed-in user.
    User(UserId),
    /// A program with an API token.
    Token(TokenId),
    /// Somebody at the shell.
    Shell,
    /// Nobody: the server has noticed it.
    Server,
}

/// An event to be written. The store adds id and time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEvent {
    pub kind: EventKind,
    pub outcome: Outcome,
    /// Why it failed.
    pub code: Option<ErrorCode>,
    /// Shown to the person, who can quote it to an administrator.
    pub reference: Ref,
    pub provider: Option<ProviderId>,
    /// The user it is about.
    pub user: Option<UserId>,
    pub actor: Actor,
    /// The client's address.
    pub address: Option<String>,
    /// For the operator. Contains no secret.
    pub detail: Option<String>,
}

/// Builds an event: `AuditEvent::new(kind, reference).actor(actor).user(user)`.
impl AuditEvent {
    /// A successful event by an anonymous actor.
    pub fn new(kind: EventKind, reference: Ref) -> Self {
        Self {
            kind,
            outcome: Outcome::Ok,
            code: None,
            reference,
            provider: None,
            user: None,
            actor: Actor::Anonymous,
            address: None,
            detail: None,
        }
    }

    #[must_use]
    pub fn failed(self, code: ErrorCode) -> Self {
        Self { outcome: Outcome::Failed, code: Some(code), ..self }
    }

    #[must_use]
    pub fn actor(self, actor: Actor) -> Self {
        Self { actor, ..self }
    }

    #[must_use]
    pub fn user(self, user: impl Into<Option<UserId>>) -> Self {
        Self { user: user.into(), ..self }
    }

    #[must_use]
    pub fn provider(self, provider: impl Into<Option<ProviderId>>) -> Self {
        Self { provider: provider.into(), ..self }
    }

    #[must_use]
    pub fn address(self, address: impl Into<Option<String>>) -> Self {
        Self { address: address.into(), ..self }
    }

    #[must_use]
    pub fn detail(self, detail: impl Into<Option<String>>) -> Self {
        Self { detail: detail.into(), ..self }
    }
}

/// An event as it is stored.
#[derive(Debug, Clone)]
pub struct AuditEntry {
    /// Its id, ordered by time.
    pub id: AuditId,
    /// When.
    pub at: Timestamp,
    /// The rest.
    pub event: AuditEvent,
}

/// Which events to list.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Only the one with this reference.
    pub reference: Option<Ref>,
    /// Only about this user.
    pub user: Option<UserId>,
    /// Only of this provider.
    pub provider: Option<ProviderId>,
    /// Only of no provider, as a sign-in with a password.
    pub without_provider: bool,
    /// Only of this kind.
    pub kind: Option<EventKind>,
    /// Only those that ended so.
    pub outcome: Option<Outcome>,
    /// Only from this address.
    pub address: Option<String>,
    /// Only at this time or later.
    pub since: Option<Timestamp>,
    /// Only before this time.
    pub until: Option<Timestamp>,
    /// Only events before this one (exclusive), for paging.
    pub before: Option<AuditId>,
    /// Only events after this one (exclusive), for paging.
    pub after: Option<AuditId>,
    /// The oldest of them first.
    pub oldest_first: bool,
    /// At most so many; 1 to 200.
    pub limit: u32,
}

/// Sign-ins of one day, by one provider, that ended alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInCount {
    /// Which of the days that were asked for, the first one being 0.
    pub day: usize,
    /// By which provider; `None` for a password.
    pub provider: Option<ProviderId>,
    /// How they ended.
    pub outcome: Outcome,
    /// How many there were.
    pub count: u64,
}

/// The audit log.
#[async_trait]
pub trait Audit: Send + Sync {
    /// Writes one event.
    async fn record(&self, event: &AuditEvent) -> Result<AuditId, StoreError>;

    /// Events that match, newest first unless the filter says otherwise.
    async fn list_audit(&self, filter: &AuditFilter) -> Result<Vec<AuditEntry>, StoreError>;

    /// How many events match, whatever the part of the list; counted up to `most`.
    async fn count_audit(&self, filter: &AuditFilter, most: u32) -> Result<u64, StoreError>;

    /// Counts the sign-ins by day, provider and outcome, in that order. A day is from one of `starts`, which ascend, to the
    /// next one, and the last of them ends the last day. Without two there is no day, and nothing is counted.
    async fn count_sign_ins(&self, starts: &[Timestamp]) -> Result<Vec<SignInCount>, StoreError>;
}

/// Decides whether a refusal is a row of its own. Whoever decides counts one that is not: a flood costs no writes.
#[derive(Clone, Copy)]
pub struct RefusalRows<'a>(pub &'a (dyn Fn(&AuditEvent) -> bool + Send + Sync));

impl RefusalRows<'_> {
    /// Every one is.
    pub const ALL: RefusalRows<'static> = RefusalRows(&|_| true);

    pub(crate) fn admit(self, event: &AuditEvent) -> bool {
        (self.0)(event)
    }
}

impl std::fmt::Debug for RefusalRows<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RefusalRows")
    }
}
