//! A sign-in with a provider that nobody has saved: an administrator goes to the upstream and comes back, and is shown
//! what would have happened. Creates nothing, links nothing, begins no session, keeps no token.
//!
//! ```text
//! form ─▶ start ─▶ 303 to the upstream … callback with the state of a trial ─▶ finish ─▶ 303 to the page of the result
//! ```
//! TestSignIns live in the memory of this node for ten minutes: they hold a driver with credentials that are stored nowhere.

use std::{sync::Arc, time::Duration};

use axum::response::Response;
use http::HeaderMap;
use moka::sync::Cache;
use serde_json::{Map, Value};
use vestibule_core::{
    clock::Timestamp,
    driver::{BeginRequest, Callback, Context, FinishRequest, FlowValues, Hints, SignInError},
    identity::{Identity, Profile},
    ids::{Issuer, Ref, SessionId, Subject},
    linking::Decision,
    policy,
    provider::ProviderRecord,
    random::{token_128, token_256},
    secret::Secret,
};
use vestibule_registry::Ready;
use vestibule_store::{CompleteSignIn, User};

use super::accept::rejected;
use crate::{
    AppState,
    http::{answer::see_other, api_error::ApiError, client::Client},
    session::{self, guard::find_administrator},
};
use vestibule_core::code::ErrorCode;

const LIVES: Duration = Duration::from_secs(600);
/// More at once are not trials.
const MOST: u64 = 64;

/// TestSignIns under way, and their results.
pub(crate) struct TestSignIns {
    pending: Cache<String, Arc<TestSignIn>>,
    results: Cache<String, Arc<TestResult>>,
}

/// One trial under way.
struct TestSignIn {
    session: SessionId,
    record: ProviderRecord,
    ready: Ready,
    flow: FlowValues,
    saved: Vec<u8>,
    began_at: Timestamp,
}

/// What came of a trial, for the administrator who started it.
pub(crate) struct TestResult {
    session: SessionId,
    /// The provider.
    pub(crate) record: ProviderRecord,
    /// What would have happened; or where it went wrong.
    pub(crate) outcome: Result<Seen, Broken>,
}

/// Where a trial went wrong, and why.
pub(crate) struct Broken {
    pub(crate) step: TestStep,
    pub(crate) code: ErrorCode,
    /// For the administrator.
    pub(crate) detail: String,
}

/// What has to succeed for a person to come in, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TestStep {
    /// The upstream is known, and may be asked.
    Reachable,
    /// It sends the person back with an answer that is a code.
    Authorized,
    /// Tokens and keys are fetched.
    Tokens,
    /// The proof of identity is valid.
    IdToken,
    /// The profile is read.
    Profile,
    /// The rules of this provider let the person in.
    Policy,
}

impl TestStep {
    pub(crate) const ALL: [Self; 6] =
        [Self::Reachable, Self::Authorized, Self::Tokens, Self::IdToken, Self::Profile, Self::Policy];

    /// The step that an error after the callback belongs to.
    fn of(code: ErrorCode, callback: &Callback) -> Self {
        match code {
            _ if callback.error.is_some() => Self::Authorized,
            ErrorCode::IssuerMismatch | ErrorCode::InvalidRequest => Self::Authorized,
            ErrorCode::IdTokenMissing | ErrorCode::IdTokenInvalid => Self::IdToken,
            ErrorCode::UserinfoFailed | ErrorCode::UserinfoMismatch | ErrorCode::SubjectMissing => Self::Profile,
            _ => Self::Tokens,
        }
    }
}

/// Who came back, and what a sign-in would have done.
pub(crate) struct Seen {
    pub(crate) issuer: Issuer,
    pub(crate) subject: Subject,
    pub(crate) profile: Profile,
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

    /// The result of that name, for the session that the trial was started in.
    pub(crate) fn find(&self, name: &str, session: SessionId) -> Option<Arc<TestResult>> {
        self.results.get(name).filter(|result| result.session == session)
    }

    /// Whether a callback with this state belongs to a trial.
    pub(super) fn is_pending(&self, state: Option<&str>) -> bool {
        state.is_some_and(|state| self.pending.contains_key(state))
    }
}

