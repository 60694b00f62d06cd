//! Notices of an upstream that somebody has signed out there.

use async_trait::async_trait;

use super::{context::Context, error::SignInError};
use crate::{
    clock::Timestamp,
    definition::SigningAlgorithm,
    ids::{Issuer, Subject},
};

/// Checks what an upstream posts when a person has signed out there.
#[async_trait]
pub trait BackChannelLogout: Send + Sync {
    /// Checks a logout token: who sent it, for whom, and every rule that it must fit. Whether it was used before is the
    /// host's to decide.
    async fn check(&self, context: &Context<'_>, token: &str) -> Result<UpstreamLogout, SignInError>;
}

/// A verified notice of an upstream that a session there has ended. Names a subject, a session, or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpstreamLogout {
    /// Who signed it.
    pub issuer: Issuer,
    /// Who has signed out.
    pub subject: Option<Subject>,
    /// Which of the upstream's sessions has ended, by its name for it.
    pub session: Option<String>,
    /// What the token is signed with.
    pub algorithm: SigningAlgorithm,
    /// Sessions whose ID token has one of these algorithms are not this token's to end, unless the upstream has signed a
    /// later ID token with [`Self::algorithm`]: it still lists them, and signed this token with another one.
    pub other_algorithms: Vec<SigningAlgorithm>,
    /// The token's own name.
    pub token_id: String,
    /// Until when the token could be used once more.
    pub usable_until: Timestamp,
}
