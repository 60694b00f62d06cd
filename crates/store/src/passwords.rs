//! Signing in with a password.

use async_trait::async_trait;
use vestibule_core::{
    email::EmailAddress,
    ids::{Ref, UserId},
    secret::Secret,
};

use crate::{NewSession, SignedIn, StoreError};

/// The stored password of a user.
#[derive(Debug, Clone)]
pub struct PasswordCredential {
    pub id: UserId,
    /// PHC string.
    pub password_hash: Secret,
}

/// Signing in with a password.
#[async_trait]
pub trait Passwords: Send + Sync {
    /// The password of the enabled administrator with that address.
    async fn find_password(&self, email: &EmailAddress) -> Result<Option<PasswordCredential>, StoreError>;

    /// Starts a session for a user whose password has been checked; `None` when the user is gone, disabled or no longer
    /// an administrator with a password. Writes one audit event either way.
    async fn complete_password_sign_in(
        &self,
        user: UserId,
        session: &NewSession,
        reference: &Ref,
    ) -> Result<Option<SignedIn>, StoreError>;
}
