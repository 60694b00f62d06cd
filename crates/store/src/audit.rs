//! Who did what, when and from where. Never a token or a secret.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use vestibule_core::{
    clock::Timestamp,
    code::ErrorCode,
    ids::{AuditId, ProviderId, Ref, TokenId, UserId},
};

use crate::StoreError;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// A person signed in, or tried to.
    SignIn,
    /// A session ended because its owner said so.
    SignOut,
    /// An identity was linked to a user, or was refused.
    Link,
    /// An identity was taken from a user.
    Unlink,
    /// A user was created outside of a sign-in.
    UserCreated,
    /// A user's rights, state or password changed.
    UserChanged,
    /// A user was deleted.
    UserDeleted,
    /// A user added a second factor, or made new recovery codes.
    FactorAdded,
    /// A second factor was removed.
    FactorRemoved,
    /// An address went to somebody who has verified it.
    AddressLost,
    /// An administrator ended somebody's session.
    SessionRevoked,
    /// An API token was made.
    TokenCreated,
    /// An API token was deleted.
    TokenDeleted,
    /// An administrator made a provider.
    ProviderCreated,
    /// An administrator changed a provider.
    ProviderChanged,
    /// An administrator deleted a provider.
    ProviderDeleted,
    /// An administrator put the providers in another order.
    ProvidersReordered,
    /// Somebody without the rights asked for what administrators may, or came with a token that is none.
    AccessRefused,
}

impl EventKind {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::SignIn,
        Self::SignOut,
        Self::Link,
        Self::Unlink,
        Self::UserCreated,
        Self::UserChanged,
        Self::UserDeleted,
        Self::FactorAdded,
        Self::FactorRemoved,
        Self::AddressLost,
        Self::SessionRevoked,
        Self::TokenCreated,
        Self::TokenDeleted,
        Self::ProviderCreated,
        Self::ProviderChanged,
        Self::ProviderDeleted,
        Self::ProvidersReordered,
        Self::AccessRefused,
    ];

    /// The name under which it is stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::SignOut => "sign_out",
            Self::Link => "link",
            Self::Unlink => "unlink",
            Self::UserCreated => "user_created",
            Self::UserChanged => "user_changed",
            Self::UserDeleted => "user_deleted",
            Self::FactorAdded => "factor_added",
            Self::FactorRemoved => "factor_removed",
            Self::AddressLost => "address_lost",
            Self::SessionRevoked => "session_revoked",
            Self::TokenCreated => "token_created",
            Self::TokenDeleted => "token_deleted",
            Self::ProviderCreated => "provider_created",
            Self::ProviderChanged => "provider_changed",
            Self::ProviderDeleted => "provider_deleted",
            Self::ProvidersReordered => "providers_reordered",
            Self::AccessRefused => "access_refused",
        }
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == text)
    }
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Done.
    Ok,
    /// Refused or failed, with a code.
    Failed,
}

impl Outcome {
    /// The name under which it is stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Failed => "failed",
        }
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Ok, Self::Failed].into_iter().find(|outcome| outcome.as_str() == text)
    }
}

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
    /// Only of this kind.
    pub kind: Option<EventKind>,
    /// Only those that ended so.
    pub outcome: Option<Outcome>,
    /// Only events before this one (exclusive), for paging.
    pub before: Option<AuditId>,
    /// At most so many; 1 to 200.
    pub limit: u32,
}

/// Sign-ins of one day, by one provider, that ended alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInCount {
    /// Days since 1970, UTC.
    pub day: i64,
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

    /// Events that match, newest first.
    async fn list_audit(&self, filter: &AuditFilter) -> Result<Vec<AuditEntry>, StoreError>;

    /// Counts the sign-ins since `since` by day, provider and outcome, in that order.
    async fn count_sign_ins(&self, since: Timestamp) -> Result<Vec<SignInCount>, StoreError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One name per thing: what JSON says and what the database says.
    #[test]
    fn names_read_back_and_equal_their_json() {
        for kind in EventKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
            assert_eq!(EventKind::parse(kind.as_str()), Some(*kind));
        }
        for outcome in [Outcome::Ok, Outcome::Failed] {
            assert_eq!(serde_json::to_value(outcome).unwrap(), outcome.as_str());
            assert_eq!(Outcome::parse(outcome.as_str()), Some(outcome));
        }
        assert_eq!(EventKind::parse("signin"), None);
    }
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
