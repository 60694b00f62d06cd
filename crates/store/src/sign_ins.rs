//! Completing a sign-in when the browser returns from an upstream.

use async_trait::async_trait;
use vestibule_core::{
    access::{Checked, Rules},
    clock::Timestamp,
    code::ErrorCode,
    identity::Identity,
    ids::{ProviderId, Ref},
    linking::Decision,
    settings::{Linking, ProfileSync},
};

use crate::{AuditEvent, NewSession, RefusalRows, Session, StoreError, User};

/// A verified identity that the provider's rules admit.
#[derive(Debug, Clone, Copy)]
pub struct Confirmed<'a> {
    pub provider: &'a ProviderId,
    pub identity: &'a Identity,
    pub linking: Linking,
    pub profile_sync: ProfileSync,
    /// Whether this identity makes its user an administrator by this provider.
    pub grants_admin: bool,
    /// By which rules it was admitted.
    pub checked: &'a Checked,
    /// What all providers are now.
    pub rules: Rules<'a>,
    /// Which refusals are written.
    pub refusals: RefusalRows<'a>,
}

/// A verified identity that signs in.
#[derive(Debug)]
pub struct CompleteSignIn<'a> {
    pub confirmed: Confirmed<'a>,
    /// Whether an unknown identity gets an account.
    pub auto_register: bool,
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

/// A verified identity that the provider's rules refuse.
#[derive(Debug)]
pub struct RefusedIdentity<'a> {
    pub provider: &'a ProviderId,
    pub identity: &'a Identity,
    /// What is written, with the user filled in. Says the code and why.
    pub event: &'a AuditEvent,
    /// Whether it is written when there is nothing to withdraw.
    pub refusals: RefusalRows<'a>,
}

/// What was granted under rules that a provider no longer has, and is withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    pub provider: ProviderId,
    /// How many identities lost what they were granted.
    pub links: u64,
    /// How many sessions have ended.
    pub sessions: u64,
}

/// Completing a sign-in when the browser returns from an upstream.
#[async_trait]
pub trait SignIns: Send + Sync {
    /// Marks a flow as used, by a hash of its id. True for exactly one caller, however many ask at once, on however
    /// many nodes. `expires_at` is when the mark may be forgotten.
    async fn consume_flow(&self, flow: &[u8; 32], expires_at: Timestamp) -> Result<bool, StoreError>;

    /// One transaction: read the facts, let `vestibule_core::linking::decide` decide, then create or link or refuse;
    /// update the profile; store what the provider says of the person now in place of what it said before (the last
    /// administrator keeps the rights); take a verified address from whoever has it unverified; start the session, end the
    /// one it replaces; write one audit event either way, and one for each user who loses an address.
    ///
    /// Two concurrent first sign-ins of one subject create one user: the second one finds the link of the first.
    async fn complete_sign_in(&self, sign_in: &CompleteSignIn<'_>) -> Result<SignInOutcome, StoreError>;

    /// Withdraws what was granted by this identity, ends the sessions by it and writes the event, if it is linked to a
    /// user. Returns how many sessions have ended; `None` for an unknown identity, and then nothing is written. Where
    /// nothing is left to withdraw, the event is one of many, and [`RefusalRows`] decides.
    async fn refuse_identity(&self, refused: &RefusedIdentity<'_>) -> Result<Option<u64>, StoreError>;

    /// Withdraws what was granted by identities that do not count any more under these rules, and ends their sessions:
    /// for providers whose rules are not the ones of the last call. What is withdrawn does not come back with the rules.
    async fn withdraw_grants(&self, rules: Rules<'_>) -> Result<Vec<Withdrawal>, StoreError>;

    /// What [`SignIns::complete_sign_in`] would decide now. Writes nothing.
    async fn preview_sign_in(&self, sign_in: &CompleteSignIn<'_>) -> Result<SignInPreview, StoreError>;
}
