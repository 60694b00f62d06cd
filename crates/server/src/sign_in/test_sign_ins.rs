//! A test sign-in while its person is at the upstream, and its report: sealed in the database for ten minutes, for the
//! session that it was started in, so that every node finds them.
//!
//! Not in a cookie as a flow: a draft with a private key, and a report with all claims, are larger than cookies may be.

use std::{collections::BTreeMap, sync::Arc};

use chrono::Duration;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use vestibule_core::{
    cause::Cause,
    code::ErrorCode,
    credentials::Credentials,
    driver::{Callback, SignInError},
    ids::{ProviderId, SessionId},
    origin::Origin,
    provider::{Owner, ProviderRecord},
    secret::{Secret, sha256},
    settings::ProviderSettings,
};

use super::{flow::Flow, state::SignInState};
use crate::http::api_error::ApiError;

const LIVES: Duration = Duration::minutes(10);

/// A test sign-in whose callback has not arrived: what another node needs to go on with it.
#[derive(Serialize, Deserialize)]
pub(super) struct TestSignIn {
    draft: Draft,
    pub(super) flow: Flow,
    #[serde(default)]
    pub(super) form: Option<TestedForm>,
}

/// The form that a test sign-in was started from, for the way back to it. It holds secrets.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct TestedForm {
    /// Where it is sent to.
    pub(crate) path: String,
    pub(crate) fields: Vec<(String, String)>,
}

/// The provider that is tried, which need not be saved. With the places of its values: where somebody typed a host decides
/// whether it may be in a private network.
#[derive(Serialize, Deserialize)]
struct Draft {
    id: ProviderId,
    owner: Owner,
    settings: ProviderSettings,
    credentials: Vec<(String, Value, Option<Origin>)>,
    origins: BTreeMap<String, Origin>,
}

/// The report of a test sign-in, for the administrator who started it.
#[derive(Serialize, Deserialize)]
pub(crate) struct TestReport {
    /// The name of the provider.
    pub(crate) provider: String,
    /// What would have happened; or where it failed.
    pub(crate) outcome: Result<Seen, Broken>,
    #[serde(default)]
    pub(crate) form: Option<TestedForm>,
}

/// Where a test sign-in failed, and why.
#[derive(Serialize, Deserialize)]
pub(crate) struct Broken {
    pub(crate) step: TestStep,
    pub(crate) code: ErrorCode,
    /// For the administrator.
    pub(crate) detail: String,
}

/// What has to succeed for a person to sign in, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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
#[derive(Serialize, Deserialize)]
pub(crate) struct Seen {
    /// What the profile is made of, by the names of the fields.
    pub(crate) mapped: Vec<(String, String)>,
    /// Claims that were there for the profile and were not taken.
    pub(crate) not_taken: Vec<String>,
    /// The groups as they were sent, and the names under which they count; empty where no rule changes any.
    #[serde(default)]
    pub(crate) groups: Vec<(String, Option<String>)>,
    /// All verified claims, merged.
    pub(crate) claims: Vec<(String, String)>,
    pub(crate) verdict: Verdict,
    /// Whether this provider would make the person an administrator.
    pub(crate) administrator: bool,
}

/// What a sign-in would have done.
#[derive(Serialize, Deserialize)]
pub(crate) enum Verdict {
    /// Sign in the user of that name, who is linked already.
    SignIn(String),
    /// Link to the user of that name.
    Link(String),
    /// Create a user.
    Create,
    /// Refuse.
    Refuse(ErrorCode, Option<String>),
}

impl TestSignIn {
    pub(super) fn new(record: &ProviderRecord, flow: Flow, form: Option<TestedForm>) -> Self {
        let credentials = &record.credentials;
        let value =
            |name: &str| Some((name.to_owned(), credentials.value(name)?.clone(), credentials.origin(name).cloned()));
        let draft = Draft {
            id: record.id.clone(),
            owner: record.owner,
            settings: (*record.settings).clone(),
            credentials: credentials.names().filter_map(value).collect(),
            origins: (*record.origins).clone(),
        };
        Self { draft, flow, form }
    }

    /// The provider that is tried.
    pub(super) fn record(&self) -> ProviderRecord {
        let mut credentials = Credentials::default();
        for (name, value, origin) in &self.draft.credentials {
            credentials.insert(name, value.clone(), origin.clone().unwrap_or(Origin::Admin));
        }
        ProviderRecord {
            id: self.draft.id.clone(),
            owner: self.draft.owner,
            settings: self.draft.settings.clone().into(),
            credentials: credentials.into(),
            origins: Arc::new(self.draft.origins.clone()),
        }
    }

    /// Waits for the callback with this state.
    pub(super) async fn keep(&self, app: &SignInState, state: &str, session: SessionId) -> Result<(), ApiError> {
        keep(app, &id("pending", state), session, self).await
    }

    /// The one with that state, if it was started in that session. Only one caller gets it, whichever node asks.
    pub(super) async fn take(app: &SignInState, state: &str, session: SessionId) -> Result<Option<Self>, ApiError> {
        Ok(read(app.store.take_test_sign_in(&id("pending", state), session).await?))
    }
}

impl TestReport {
    /// Keeps it under a name.
    pub(super) async fn keep(&self, app: &SignInState, name: &str, session: SessionId) -> Result<(), ApiError> {
        keep(app, &id("report", name), session, self).await
    }

    /// The report of that name, for the session that the test sign-in was started in.
    pub(crate) async fn find(app: &SignInState, name: &str, session: SessionId) -> Result<Option<Self>, ApiError> {
        Ok(read(app.store.find_test_sign_in(&id("report", name), session).await?))
    }
}

/// One-way: who reads the database learns neither states nor names.
fn id(kind: &str, name: &str) -> [u8; 32] {
    sha256(["test sign-in\0", kind, "\0", name].concat())
}

async fn keep(app: &SignInState, id: &[u8; 32], session: SessionId, value: &impl Serialize) -> Result<(), ApiError> {
    let text = Secret::new(serde_json::to_string(value).map_err(|error| ApiError::internal(&error))?);
    Ok(app.store.keep_test_sign_in(id, session, &text, app.clock.now() + LIVES).await?)
}

/// What another version has written and this one cannot read is not there.
fn read<T: DeserializeOwned>(content: Option<Secret>) -> Option<T> {
    content.and_then(|text| serde_json::from_str(text.expose()).ok())
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