/// Sends the administrator of this session to the upstream.
pub(crate) async fn start(app: &AppState, headers: &HeaderMap, record: ProviderRecord) -> Result<Response, ApiError> {
    let session = find_administrator(app, headers).await?.session.id;
    let ready = match app.registry.resolve_unpublished(&record).await {
        Ok(ready) => ready,
        Err(detail) => {
            let code = ErrorCode::ProviderMisconfigured;
            let outcome = Err(Broken { step: TestStep::Reachable, code, detail });
            return Ok(show(app, TestResult { session, record, outcome }));
        }
    };
    let flow = FlowValues {
        state: token_128(&*app.random),
        nonce: Secret::new(token_128(&*app.random)),
        code_verifier: Secret::new(token_256(&*app.random)),
        redirect_uri: app.settings.public_url.callback(&record.id),
    };
    let context = Context { http: &*ready.http, clock: &*app.clock, random: &*app.random };
    let hints = Hints::default();
    match ready.driver.begin(&context, &BeginRequest { flow: &flow, hints: &hints }).await {
        Err(error) => Ok(show(app, failed(session, record, (TestStep::Reachable, error)))),
        Ok(begun) => {
            let (state, began_at) = (flow.state.clone(), app.clock.now());
            let trial = TestSignIn { session, record, ready, flow, saved: begun.saved, began_at };
            app.test_sign_ins.pending.insert(state, Arc::new(trial));
            Ok(see_other(begun.redirect.as_str()))
        }
    }
}

/// Ends a trial: once, and only in the browser of the administrator who started it.
pub(super) async fn finish(
    app: &AppState,
    client: &Client,
    headers: &HeaderMap,
    (state, callback): (&str, &Callback),
) -> Result<Response, ApiError> {
    let stranger = || rejected(ErrorCode::InvalidState);
    let found = find_administrator(app, headers).await.map_err(|_| stranger())?;
    let pending = app.test_sign_ins.pending.get(state).filter(|trial| trial.session == found.session.id);
    pending.ok_or_else(stranger)?;
    let trial = app.test_sign_ins.pending.remove(state).ok_or_else(stranger)?;
    let context = Context { http: &*trial.ready.http, clock: &*app.clock, random: &*app.random };
    let request = FinishRequest { flow: &trial.flow, saved: &trial.saved, callback, began_at: trial.began_at };
    let result = match trial.ready.driver.finish(&context, &request).await {
        Err(error) => {
            let step = TestStep::of(error.code, callback);
            failed(trial.session, trial.record.clone(), (step, error))
        }
        Ok(identity) => {
            let verdict = preview(app, client, headers, (&trial.record, &identity)).await?;
            let administrator = policy::is_admin(&identity, &trial.record.settings);
            let Identity { issuer, subject, profile, claims, .. } = identity;
            let seen = Seen { issuer, subject, profile, claims, verdict, administrator };
            TestResult { session: trial.session, record: trial.record.clone(), outcome: Ok(seen) }
        }
    };
    Ok(show(app, result))
}

async fn preview(
    app: &AppState,
    client: &Client,
    headers: &HeaderMap,
    (record, identity): (&ProviderRecord, &Identity),
) -> Result<Verdict, ApiError> {
    if let Err(refusal) = policy::admit(identity, &record.settings) {
        return Ok(Verdict::Refuse(refusal.code, Some(refusal.reason)));
    }
    // Described, not begun: the store only looks.
    let (session, _) = session::begin(app, client, headers);
    let sign_in = CompleteSignIn {
        provider: &record.id,
        identity,
        linking: record.settings.linking,
        auto_register: record.settings.auto_register,
        profile_sync: record.settings.profile_sync,
        grants_admin: false,
        session: &session,
        reference: &Ref::generate(&*app.random),
    };
    let foreseen = app.store.preview_sign_in(&sign_in).await?;
    Ok(match foreseen.decision {
        Decision::SignIn(_) => Verdict::SignIn(foreseen.user),
        Decision::Link(_) => Verdict::Link(foreseen.user),
        Decision::Create => Verdict::Create,
        Decision::Refuse(code) => Verdict::Refuse(code, None),
    })
}

fn failed(session: SessionId, record: ProviderRecord, (step, error): (TestStep, SignInError)) -> TestResult {
    TestResult { session, record, outcome: Err(Broken { step, code: error.code, detail: error.detail }) }
}

/// Keeps a result and leads to its page, so that no address with a code in it stays in the browser.
fn show(app: &AppState, result: TestResult) -> Response {
    let name = token_128(&*app.random);
    app.test_sign_ins.results.insert(name.clone(), Arc::new(result));
    see_other(&format!("/admin/trials/{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_belongs_to_a_step() {
        let code = Callback { code: Some(Secret::new("c")), ..Callback::default() };
        let refused = Callback { error: Some("access_denied".to_owned()), ..Callback::default() };
        for (error, callback, step) in [
            (ErrorCode::AccessDenied, &refused, TestStep::Authorized),
            (ErrorCode::ProviderUnavailable, &refused, TestStep::Authorized),
            (ErrorCode::IssuerMismatch, &code, TestStep::Authorized),
            (ErrorCode::ProviderUnavailable, &code, TestStep::Tokens),
            (ErrorCode::TokenExchangeFailed, &code, TestStep::Tokens),
            (ErrorCode::IdTokenInvalid, &code, TestStep::IdToken),
            (ErrorCode::UserinfoFailed, &code, TestStep::Profile),
        ] {
            assert_eq!(TestStep::of(error, callback), step, "{error}");
        }
    }
}
