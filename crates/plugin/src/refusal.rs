//! Why a sign-in ends without an identity.

use serde::{Deserialize, Serialize};

/// The codes that the host knows. Any other is shown as `provider_error`.
pub mod code {
    /// The person, or the upstream, said no.
    pub const ACCESS_DENIED: &str = "access_denied";
    /// The upstream wants the person to act there first.
    pub const LOGIN_REQUIRED: &str = "login_required";
    /// The upstream answered with an error, or with something that makes no sense.
    pub const PROVIDER_ERROR: &str = "provider_error";
    /// The upstream says that it cannot answer now.
    pub const PROVIDER_UNAVAILABLE: &str = "provider_unavailable";
    /// Something that an administrator must fix, credentials for instance.
    pub const PROVIDER_MISCONFIGURED: &str = "provider_misconfigured";
    /// The proof that came back is not valid: a signature, an age, a field that does not fit the question.
    pub const TOKEN_EXCHANGE_FAILED: &str = "token_exchange_failed";
    /// The profile could not be fetched.
    pub const USERINFO_FAILED: &str = "userinfo_failed";
    /// The answer does not say who the person is.
    pub const SUBJECT_MISSING: &str = "subject_missing";
    /// The request is of a kind that this plugin does not know.
    pub const UNSUPPORTED: &str = "unsupported";
}

/// The sign-in ends here. The code decides what the person is shown, the message is for the operator's log: no secret in
/// it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Refusal {
    /// One of [`code`].
    pub code: String,
    /// What happened, in one sentence. The host cuts it at 256 characters and escapes it.
    pub message: String,
}

impl Refusal {
    /// A refusal with one of [`code`].
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: message.into() }
    }

    /// The person, or the upstream, said no.
    pub fn access_denied(message: impl Into<String>) -> Self {
        Self::new(code::ACCESS_DENIED, message)
    }

    /// The upstream answered with an error, or with something that makes no sense.
    pub fn provider_error(message: impl Into<String>) -> Self {
        Self::new(code::PROVIDER_ERROR, message)
    }

    /// Something that an administrator must fix.
    pub fn misconfigured(message: impl Into<String>) -> Self {
        Self::new(code::PROVIDER_MISCONFIGURED, message)
    }

    /// The proof that came back is not valid.
    pub fn invalid_proof(message: impl Into<String>) -> Self {
        Self::new(code::TOKEN_EXCHANGE_FAILED, message)
    }

    /// The answer does not say who the person is.
    pub fn subject_missing(message: impl Into<String>) -> Self {
        Self::new(code::SUBJECT_MISSING, message)
    }

    /// The request is of a kind that this plugin does not know.
    pub fn unsupported(message: impl Into<String>) -> Self {
        Self::new(code::UNSUPPORTED, message)
    }
}
