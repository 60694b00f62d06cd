//! Test sign-ins under way and their results, in the memory of this node.

use std::{sync::Arc, time::Duration};

use moka::sync::Cache;
use serde_json::{Map, Value};
use vestibule_core::{
    cause::Cause,
    claims::NotTaken,
    code::ErrorCode,
    driver::{Callback, SignInError},
    identity::Profile,
    ids::{Issuer, SessionId, Subject},
    provider::ProviderRecord,
};
use vestibule_registry::Ready;
use vestibule_store::User;

use super::flow::Flow;

const LIVES: Duration = Duration::from_secs(600);
/// More at once are an attack.
const MOST: u64 = 64;

/// TestSignIns under way, and their results.
pub(crate) struct TestSignIns {
    pending: Cache<String, Arc<TestSignIn>>,
    results: Cache<String, Arc<TestResult>>,
}

/// A test sign-in whose callback has not arrived.
pub(super) struct TestSignIn {
    pub(super) session: SessionId,
    pub(super) record: ProviderRecord,
    pub(super) ready: Ready,
    pub(super) flow: Flow,
}

/// The result of a test sign-in, for the administrator who started it.
pub(crate) struct TestResult {
    pub(super) session: SessionId,
    /// The provider.
    pub(crate) record: ProviderRecord,
    /// What would have happened; or where it failed.
    pub(crate) outcome: Result<Seen, Broken>,
}

/// Where a test sign-in failed, and why.
pub(crate) struct Broken {
    pub(crate) step: TestStep,
    pub(crate) code: ErrorCode,
    /// For the administrator.
    pub(crate) detail: String,
}

/// What has to succeed for a person to sign in, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TestStep {
    /// The upstream is reachable and its metadata valid.
    Reachable,
    /// It returned with an authorization code.
    Authorized,
    /// Tokens and keys are fetched.
    Tokens,
    /// The ID token is valid.
    IdToken,
    /// The profile is read.
    Profile,
    /// The rules of this provider admit the person.
    Policy,
}

impl TestStep {
    pub(crate) const ALL: [Self; 6] =
        [Self::Reachable, Self::Authorized, Self::Tokens, Self::IdToken, Self::Profile, Self::Policy];

    /// The step that failed after the callback. An error answer of the upstream is one of the authorization, whatever
    /// it says.
    pub(super) fn of(error: &SignInError, callback: &Callback) -> Self {
        match (error.code, error.cause) {
            _ if callback.error.is_some() => Self::Authorized,
            // A profile that could not be fetched has the cause of the network failure.
            (ErrorCode::UserinfoFailed | ErrorCode::UserinfoMismatch, _) | (_, Cause::Subject) => Self::Profile,
            (_, Cause::IssuerMismatch | Cause::Callback) => Self::Authorized,
            (_, Cause::IdToken) => Self::IdToken,
            (_, Cause::Policy | Cause::Linking) => Self::Policy,
            _ => Self::Tokens,
        }
    }
}

/// The identity, and what a sign-in would have done.
pub(crate) struct Seen {
    pub(crate) issuer: Issuer,
    pub(crate) subject: Subject,
    pub(crate) profile: Profile,
    pub(crate) not_taken: Vec<NotTaken>,
    /// All verified claims, merged.
    pub(crate) claims: Map<String, Value>,
    pub(crate) verdict: Verdict,
    /// Whether this provider would make the person an administrator.
    pub(crate) administrator: bool,
}

/// What a sign-in would have done.
pub(crate) enum Verdict {
    /// Sign in this user, who is linked already.
    SignIn(Option<User>),
    /// Link to this user.
    Link(Option<User>),
    /// Create a user.
    Create,
    /// Refuse.
    Refuse(ErrorCode, Option<String>),
}

impl TestSignIns {
    pub(crate) fn new() -> Self {
        Self {
            pending: Cache::builder().time_to_live(LIVES).max_capacity(MOST).build(),
            results: Cache::builder().time_to_live(LIVES).max_capacity(MOST).build(),
        }
    }

    /// The result of that name, for the session that it was started in.
    pub(crate) fn find(&self, name: &str, session: SessionId) -> Option<Arc<TestResult>> {
        self.results.get(name).filter(|result| result.session == session)
    }

    /// Keeps a result under a name.
    pub(super) fn insert_result(&self, name: String, result: TestResult) {
        self.results.insert(name, Arc::new(result));
    }

    /// Waits for the callback with this state.
    pub(super) fn insert(&self, state: String, test: TestSignIn) {
        self.pending.insert(state, Arc::new(test));
    }

    /// Takes the test sign-in of that state, if it was started in that session. Only one caller gets it.
    pub(super) fn take(&self, state: &str, session: SessionId) -> Option<Arc<TestSignIn>> {
        self.pending.get(state).filter(|test| test.session == session)?;
        self.pending.remove(state)
    }

    /// Whether a callback with this state belongs to a test sign-in.
    pub(super) fn is_pending(&self, state: &str) -> bool {
        self.pending.contains_key(state)
    }
}

#[cfg(test)]
mod tests {
    use vestibule_core::secret::Secret;

    use super::*;

    #[test]
    fn an_error_belongs_to_a_step() {
        let code = Callback { code: Some(Secret::new("c")), ..Callback::default() };
        let refused = Callback { error: Some("access_denied".to_owned()), ..Callback::default() };
        for (error, cause, callback, step) in [
            (ErrorCode::AccessDenied, Cause::UpstreamError, &refused, TestStep::Authorized),
            (ErrorCode::ProviderUnavailable, Cause::Unavailable, &refused, TestStep::Authorized),
            (ErrorCode::IssuerMismatch, Cause::IssuerMismatch, &code, TestStep::Authorized),
            (ErrorCode::InvalidRequest, Cause::Callback, &code, TestStep::Authorized),
            (ErrorCode::ProviderUnavailable, Cause::Unreachable, &code, TestStep::Tokens),
            (ErrorCode::TokenExchangeFailed, Cause::InvalidGrant, &code, TestStep::Tokens),
            (ErrorCode::ProviderMisconfigured, Cause::Keys, &code, TestStep::Tokens),
            (ErrorCode::IdTokenInvalid, Cause::IdToken, &code, TestStep::IdToken),
            (ErrorCode::UserinfoFailed, Cause::Userinfo, &code, TestStep::Profile),
            (ErrorCode::UserinfoFailed, Cause::Unreachable, &code, TestStep::Profile),
            (ErrorCode::SubjectMissing, Cause::Subject, &code, TestStep::Profile),
        ] {
            let error = SignInError::new(error, cause, "");
            assert_eq!(TestStep::of(&error, callback), step, "{cause:?}");
        }
    }
}
