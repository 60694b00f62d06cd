//! A test sign-in with a provider that need not be saved: an administrator goes to the upstream and comes back, and sees
//! what would have happened. Creates nothing, links nothing, begins no session, keeps no token.
//!
//! ```text
//! form ─▶ start ─▶ 303 to the upstream … callback with its state ─▶ accept ─▶ report ─▶ 303 to the page of the result
//! ```
//! Any node accepts the callback: it contacts the upstream again, with what the first one has kept
//! ([`super::test_sign_ins`]).

use std::borrow::Cow;

use axum::response::Response;
use http::HeaderMap;
use serde_json::Value;
use vestibule_core::{
    access::Checked,
    cause::Cause,
    code::ErrorCode,
    driver::{BeginRequest, Callback, Context, Hints, SignInError},
    identity::Identity,
    ids::{ProviderId, Ref, SessionId},
    linking::Decision,
    policy,
    provider::ProviderRecord,
    random::token_128,
    routes::Route,
    settings::ProviderSettings,
};
use vestibule_registry::Ready;
use vestibule_store::{CompleteSignIn, RefusalRows, User};

use super::{
    accept::{is_same_upstream, rejected},
    complete::CallbackContext,
    flow::Flow,
    state::SignInState,
    test_sign_ins::{Broken, Seen, TestReport, TestSignIn, TestStep, TestedForm, Verdict},
};
use crate::{
    http::{
        answer::{see_other, to_upstream},
        api_error::ApiError,
    },
    session::{self, guard::find_administrator},
};

/// The most characters of a claim that a report shows.
const SHOWN: usize = 4_096;

/// Sends the administrator of this session to the upstream; `server` is what they entered where the provider asks each
/// person for it. The report leads back to `form`.
pub(crate) async fn start(
    app: &SignInState,
    headers: &HeaderMap,
    (record, server): (ProviderRecord, Option<String>),
    form: Option<TestedForm>,
) -> Result<Response, ApiError> {
    let session = find_administrator(app, headers).await?.session.id;
    let ready = match app.registry.resolve_unpublished(&record).await {
        Ok(ready) => ready,
        Err(error) => return show(app, session, failed(app, &record, TestStep::Reachable, error), form).await,
    };
    let mut flow = Flow::of_test(app, (&record.id, &*ready.driver), app.settings.public_url.callback(&record.id));
    let context = Context { http: &*ready.http, clock: &*app.clock, random: &*app.random };
    let (values, hints) = (flow.values(), Hints { server, ..Hints::default() });
    match ready.driver.begin(&context, &BeginRequest { flow: &values, hints: &hints }).await {
        Err(error) => {
            let error = error.explained(&record.settings, app.clock.now());
            show(app, session, failed(app, &record, TestStep::Reachable, error), form).await
        }
        Ok(begun) => {
            flow.save(begun.saved);
            TestSignIn::new(&record, flow, form).keep(app, &values.state, session).await?;
            Ok(to_upstream(&begun.redirect))
        }
    }
}

/// A test sign-in whose callback has arrived. Only [`accept`] makes one.
pub(super) struct AcceptedTest {
    session: SessionId,
    record: ProviderRecord,
    pub(super) ready: Ready,
    pub(super) flow: Flow,
    form: Option<TestedForm>,
}

impl AcceptedTest {
    pub(super) fn settings(&self) -> &ProviderSettings {
        &self.record.settings
    }
}

/// What became of a callback with the state of a test sign-in.
pub(super) enum TestAcceptance {
    Accepted(Box<AcceptedTest>),
    /// The upstream is not what it was; the answer leads to the report that says so.
    Reported(Response),
}

/// Accepts a callback with the state of a test sign-in: once, and only from the administrator who started it.
pub(super) async fn accept(
    app: &SignInState,
    headers: &HeaderMap,
    (provider, state): (&ProviderId, &str),
) -> Result<TestAcceptance, ApiError> {
    let unknown = || rejected(ErrorCode::InvalidState);
    let found = find_administrator(app, headers).await.map_err(|_| unknown())?;
    let session = found.session.id;
    let test = TestSignIn::take(app, state, session).await?.ok_or_else(unknown)?;
    let record = test.record();
    if record.id != *provider {
        return Err(rejected(ErrorCode::ProviderMismatch));
    }
    let ready = match app.registry.resolve_unpublished(&record).await {
        Ok(ready) if is_same_upstream(&test.flow, &ready) => Ok(ready),
        Ok(_) => Err(SignInError::new(
            ErrorCode::IssuerMismatch,
            Cause::IssuerMismatch,
            "the upstream states another issuer than when the test began",
        )),
        Err(error) => Err(error),
    };
    match ready {
        Ok(ready) => Ok(TestAcceptance::Accepted(
            AcceptedTest { session, record, ready, flow: test.flow, form: test.form }.into(),
        )),
        Err(error) => {
            let report = failed(app, &record, TestStep::Reachable, error);
            show(app, session, report, test.form).await.map(TestAcceptance::Reported)
        }
    }
}

