//! `GET /admin/trials/{name}`: the result of a test sign-in: raw claims, mapped fields, and what would have
//! been done; never a token.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use serde_json::Value;
use vestibule_core::code::ErrorCode;
use vestibule_store::User;

use super::{
    super::{
        Forms, Frame, render,
        texts::{self, Provider},
    },
    extract::AdminPage,
    shell::{Section, Shell, set},
};
use crate::{
    AppState,
    http::api_error::ApiError,
    session::guard::find_administrator,
    sign_in::test_sign_ins::{Seen, TestResult, TestStep, Verdict},
};

#[derive(Template)]
#[template(path = "admin/trial.html")]
struct TestSignInPage<'a> {
    frame: Frame<'a>,
    shell: Shell,
    t: Provider,
    name: String,
    steps: Vec<(&'static str, &'static str, &'static str)>,
    /// Why it went wrong.
    failure: Option<(&'static str, String)>,
    verdict: String,
    good: bool,
    mapped: Vec<(&'static str, String)>,
    claims: Vec<(String, String)>,
    /// Claims that were there for the profile and were not taken.
    not_taken: Vec<String>,
}

pub(super) async fn show(
    State(app): State<AppState>,
    request: AdminPage,
    Path(name): Path<String>,
) -> Result<Response, ApiError> {
    let session = find_administrator(&app, &request.headers).await?.session.id;
    let result = app.test_sign_ins.find(&name, session).ok_or(ErrorCode::NotFound)?;
    let (frame, shell) = set(&app, &request.headers, Section::Providers);
    let t = frame.language.provider();
    let language = frame.language;
    let stopped = match &result.outcome {
        Err(broken) => Some(broken.step),
        Ok(seen) => matches!(seen.verdict, Verdict::Refuse(..)).then_some(TestStep::Policy),
    };
    let (verdict, is_good) = match &result.outcome {
        Ok(seen) => (verdict(seen, t, language), !matches!(seen.verdict, Verdict::Refuse(..))),
        Err(broken) => (t.would_refuse(texts::title(broken.code, language)), false),
    };
    let template = TestSignInPage {
        name: display_name(&app, &result),
        steps: TestStep::ALL.map(|one| step(one, stopped, t)).into(),
        failure: result.outcome.as_ref().err().map(|broken| (broken.code.as_str(), broken.detail.clone())),
        verdict,
        good: is_good,
        mapped: result.outcome.as_ref().map(mapped).unwrap_or_default(),
        claims: result.outcome.as_ref().map(claims).unwrap_or_default(),
        not_taken: result.outcome.as_ref().map(not_taken).unwrap_or_default(),
        t,
        frame,
        shell,
    };
    Ok(render(&app, &template, Forms::StayHere))
}

/// A step with its outcome and the class of its tag; what comes after the one that failed was not tried.
fn step(step: TestStep, stopped: Option<TestStep>, t: Provider) -> (&'static str, &'static str, &'static str) {
    let name = match step {
        TestStep::Reachable => t.test_reachable(),
        TestStep::Authorized => t.test_authorized(),
        TestStep::Tokens => t.test_tokens(),
        TestStep::IdToken => t.test_identity(),
        TestStep::Profile => t.test_profile(),
        TestStep::Policy => t.test_policy(),
    };
    let (outcome, class) = match stopped {
        Some(stopped) if step == stopped => (t.step_failed(), "bad"),
        Some(stopped) if step > stopped => (t.step_skipped(), "plain"),
        _ => (t.step_ok(), "good"),
    };
    (name, outcome, class)
}

fn display_name(app: &AppState, result: &TestResult) -> String {
    let record = &result.record;
    let own = record.settings.display_name.clone();
    let definition = record.settings.definition.clone().unwrap_or_else(|| record.id.clone().into());
    let registry = app.registry.load();
    own.or_else(|| registry.catalogue.find(&definition).map(|entry| entry.definition.name.clone()))
        .unwrap_or_else(|| record.id.to_string())
}

fn verdict(seen: &Seen, t: Provider, language: texts::Language) -> String {
    let name = |user: &Option<User>| {
        user.as_ref().map(|user| user.name.clone().unwrap_or_else(|| user.username.clone())).unwrap_or_default()
    };
    let said = match &seen.verdict {
        Verdict::SignIn(user) => t.would_sign_in(name(user)),
        Verdict::Link(user) => t.would_link(name(user)),
        Verdict::Create => t.would_create().to_owned(),
        Verdict::Refuse(code, reason) => {
            let why = reason.clone().unwrap_or_else(|| texts::title(*code, language).to_owned());
            return t.would_refuse(why);
        }
    };
    if seen.administrator { format!("{said} {}", t.would_administer()) } else { said }
}

fn mapped(seen: &Seen) -> Vec<(&'static str, String)> {
    let profile = &seen.profile;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    vec![
        ("issuer", seen.issuer.to_string()),
        ("subject", seen.subject.as_str().to_owned()),
        ("email", profile.email.as_ref().map(|email| email.as_str().to_owned()).unwrap_or_default()),
        ("email_verified", profile.email_verified.to_string()),
        ("username", text(&profile.username)),
        ("name", text(&profile.name)),
        ("first_name", text(&profile.first_name)),
        ("last_name", text(&profile.last_name)),
        ("avatar", text(&profile.avatar_url)),
        ("groups", profile.groups.clone().unwrap_or_default().join(", ")),
    ]
}

fn not_taken(seen: &Seen) -> Vec<String> {
    seen.not_taken.iter().map(ToString::to_string).collect()
}

fn claims(seen: &Seen) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    seen.claims.iter().map(|(name, value)| (name.clone(), text(value))).collect()
}
