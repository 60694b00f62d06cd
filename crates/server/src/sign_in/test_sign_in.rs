//! A sign-in with a provider that nobody has saved: an administrator goes to the upstream and comes back, and is shown
//! what would have happened. Creates nothing, links nothing, begins no session, keeps no token.
//!
//! ```text
//! form ─▶ start ─▶ 303 to the upstream … callback with the state of a trial ─▶ finish ─▶ 303 to the page of the result
//! ```
//! TestSignIns live in the memory of this node for ten minutes: they hold a driver with credentials that are stored nowhere.

use axum::response::Response;
use http::HeaderMap;
use vestibule_core::{
    code::ErrorCode,
    driver::{BeginRequest, Callback, Context, FinishRequest, FlowValues, Hints, SignInError},
    identity::Identity,
    ids::{Ref, SessionId},
    linking::Decision,
    policy,
    provider::ProviderRecord,
    random::{token_128, token_256},
    routes::Route,
    secret::Secret,
};
use vestibule_store::CompleteSignIn;

use super::{
    accept::rejected,
    state::SignInState,
    test_sign_ins::{Broken, Seen, TestResult, TestSignIn, TestStep, Verdict},
};
use crate::{
    http::{answer::see_other, api_error::ApiError, client::Client},
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
        Err(error) => return Ok(show(app, failed(session, record, (TestStep::Reachable, error)))),
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
            app.test_sign_ins.insert(state, trial);
            Ok(see_other(begun.redirect.as_str()))
        }
    }
}

/// Ends a trial: once, and only in the browser of the administrator who started it.
pub(super) async fn finish(
    app: &SignInState,
    client: &Client,
    headers: &HeaderMap,
    (state, callback): (&str, &Callback),
) -> Result<Response, ApiError> {
    let stranger = || rejected(ErrorCode::InvalidState);
    let found = find_administrator(app, headers).await.map_err(|_| stranger())?;
    let trial = app.test_sign_ins.take(state, found.session.id).ok_or_else(stranger)?;
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
    app: &SignInState,
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
fn show(app: &SignInState, result: TestResult) -> Response {
    let name = token_128(&*app.random);
    app.test_sign_ins.insert_result(name.clone(), result);
    see_other(Route::AdminTestSignIn(&name))
}
