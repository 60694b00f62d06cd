//! Why a sign-in failed.

use crate::{cause::Cause, clock::Timestamp, code::ErrorCode, expiry::explain_failure, settings::ProviderSettings};

/// A sign-in failed. What the person sees and what the operator sees are separate fields.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{code}")]
pub struct SignInError {
    /// What the person sees.
    pub code: ErrorCode,
    /// Why it failed, for programs.
    pub cause: Cause,
    /// What the log and the audit event say. Contains no secret; upstream text in it is cut and escaped.
    pub detail: String,
}

impl SignInError {
    /// A failure.
    pub fn new(code: ErrorCode, cause: Cause, detail: impl Into<String>) -> Self {
        Self { code, cause, detail: detail.into() }
    }

    /// The same, with the credential that has expired where the upstream does not accept the client.
    #[must_use]
    pub fn explained(mut self, settings: &ProviderSettings, now: Timestamp) -> Self {
        if self.cause == Cause::ClientAuthentication {
            self.detail.push_str(&explain_failure(settings, now));
        }
        self
    }

    /// Whether the upstream has said no about a person whose refresh token it was shown (RFC 6749 §5.2): everything else
    /// says something about the network, the upstream or our client.
    pub fn refuses(&self) -> bool {
        self.cause == Cause::InvalidGrant || self.code == ErrorCode::AccessDenied
    }
}
