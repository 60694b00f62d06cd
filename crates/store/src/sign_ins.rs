//! The moment a person comes back from an upstream.

use async_trait::async_trait;
use vestibule_core::{
    clock::Timestamp,
    code::ErrorCode,
    identity::Identity,
    ids::{LinkId, ProviderId, Ref, UserId},
    linking::Decision,
    settings::{Linking, ProfileSync},
};

use crate::{NewSession, Session, StoreError, users::User};

/// A verified identity that wants to sign in.
#[derive(Debug)]
pub struct CompleteSignIn<'a> {
    /// By which provider.
    pub provider: &'a ProviderId,
    /// Who the upstream says it is.
    pub identity: &'a Identity,
    /// The provider's linking rule.
    pub linking: Linking,
    /// Whether new people get an account.
    pub auto_register: bool,
    /// When the profile follows the provider.
    pub profile_sync: ProfileSync,
    /// Whether this identity makes its user an administrator by this provider.
    pub grants_admin: bool,
    /// The session to begin.
    pub session: &'a NewSession,
    /// For the audit event.
    pub reference: &'a Ref,
}

/// How the user of a sign-in was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountOutcome {
    /// By an existing link.
    Existing,
    /// By the address, and was linked.
    Linked,
    /// Was created.
    Created,
}

/// A sign-in that succeeded.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The user.
    pub user: User,
    /// The session.
    pub session: Session,
    /// How the user was found.
    pub account: AccountOutcome,
}

/// How a sign-in ended.
#[derive(Debug, Clone)]
pub enum SignInOutcome {
    /// With a session. Boxed: it is much the larger one.
    SignedIn(Box<SignedIn>),
    /// With a refusal.
    Refused(ErrorCode),
}

/// A verified identity that its owner wants to add to the user of a session.
#[derive(Debug)]
pub struct CompleteLink<'a> {
    /// To whom.
    pub user: UserId,
    /// By which provider.
    pub provider: &'a ProviderId,
    /// The identity.
    pub identity: &'a Identity,
    /// When the profile follows the provider.
    pub profile_sync: ProfileSync,
    /// For the audit event.
    pub reference: &'a Ref,
    /// The client's address, for the audit event.
    pub address: Option<&'a str>,
}

/// How linking ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkOutcome {
    /// The identity belongs to the user now.
    Linked(LinkId),
    /// It did already.
    AlreadyLinked(LinkId),
    /// Refused: `identity_in_use` or `account_disabled`.
    Refused(ErrorCode),
}

/// What a sign-in would do.
#[derive(Debug, Clone)]
pub struct SignInPreview {
    /// The decision.
    pub decision: Decision,
    /// The user whom it is about, if there is one.
    pub user: Option<User>,
}

/// The moment a person comes back from an upstream.
#[async_trait]
pub trait SignIns: Send + Sync {
    /// Marks a flow as used, by a hash of its id. True for exactly one caller, however many ask at once, on however
    /// many nodes. `expires_at` is when the mark may be forgotten.
    async fn consume_flow(&self, flow: &[u8; 32], expires_at: Timestamp) -> Result<bool, StoreError>;

    /// One transaction: read the facts, let `vestibule_core::linking::decide` decide, then create or link or refuse;
    /// bring the profile up to date; give or take the rights that this provider grants (the last administrator keeps
    /// them); begin the session, end the one it replaces; write one audit event either way.
    ///
    /// Two first sign-ins of one subject at once give one user: the second one finds the first one's link.
    async fn complete_sign_in(&self, sign_in: &CompleteSignIn<'_>) -> Result<SignInOutcome, StoreError>;

    /// What [`SignIns::complete_sign_in`] would decide now. Writes nothing.
    async fn preview_sign_in(&self, sign_in: &CompleteSignIn<'_>) -> Result<SignInPreview, StoreError>;

    /// One transaction: link the identity to the user, or refuse; write one audit event either way.
    async fn complete_link(&self, link: &CompleteLink<'_>) -> Result<LinkOutcome, StoreError>;
}
