//! Passkeys of local administrators (WebAuthn Level 3): what is kept of them, and signing in with one.
//!
//! Whoever calls verifies signatures; the store decides in one transaction what only it can know: whether the challenge has
//! been used, whether the signature counter goes forward, and whether the user may sign in now.

use async_trait::async_trait;
use vestibule_core::{
    clock::Timestamp,
    code::ErrorCode,
    ids::{PasskeyId, Ref, UserId},
};

use crate::{AuditEvent, NewSession, SignedIn, StoreError};

/// How many passkeys a user may have.
pub const MOST_PASSKEYS: usize = 10;

/// A passkey, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkey {
    pub id: PasskeyId,
    /// How authenticators know it.
    pub credential_id: Vec<u8>,
    /// As its owner calls it.
    pub name: String,
    /// The host that browsers bind it to.
    pub rp_id: String,
    pub created_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
}

/// A passkey, and what verifies its signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPasskey {
    pub passkey: Passkey,
    pub user: UserId,
    /// JSON that only whoever verifies it understands. Holds a public key, and no secret.
    pub credential: String,
}

/// A passkey that was registered just now.
#[derive(Debug, Clone)]
pub struct NewPasskey {
    pub credential_id: Vec<u8>,
    pub rp_id: String,
    pub name: String,
    pub credential: String,
    pub challenge: UsedChallenge,
}

/// A challenge that was answered: it is good for one answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsedChallenge {
    /// Names it, and gives nothing of it away.
    pub fingerprint: [u8; 32],
    /// From then on nobody accepts it anyway.
    pub expires_at: Timestamp,
}

/// What became of a new passkey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PasskeyAddition {
    Added(Passkey),
    /// The user has [`MOST_PASSKEYS`].
    TooMany,
    /// It is registered already, for this or for another user; or the challenge has been answered.
    Taken,
    /// The user is gone, disabled or no administrator with a password.
    Refused,
}

/// A passkey whose signature was verified.
#[derive(Debug, Clone)]
pub struct CheckedPasskey {
    pub id: PasskeyId,
    pub user: UserId,
    /// The signature counter that it sent; always 0 for those that do not count.
    pub sign_count: u32,
    /// What verifies the next signature.
    pub credential: String,
    pub challenge: UsedChallenge,
}

/// How a sign-in with a verified passkey ended. Either way one audit event is written.
#[derive(Debug, Clone)]
pub enum PasskeySignIn {
    SignedIn(Box<SignedIn>),
    /// The challenge has been answered, the counter does not go forward, the passkey is gone, or the user may not sign in.
    Refused(ErrorCode),
}

/// Passkeys. Each change writes one audit event.
#[async_trait]
pub trait Passkeys: Send + Sync {
    /// Those of a user, the oldest first.
    async fn list_passkeys(&self, user: UserId) -> Result<Vec<Passkey>, StoreError>;

    /// The one with that credential id, whether or not its user may sign in.
    async fn find_passkey(&self, credential_id: &[u8]) -> Result<Option<StoredPasskey>, StoreError>;

    /// Whether somebody can sign in with a passkey that is bound to this host.
    async fn has_passkeys(&self, rp_id: &str) -> Result<bool, StoreError>;

    /// Adds a passkey to an administrator with a password.
    async fn add_passkey(
        &self,
        user: UserId,
        new: &NewPasskey,
        event: &AuditEvent,
    ) -> Result<PasskeyAddition, StoreError>;

    /// Removes a passkey of that user; false when there is none with that id. Its user keeps the password, so it is never
    /// the last way to sign in.
    async fn remove_passkey(&self, user: UserId, id: PasskeyId, event: &AuditEvent) -> Result<bool, StoreError>;

    /// Starts a session for the user of a passkey whose signature has been verified.
    async fn complete_passkey_sign_in(
        &self,
        checked: &CheckedPasskey,
        session: &NewSession,
        reference: &Ref,
    ) -> Result<PasskeySignIn, StoreError>;
}
