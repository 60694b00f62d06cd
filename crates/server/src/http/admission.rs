//! The application that has this server in its own process may refuse a sign-in, or say what it calls the person.

use async_trait::async_trait;
use vestibule_core::{
    application_id::ApplicationId,
    cause::Cause,
    code::ErrorCode,
    driver::SignInError,
    identity::Identity,
    ids::{ProviderId, UserId},
};

/// Asked about everybody who is about to be signed in, after all rules of ours have admitted them.
#[async_trait]
pub trait Admission: Send + Sync {
    /// Says no, or what it calls the person from now on; `None` leaves that as it is.
    async fn admit(&self, person: SigningIn) -> Result<Option<ApplicationId>, NotAdmitted>;
}

/// Who is about to be signed in. Nothing is kept of them yet.
#[derive(Debug, Clone)]
pub struct SigningIn {
    /// The account; `None` where there will be a new one.
    pub user: Option<UserId>,
    /// What the application has called the account before.
    pub application_id: Option<ApplicationId>,
    /// What the provider says; `None` for a password or a passkey.
    pub identity: Option<(ProviderId, Identity)>,
}

/// The application refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAdmitted {
    /// The application's own name for the reason: `a-z`, `0-9` and `_`, at most 64 bytes.
    pub code: String,
}

impl NotAdmitted {
    /// What the log and the audit event say.
    pub(crate) fn detail(&self) -> String {
        format!("refused by the application: {}", self.code)
    }

    /// The refusal, as the rules of a provider would say it.
    pub(crate) fn error(&self) -> SignInError {
        SignInError::new(ErrorCode::NotAllowed, Cause::Policy, self.detail())
    }

    /// The parameter of the login page's address, for an application that shows a login page of its own.
    pub(crate) fn parameter(&self) -> (&'static str, &str) {
        ("reason", &self.code)
    }
}
