//! What an application is asked about each sign-in.

use std::{future::Future, pin::Pin, sync::Arc};

use async_trait::async_trait;
use serde_json::Value;
use vestibule_core::ids::UserId;
use vestibule_server::{Admission, NotAdmitted, SigningIn};

/// Somebody who is about to be signed in. Every rule of the provider has admitted them, and nothing is stored of it yet.
///
/// ```
/// use vestibule::{Builder, Refuse};
///
/// let builder = Builder::new("https://files.example.com").on_sign_in(|sign_in| async move {
///     match sign_in.claim("department") {
///         Some(department) if department == "archive" => Err(Refuse::with_code("archive_is_closed")),
///         _ => Ok(()),
///     }
/// });
/// ```
#[derive(Debug, Clone)]
pub struct SignIn(SigningIn);

impl SignIn {
    /// The account; `None` where they will get a new one.
    pub fn user_id(&self) -> Option<UserId> {
        self.0.user
    }

    /// The provider; `None` for a password or a passkey of an account here.
    pub fn provider(&self) -> Option<&str> {
        self.0.identity.as_ref().map(|(provider, _)| provider.as_str())
    }

    /// The provider's own name of the person (`sub`), which counts together with the issuer.
    pub fn subject(&self) -> Option<&str> {
        self.0.identity.as_ref().map(|(_, identity)| identity.subject.as_str())
    }

    /// Who vouches for the subject.
    pub fn issuer(&self) -> Option<&str> {
        self.0.identity.as_ref().map(|(_, identity)| identity.issuer.as_str())
    }

    /// The address, if the provider says that it is verified.
    pub fn email(&self) -> Option<&str> {
        let (_, identity) = self.0.identity.as_ref()?;
        identity.profile.email.as_ref().filter(|_| identity.profile.email_verified).map(|email| email.as_str())
    }

    /// The name.
    pub fn name(&self) -> Option<&str> {
        self.0.identity.as_ref()?.1.profile.name.as_deref()
    }

    /// What the provider calls the groups.
    pub fn groups(&self) -> &[String] {
        self.0.identity.as_ref().and_then(|(_, identity)| identity.profile.groups.as_deref()).unwrap_or_default()
    }

    /// A verified claim of the ID token or of userinfo.
    pub fn claim(&self, name: &str) -> Option<&Value> {
        self.0.identity.as_ref()?.1.claims.get(name)
    }
}

/// The application refuses a sign-in. The person comes back to the login page with `error=not_allowed` and `reason=` the code;
/// the audit log has the code, too.
///
/// ```
/// let refuse = vestibule::Refuse::with_code("subscription_expired");
/// assert_eq!(refuse.code(), "subscription_expired");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refuse(NotAdmitted);

impl Refuse {
    /// Refuses for this reason: a name of the application's own. It is part of an address, so other characters than `a-z`, `0-9` and
    /// `_` become `_`, and it ends after 64 of them.
    pub fn with_code(code: &str) -> Self {
        let plain = |c: char| if c.is_ascii_lowercase() || c.is_ascii_digit() { c } else { '_' };
        Self(NotAdmitted { code: code.chars().take(64).map(plain).collect() })
    }

    /// The name of the reason.
    pub fn code(&self) -> &str {
        &self.0.code
    }
}

type Answer = Pin<Box<dyn Future<Output = Result<(), Refuse>> + Send>>;

/// The function of the application.
#[derive(Clone)]
pub(crate) struct OnSignIn(Arc<dyn Fn(SignIn) -> Answer + Send + Sync>);

impl OnSignIn {
    pub(crate) fn new<F, A>(ask: F) -> Self
    where
        F: Fn(SignIn) -> A + Send + Sync + 'static,
        A: Future<Output = Result<(), Refuse>> + Send + 'static,
    {
        Self(Arc::new(move |sign_in| Box::pin(ask(sign_in))))
    }
}

#[async_trait]
impl Admission for OnSignIn {
    async fn admit(&self, person: SigningIn) -> Result<(), NotAdmitted> {
        (self.0)(SignIn(person)).await.map_err(|Refuse(refused)| refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_a_plain_word() {
        for (given, code) in [
            ("subscription_expired", "subscription_expired"),
            ("a&error=b", "a_error_b"),
            ("Über", "_ber"),
            (&"x".repeat(100), &"x".repeat(64)),
        ] {
            assert_eq!(Refuse::with_code(given).code(), code);
        }
    }
}
