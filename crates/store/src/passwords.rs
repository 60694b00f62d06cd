//! Signing in with a password.

use async_trait::async_trait;
use vestibule_core::{
    email::EmailAddress,
    ids::{Ref, SessionId, UserId},
    secret::{Secret, sha256},
};

use crate::{AuditEvent, FactorProof, NewSession, SignedIn, StoreError};

/// The stored password of a user.
#[derive(Debug, Clone)]
pub struct PasswordCredential {
    pub id: UserId,
    /// PHC string.
    pub password_hash: Secret,
}

impl PasswordCredential {
    /// Names this password among those that the user had and will have, and gives nothing of it away.
    pub fn digest(&self) -> [u8; 32] {
        sha256(["password\0", self.password_hash.expose()].concat())
    }
}

/// A password that was checked, and what came with it.
#[derive(Debug, Clone, Copy)]
pub struct CheckedPassword {
    pub user: UserId,
    /// Which password it was: one that has been replaced since is none.
    pub digest: [u8; 32],
    pub proof: FactorProof,
}

/// Another password for somebody who has just proven the one that they have.
#[derive(Debug, Clone)]
pub struct PasswordChange {
    pub user: UserId,
    /// Which password was proven: one that has been replaced since is none.
    pub digest: [u8; 32],
    /// PHC string of the new one.
    pub password_hash: Secret,
    /// The session that stays; all others end.
    pub session: SessionId,
}

/// How a sign-in with a checked password ended.
#[derive(Debug, Clone)]
pub enum PasswordSignIn {
    SignedIn(Box<SignedIn>),
    /// The user has a second factor and showed none. Nothing was written.
    FactorRequired,
    /// The second factor was not good.
    FactorRefused,
    /// The user is gone, disabled or no longer an administrator with this password.
    Refused,
}

impl PasswordSignIn {
    /// The session, if there is one.
    pub fn signed_in(self) -> Option<SignedIn> {
        match self {
            Self::SignedIn(signed_in) => Some(*signed_in),
            Self::FactorRequired | Self::FactorRefused | Self::Refused => None,
        }
    }
}

/// Signing in with a password.
#[async_trait]
pub trait Passwords: Send + Sync {
    /// The password of the enabled administrator with that address.
    async fn find_password(&self, email: &EmailAddress) -> Result<Option<PasswordCredential>, StoreError>;

    /// The password of the enabled administrator with that id.
    async fn find_password_of(&self, user: UserId) -> Result<Option<PasswordCredential>, StoreError>;

    /// Replaces a password, ends all sessions but one, and writes `event`. Returns how many sessions have ended; `None`, and
    /// nothing is written, when the password that was proven is none any more.
    async fn change_password(&self, change: &PasswordChange, event: &AuditEvent) -> Result<Option<u64>, StoreError>;

    /// Starts a session for a user whose password has been checked, and uses the second factor up. Writes one audit event,
    /// unless a second factor is still to come.
    async fn complete_password_sign_in(
        &self,
        checked: &CheckedPassword,
        session: &NewSession,
        reference: &Ref,
    ) -> Result<PasswordSignIn, StoreError>;
}
