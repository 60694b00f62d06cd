//! Local accounts.

use async_trait::async_trait;
use vestibule_core::{
    access::{Access, LinkGrant, Local, Rules, evaluate},
    application_id::ApplicationId,
    clock::Timestamp,
    identity::{Identity, Profile},
    ids::{ProviderId, UserId},
};

use crate::{AuditEvent, ChangeOutcome, StoreError, ValueOrigins};

/// A local account. Its address, its groups and its rights depend on what the providers are now: ask [`User::access`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    pub id: UserId,
    /// What administrators gave.
    pub local: Local,
    /// What providers granted, by link, the oldest link first.
    pub grants: Vec<LinkGrant>,
    pub has_password: bool,
    /// Unique, and nobody who was deleted or named otherwise since had it before.
    pub username: String,
    pub name: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub avatar_url: Option<String>,
    /// Where the values of the profile come from.
    pub origins: ValueOrigins,
    /// What the application that embeds the server calls them, if it has said.
    pub application_id: Option<ApplicationId>,
    pub disabled: bool,
    pub created_at: Timestamp,
    pub last_sign_in_at: Option<Timestamp>,
}

impl User {
    /// Who they are and what they may do now.
    pub fn access(&self, rules: Rules<'_>, now: Timestamp) -> Access {
        evaluate(&self.local, &self.grants, rules, now)
    }

    /// The user with another state of one grant.
    #[must_use]
    pub(crate) fn with_grant(mut self, grant: LinkGrant) -> Self {
        self.grants.retain(|other| other.link != grant.link);
        self.grants.push(grant);
        self.grants.sort_by_key(|grant| grant.link);
        self
    }
}

/// A user who has been changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedUser {
    pub user: User,
    /// How many of their sessions have ended with that.
    pub sessions_ended: u64,
}

/// A user of another program.
#[derive(Debug, Clone)]
pub struct ImportedUser {
    pub profile: Profile,
    pub disabled: bool,
    /// Each at its provider; at least one, or they could not sign in.
    pub identities: Vec<(ProviderId, Identity)>,
}

/// Which users to list.
#[derive(Debug, Clone, Default)]
pub struct UserFilter {
    /// Only those whose address, user name or name contains this text, whatever its case.
    pub text: Option<String>,
    /// Only disabled users, or only others.
    pub disabled: Option<bool>,
    /// Only those who have an identity of this provider.
    pub provider: Option<ProviderId>,
    /// Only those for whom administrator rights are stored, from any origin, whether they count now or not.
    pub with_rights: bool,
    /// In which order.
    pub order: UserOrder,
    /// Only users before this one (exclusive); for [`UserOrder::Newest`].
    pub before: Option<UserId>,
    /// Without so many at the beginning.
    pub skip: u32,
    /// 1 to 200.
    pub limit: u32,
}

/// The order of a list of users.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum UserOrder {
    /// Who was added last comes first.
    #[default]
    Newest,
    /// Who was added first comes first.
    Oldest,
    /// By name, whatever its case; backwards if `true`.
    Name(bool),
    /// By the last sign-in, the longest ago first; backwards if `true`. Who never signed in comes last.
    LastSignIn(bool),
}

/// What to change about a user; `None` leaves it as it is.
#[derive(Debug, Clone, Default)]
pub struct UserChange {
    /// A valid name, which nobody else has or had; refused with `username_taken` otherwise. Nobody else gets the former
    /// one.
    pub username: Option<String>,
    /// A disabled user has no sessions.
    pub disabled: Option<bool>,
    /// `true` grants local administrator rights. `false` revokes the rights of every origin; those of a provider come
    /// back at the next sign-in while its rules grant them. Who loses rights has no sessions either.
    pub is_admin: Option<bool>,
}

/// Local accounts. Each change writes `event`, with the user filled in, in the same transaction, and is refused with
/// `last_way_in` when no administrator could sign in any more who could before.
#[async_trait]
pub trait Users: Send + Sync {
    async fn find_user(&self, id: UserId) -> Result<Option<User>, StoreError>;

    /// Users that match, in the order of the filter.
    async fn list_users(&self, filter: &UserFilter) -> Result<Vec<User>, StoreError>;

    /// How many users match, whatever the part of the list.
    async fn count_users(&self, filter: &UserFilter) -> Result<u64, StoreError>;

    async fn change_user(
        &self,
        user: UserId,
        change: UserChange,
        rules: Rules<'_>,
        event: &AuditEvent,
    ) -> Result<ChangeOutcome<ChangedUser>, StoreError>;

    /// Creates a user that another program had, under a name that is free, with the identities that sign them in. What a
    /// provider says of them counts from their first sign-in on. A conflict when an identity belongs to somebody.
    async fn import_user(&self, user: &ImportedUser, event: &AuditEvent) -> Result<User, StoreError>;

    /// Deletes a user with links and sessions, and returns how many sessions have ended. Nobody gets their name.
    async fn delete_user(
        &self,
        user: UserId,
        rules: Rules<'_>,
        event: &AuditEvent,
    ) -> Result<ChangeOutcome<u64>, StoreError>;
}
