//! What an application is asked about each sign-in.

use std::{future::Future, pin::Pin, sync::Arc};

use async_trait::async_trait;
use serde_json::Value;
use vestibule_core::{application_id::ApplicationId, ids::UserId};
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

    /// What the application has called the account before ([`Admit::with_id`]).
    pub fn application_id(&self) -> Option<&str> {
        self.0.application_id.as_ref().map(ApplicationId::as_str)
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

/// The application lets somebody in, and may say what it calls them: the id of a row in a table of its own. `()` is the same without an id.
///
/// ```
/// use vestibule::{Admit, Builder};
///
/// let builder = Builder::new("https://files.example.com").on_sign_in(|sign_in| async move {
///     // Who has been here keeps their id; a new person gets one.
///     let id = sign_in.application_id().map_or_else(|| "customer-42".to_owned(), str::to_owned);
///     Ok(Admit::with_id(id))
/// });
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Admit(Option<String>);

impl Admit {
    /// Keeps `id` with the account, in the transaction that begins the session, in place of one that was kept before;
    /// [`User::application_id`](crate::User::application_id) hands it back. It has 1 to 255 bytes and no control characters: with
    /// anything else the sign-in is refused, for the reason `invalid_application_id`. Two accounts may have the same id.
    pub fn with_id(id: impl Into<String>) -> Self {
        Self(Some(id.into()))
    }

    fn into_id(self) -> Result<Option<ApplicationId>, NotAdmitted> {
        let parsed = self.0.map(|id| ApplicationId::parse(&id)).transpose();
        parsed.map_err(|_| Refuse::with_code("invalid_application_id").0)
    }
}

impl From<()> for Admit {
    fn from((): ()) -> Self {
        Self::default()
    }
}

type Answer = Pin<Box<dyn Future<Output = Result<Admit, Refuse>> + Send>>;

/// The function of the application.
#[derive(Clone)]
pub(crate) struct OnSignIn(Arc<dyn Fn(SignIn) -> Answer + Send + Sync>);

impl OnSignIn {
    pub(crate) fn new<F, A, T>(ask: F) -> Self
    where
        F: Fn(SignIn) -> A + Send + Sync + 'static,
        A: Future<Output = Result<T, Refuse>> + Send + 'static,
        T: Into<Admit>,
    {
        let ask = move |sign_in| {
            let answer = ask(sign_in);
            Box::pin(async move { answer.await.map(Into::into) }) as Answer
        };
        Self(Arc::new(ask))
    }
}

#[async_trait]
impl Admission for OnSignIn {
    async fn admit(&self, person: SigningIn) -> Result<Option<ApplicationId>, NotAdmitted> {
        (self.0)(SignIn(person)).await.map_err(|Refuse(refused)| refused)?.into_id()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_cannot_be_kept_is_a_refusal() {
        assert_eq!(Admit::from(()).into_id(), Ok(None));
        assert_eq!(Admit::with_id("42").into_id().unwrap().unwrap().as_str(), "42");
        for id in ["", "4\n2"] {
            assert_eq!(Admit::with_id(id).into_id().unwrap_err().code, "invalid_application_id");
        }
    }

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
