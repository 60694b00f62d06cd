//! Second factors of local administrators: one-time codes and recovery codes.

use async_trait::async_trait;
use vestibule_core::{clock::Timestamp, ids::UserId, totp::TotpSecret};

use crate::{AuditEvent, StoreError};

/// What a user has beyond the password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Factors {
    /// Since when there are one-time codes, and when one was used last.
    pub totp: Option<TotpFactor>,
    /// How many recovery codes are left.
    pub recovery_codes: u64,
}

impl Factors {
    /// Whether signing in with the password asks for more.
    pub const fn is_required(&self) -> bool {
        self.totp.is_some()
    }
}

/// One-time codes of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TotpFactor {
    pub created_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
}

/// New one-time codes, proven with one of them.
#[derive(Debug, Clone)]
pub struct NewTotp {
    pub secret: TotpSecret,
    /// The step of the code that proved it; it is good for no sign-in.
    pub step: u64,
    /// The hashes of the recovery codes that replace the former ones.
    pub recovery_codes: Vec<[u8; 32]>,
}

/// What was shown next to the password. The store decides in the transaction of the sign-in whether it is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactorProof {
    /// Nothing.
    None,
    /// A code of this step, which was checked against the secret.
    Totp(u64),
    /// A recovery code of this hash.
    RecoveryCode([u8; 32]),
}

impl FactorProof {
    /// What was shown, password included, as applications name it (RFC 8176 §2).
    pub const fn methods(self) -> &'static [&'static str] {
        match self {
            Self::None => &["pwd"],
            Self::Totp(_) | Self::RecoveryCode(_) => &["pwd", "otp", "mfa"],
        }
    }
}

/// Second factors. Each change writes one audit event.
#[async_trait]
pub trait SecondFactors: Send + Sync {
    /// What a user has.
    async fn list_factors(&self, user: UserId) -> Result<Factors, StoreError>;

    /// The secret of a user's one-time codes. `Corrupt` when it does not open.
    async fn find_totp(&self, user: UserId) -> Result<Option<TotpSecret>, StoreError>;

    /// Gives a user with a password one-time codes and recovery codes, in place of the former ones; false when the user is
    /// gone or has no password.
    async fn enroll_totp(&self, user: UserId, new: &NewTotp, event: &AuditEvent) -> Result<bool, StoreError>;

    /// Replaces the recovery codes; false when the user has no factor that they could replace.
    async fn replace_recovery_codes(
        &self,
        user: UserId,
        hashes: &[[u8; 32]],
        event: &AuditEvent,
    ) -> Result<bool, StoreError>;

    /// Removes one-time codes and recovery codes; false when there are none.
    async fn remove_totp(&self, user: UserId, event: &AuditEvent) -> Result<bool, StoreError>;
}
