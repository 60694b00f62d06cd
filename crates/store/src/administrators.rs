//! Administrators with a password, made without any upstream.

use async_trait::async_trait;
use vestibule_core::{
    access::Rules,
    email::EmailAddress,
    ids::{Ref, UserId},
    secret::Secret,
};

use crate::{ChangedUser, StoreError, User};

/// An administrator who can sign in with a password when every upstream is unavailable.
#[derive(Debug, Clone)]
pub struct LocalAdministrator {
    pub email: EmailAddress,
    /// The password, hashed (PHC string).
    pub password_hash: Secret,
    pub reference: Ref,
}

/// An existing user who gets a password and administrator rights.
#[derive(Debug, Clone)]
pub struct Reset {
    pub administrator: LocalAdministrator,
    /// The user, by their id. `None`: whoever has the address verified.
    pub user: Option<UserId>,
    pub drops: Drops,
}

/// What goes with a reset.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Drops {
    /// All links of the user.
    pub links: bool,
    /// All API tokens of the installation, none of which belongs to a user, and the personal access tokens of the user.
    pub tokens: bool,
    /// All second factors and passkeys of the user.
    pub factors: bool,
}

/// How a reset ended. Refused, nothing was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResetOutcome {
    /// Boxed: it is much the largest one.
    Done(Box<ResetUser>),
    /// The named user is gone, or nobody says that the address is theirs.
    NotFound,
    /// Nobody has verified the address, and these claim it.
    Unverified(Vec<UserId>),
    /// A user was named, and this one has the address verified.
    HeldBy(UserId),
}

/// A user who was reset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResetUser {
    pub changed: ChangedUser,
    /// How many links went.
    pub links: u64,
    /// How many API tokens went.
    pub tokens: u64,
    /// How many personal access tokens of the user went.
    pub personal_tokens: u64,
    /// Whether second factors or passkeys went.
    pub factors: bool,
}

/// Administrators with a password. Each change writes audit events (actor: shell, unless another one is named).
#[async_trait]
pub trait Administrators: Send + Sync {
    /// Creates a user with a password and administrator rights and a verified address; `Conflict` when a user has the
    /// address verified, by [`vestibule_core::address_owner`]. Who only claims it loses it.
    async fn create_administrator(
        &self,
        administrator: &LocalAdministrator,
        rules: Rules<'_>,
    ) -> Result<User, StoreError>;

    /// Whether any user has administrator rights: from any origin, enabled or not, able to sign in or not. From then on
    /// setup is complete.
    async fn has_administrator(&self) -> Result<bool, StoreError>;

    /// Whether an enabled user can use administrator rights now, signed in by a password or by an identity that counts.
    async fn is_administered(&self, rules: Rules<'_>) -> Result<bool, StoreError>;

    /// Completes setup: creates a user as [`Administrators::create_administrator`] does, but only while no user has
    /// administrator rights; `None` otherwise, and then nothing is written. Of concurrent calls one succeeds. The event
    /// (actor: anonymous) names the client's address.
    async fn create_first_administrator(
        &self,
        administrator: &LocalAdministrator,
        client: Option<&str>,
        rules: Rules<'_>,
    ) -> Result<Option<User>, StoreError>;

    /// The users who say that an address is theirs, whoever has it reserved first; at most 200.
    async fn list_claimants(&self, email: &EmailAddress) -> Result<Vec<User>, StoreError>;

    /// Break-glass: gives an existing user this password, administrator rights and the address, enables it, ends all its
    /// sessions and drops what it is asked to, all at once. Which user is decided by [`vestibule_core::address_owner`].
    async fn reset_administrator(&self, reset: &Reset, rules: Rules<'_>) -> Result<ResetOutcome, StoreError>;

    /// How many enabled users have a password and administrator rights.
    async fn count_password_administrators(&self) -> Result<u64, StoreError>;
}
