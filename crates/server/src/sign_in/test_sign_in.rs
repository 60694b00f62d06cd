//! A test sign-in with a provider that need not be saved: an administrator goes to the upstream and comes back, and sees
//! what would have happened. Creates nothing, links nothing, begins no session, keeps no token.
//!
//! ```text
//! form ─▶ start ─▶ 303 to the upstream … callback with its state ─▶ accept ─▶ report ─▶ 303 to the page of the result
//! ```
//! Test sign-ins live in the memory of this node for ten minutes: they hold a driver with credentials that are stored
//! nowhere.

use std::sync::Arc;

use axum::response::Response;
use http::HeaderMap;
use vestibule_core::{
    access::Checked,
    code::ErrorCode,
    driver::{BeginRequest, Callback, Context, Hints, SignInError},
    identity::Identity,
    ids::{Ref, SessionId},
    linking::Decision,
    policy,
    provider::ProviderRecord,
    random::token_128,
    routes::Route,
    settings::ProviderSettings,
};
use vestibule_store::CompleteSignIn;

use super::{
    accept::rejected,
    complete::CallbackContext,
    flow::Flow,
    state::SignInState,
    test_sign_ins::{Broken, Seen, TestResult, TestSignIn, TestStep, Verdict},
};
use crate::{
    http::{
        answer::{see_other, to_upstream},
        api_error::ApiError,
    },
    session::{self, guard::find_administrator},
};

/// Sends the administrator of this session to the upstream.
pub(crate) async fn start(
    app: &SignInState,
    headers: &HeaderMap,
    record: ProviderRecord,
) -> Result<Response, ApiError> {
    let session = find_administrator(app, headers).await?.session.id;
    let ready = match app.registry.resolve_unpublished(&record).await {
        Ok(ready) => ready,
        Err(error) => return Ok(show(app, failed(session, record, TestStep::Reachable, error))),
    };
    let mut flow = Flow::new(app, (&record.id, &*ready.driver), app.settings.public_url.callback(&record.id));
    let context = Context { http: &*ready.http, clock: &*app.clock, random: &*app.random };
    let (values, hints) = (flow.values(), Hints::default());
    match ready.driver.begin(&context, &BeginRequest { flow: &values, hints: &hints }).await {
        Err(error) => Ok(show(app, failed(session, record, TestStep::Reachable, error))),
        Ok(begun) => {
            flow.save(begun.saved);
            app.test_sign_ins.insert(values.state, TestSignIn { session, record, ready, flow });
            Ok(to_upstream(&begun.redirect))
        }
    }
}

/// Accepts a callback with the state of a test sign-in: once, and only from the administrator who started it.
pub(super) async fn accept(app: &SignInState, headers: &HeaderMap, state: &str) -> Result<Arc<TestSignIn>, ApiError> {
    let unknown = || rejected(ErrorCode::InvalidState);
    let found = find_administrator(app, headers).await.map_err(|_| unknown())?;
    app.test_sign_ins.take(state, found.session.id).ok_or_else(unknown)
}

/// Keeps what would have happened, and leads to the page that shows it.
pub(super) async fn report(
    callback: &CallbackContext<'_>,
    test: &TestSignIn,
    identity: Result<Identity, SignInError>,
    answer: &Callback,
) -> Result<Response, ApiError> {
    let record = test.record.clone();
    let result = match identity {
        Err(error) => failed(test.session, record, TestStep::of(&error, answer), error),
        Ok(identity) => {
            let verdict = preview(callback, &record.settings, &identity).await?;
            let administrator = policy::is_admin(&identity, &record.settings);
            let Identity { issuer, subject, profile, not_taken, claims, .. } = identity;
            let seen = Seen { issuer, subject, profile, not_taken, claims, verdict, administrator };
            TestResult { session: test.session, record, outcome: Ok(seen) }
        }
    };
    Ok(show(callback.app, result))
}

async fn preview(
    callback: &CallbackContext<'_>,
    settings: &ProviderSettings,
    identity: &Identity,
) -> Result<Verdict, ApiError> {
    if let Err(refusal) = policy::admit(identity, settings) {
        return Ok(Verdict::Refuse(refusal.code, Some(refusal.reason)));
    }
    let app = callback.app;
    // Only described: the store reads and writes nothing.
    let (session, _) = session::begin(app, callback.client, callback.headers);
    let reference = Ref::generate(&*app.random);
    let (checked, registry) = (Checked::default(), app.registry.load());
    let confirmed = callback.confirmed(identity, (settings, &checked), &registry);
    let auto_register = settings.auto_register;
    let request = CompleteSignIn { confirmed, auto_register, session: Some(&session), reference: &reference };
    let preview = app.store.preview_sign_in(&request).await?;
    Ok(match preview.decision {
        Decision::SignIn(_) => Verdict::SignIn(preview.user),
        Decision::Link(_) => Verdict::Link(preview.user),
        Decision::Create => Verdict::Create,
        Decision::Refuse(code) => Verdict::Refuse(code, None),
    })
}

fn failed(session: SessionId, record: ProviderRecord, step: TestStep, error: SignInError) -> TestResult {
    TestResult { session, record, outcome: Err(Broken { step, code: error.code, detail: error.detail }) }
}

/// Keeps a result and leads to its page, so that no address with a code in it stays in the browser.
fn show(app: &SignInState, result: TestResult) -> Response {
    let name = token_128(&*app.random);
    app.test_sign_ins.insert_result(name.clone(), result);
    see_other(Route::AdminTestSignIn(&name))
}
