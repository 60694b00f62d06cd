//! Administrators with a password, made without any upstream.

use async_trait::async_trait;
use vestibule_core::{email::EmailAddress, ids::Ref, secret::Secret};

use crate::{ChangedUser, StoreError, User};

/// An administrator who can sign in with a password when every upstream is unavailable.
#[derive(Debug, Clone)]
pub struct LocalAdministrator {
    pub email: EmailAddress,
    /// The password, hashed (PHC string).
    pub password_hash: Secret,
    pub reference: Ref,
}

/// Administrators with a password. Each change writes one audit event (actor: shell, unless another one is named).
#[async_trait]
pub trait Administrators: Send + Sync {
    /// Creates a user with a password and administrator rights and a verified address; `Conflict` when the address is
    /// taken.
    async fn create_administrator(&self, administrator: &LocalAdministrator) -> Result<User, StoreError>;

    /// Whether any user has administrator rights: from any origin, enabled or not, able to sign in or not. From then on
    /// setup is complete.
    async fn has_administrator(&self) -> Result<bool, StoreError>;

    /// Completes setup: creates a user as [`Administrators::create_administrator`] does, but only while no user has
    /// administrator rights; `None` otherwise, and then nothing is written. Of concurrent calls one succeeds. The event
    /// (actor: anonymous) names the client's address.
    async fn create_first_administrator(
        &self,
        administrator: &LocalAdministrator,
        client: Option<&str>,
    ) -> Result<Option<User>, StoreError>;

    /// Break-glass: gives the user of that address this password and administrator rights, enables it and ends all its
    /// sessions. `None` when no user has the address verified: an unverified one is a claim that anybody can make.
    async fn reset_administrator(&self, administrator: &LocalAdministrator) -> Result<Option<ChangedUser>, StoreError>;

    /// How many enabled users have a password and administrator rights.
    async fn count_password_administrators(&self) -> Result<u64, StoreError>;
}