/// Keeps what would have happened, and leads to the page that shows it.
pub(super) async fn report(
    callback: &CallbackContext<'_>,
    test: &AcceptedTest,
    identity: Result<Identity, SignInError>,
    answer: &Callback,
) -> Result<Response, ApiError> {
    let (app, record) = (callback.app, &test.record);
    let report = match identity {
        Err(error) => failed(app, record, TestStep::of(&error, answer), error),
        Ok(identity) => {
            let verdict = preview(callback, &record.settings, &identity).await?;
            let administrator = policy::is_admin(&identity, &record.settings);
            let seen = Seen {
                mapped: mapped(&identity),
                not_taken: identity.not_taken.iter().map(ToString::to_string).collect(),
                claims: identity.claims.iter().map(|(name, value)| (name.clone(), shown(value))).collect(),
                groups: groups(&identity, &record.settings),
                verdict,
                administrator,
            };
            TestReport { provider: display_name(app, record), outcome: Ok(seen), form: None }
        }
    };
    show(app, test.session, report, test.form.clone()).await
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
    let confirmed = callback.confirmed(identity, (settings, &checked), &registry, RefusalRows::ALL);
    let auto_register = settings.auto_register;
    let request = CompleteSignIn { confirmed, auto_register, session: Some(&session), reference: &reference };
    let preview = app.store.preview_sign_in(&request).await?;
    Ok(match preview.decision {
        Decision::SignIn(_) => Verdict::SignIn(name(preview.user)),
        Decision::Link(_) => Verdict::Link(name(preview.user)),
        Decision::Create => Verdict::Create,
        Decision::Refuse(code) => Verdict::Refuse(code, None),
    })
}

fn name(user: Option<User>) -> String {
    user.map(|user| user.name.unwrap_or(user.username)).unwrap_or_default()
}

fn mapped(identity: &Identity) -> Vec<(String, String)> {
    let profile = &identity.profile;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let fields = [
        ("issuer", identity.issuer.to_string()),
        ("subject", identity.subject.as_str().to_owned()),
        ("email", profile.email.as_ref().map(|email| email.as_str().to_owned()).unwrap_or_default()),
        ("email_verified", profile.email_verified.to_string()),
        ("username", text(&profile.username)),
        ("name", text(&profile.name)),
        ("first_name", text(&profile.first_name)),
        ("last_name", text(&profile.last_name)),
        ("avatar", text(&profile.avatar_url)),
        ("groups", profile.groups.clone().unwrap_or_default().join(", ")),
    ];
    fields.map(|(name, value)| (name.to_owned(), value)).into()
}

/// What the rules make of each group.
fn groups(identity: &Identity, settings: &ProviderSettings) -> Vec<(String, Option<String>)> {
    let sent = identity.profile.groups.iter().flatten().filter(|_| settings.renames_groups());
    sent.map(|group| (group.clone(), settings.group_name(group).map(Cow::into_owned))).collect()
}

fn shown(claim: &Value) -> String {
    let text = claim.as_str().map_or_else(|| claim.to_string(), str::to_owned);
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn display_name(app: &SignInState, record: &ProviderRecord) -> String {
    let own = record.settings.display_name.clone();
    let registry = app.registry.load();
    own.or_else(|| registry.catalogue.find(&record.definition()).map(|entry| entry.definition.name.clone()))
        .unwrap_or_else(|| record.id.to_string())
}

fn failed(app: &SignInState, record: &ProviderRecord, step: TestStep, error: SignInError) -> TestReport {
    let provider = display_name(app, record);
    TestReport { provider, outcome: Err(Broken { step, code: error.code, detail: error.detail }), form: None }
}

/// Keeps a report and leads to its page, so that no address with a code in it stays in the browser.
async fn show(
    app: &SignInState,
    session: SessionId,
    report: TestReport,
    form: Option<TestedForm>,
) -> Result<Response, ApiError> {
    let name = token_128(&*app.random);
    TestReport { form, ..report }.keep(app, &name, session).await?;
    Ok(see_other(Route::AdminTestSignIn(&name)))
}
