//! Completing a sign-in when the browser returns from an upstream.

use async_trait::async_trait;
use vestibule_core::{
    clock::Timestamp,
    code::ErrorCode,
    identity::Identity,
    ids::{ProviderId, Ref},
    linking::Decision,
    settings::{Linking, ProfileSync},
};

use crate::{NewSession, Session, StoreError, User};

/// A verified identity that signs in.
#[derive(Debug)]
pub struct CompleteSignIn<'a> {
    pub provider: &'a ProviderId,
    pub identity: &'a Identity,
    pub linking: Linking,
    /// Whether an unknown identity gets an account.
    pub auto_register: bool,
    pub profile_sync: ProfileSync,
    /// Whether this identity makes its user an administrator by this provider.
    pub grants_admin: bool,
    /// `None` for a person who goes on being signed in.
    pub session: Option<&'a NewSession>,
    pub reference: &'a Ref,
}

/// Which account a sign-in ended at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountOutcome {
    /// The account that the identity was linked to before.
    Existing,
    /// An account with the same address, linked now.
    Linked,
    Created,
}

/// A sign-in that succeeded.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub user: User,
    pub session: Session,
    pub account: AccountOutcome,
}

/// How a sign-in ended.
#[derive(Debug, Clone)]
pub enum SignInOutcome {
    /// Boxed: it is much the larger one.
    SignedIn(Box<SignedIn>),
    Refused(ErrorCode),
}

/// What a sign-in would do.
#[derive(Debug, Clone)]
pub struct SignInPreview {
    pub decision: Decision,
    /// The user whom the decision is about, if there is one.
    pub user: Option<User>,
}

/// Completing a sign-in when the browser returns from an upstream.
#[async_trait]
pub trait SignIns: Send + Sync {
    /// Marks a flow as used, by a hash of its id. True for exactly one caller, however many ask at once, on however
    /// many nodes. `expires_at` is when the mark may be forgotten.
    async fn consume_flow(&self, flow: &[u8; 32], expires_at: Timestamp) -> Result<bool, StoreError>;

    /// One transaction: read the facts, let `vestibule_core::linking::decide` decide, then create or link or refuse;
    /// update the profile; grant or revoke the rights by this provider (the last administrator keeps them); start the
    /// session, end the one it replaces; write one audit event either way.
    ///
    /// Two concurrent first sign-ins of one subject create one user: the second one finds the link of the first.
    async fn complete_sign_in(&self, sign_in: &CompleteSignIn<'_>) -> Result<SignInOutcome, StoreError>;

    /// What [`SignIns::complete_sign_in`] would decide now. Writes nothing.
    async fn preview_sign_in(&self, sign_in: &CompleteSignIn<'_>) -> Result<SignInPreview, StoreError>;
}
