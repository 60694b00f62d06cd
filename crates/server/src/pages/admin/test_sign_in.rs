//! `GET /admin/trials/{name}`: the result of a test sign-in: raw claims, mapped fields, and what would have
//! been done; never a token.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use vestibule_core::code::ErrorCode;

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
    sign_in::test_sign_ins::{Seen, TestReport, TestStep, Verdict},
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
    mapped: Vec<(String, String)>,
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
    let TestReport { provider, outcome } = TestReport::find(&app, &name, session).await?.ok_or(ErrorCode::NotFound)?;
    let (frame, shell) = set(&app, &request.headers, Section::Providers);
    let t = frame.language.provider();
    let language = frame.language;
    let stopped = match &outcome {
        Err(broken) => Some(broken.step),
        Ok(seen) => matches!(seen.verdict, Verdict::Refuse(..)).then_some(TestStep::Policy),
    };
    let (verdict, is_good) = match &outcome {
        Ok(seen) => (verdict(seen, t, language), !matches!(seen.verdict, Verdict::Refuse(..))),
        Err(broken) => (t.would_refuse(texts::title(broken.code, language)), false),
    };
    let (failure, mapped, claims, not_taken) = match outcome {
        Ok(Seen { mapped, claims, not_taken, .. }) => (None, mapped, claims, not_taken),
        Err(broken) => (Some((broken.code.as_str(), broken.detail)), Vec::new(), Vec::new(), Vec::new()),
    };
    let template = TestSignInPage {
        name: provider,
        steps: TestStep::ALL.map(|one| step(one, stopped, t)).into(),
        failure,
        verdict,
        good: is_good,
        mapped,
        claims,
        not_taken,
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

fn verdict(seen: &Seen, t: Provider, language: texts::Language) -> String {
    let said = match &seen.verdict {
        Verdict::SignIn(user) => t.would_sign_in(user.clone()),
        Verdict::Link(user) => t.would_link(user.clone()),
        Verdict::Create => t.would_create().to_owned(),
        Verdict::Refuse(code, reason) => {
            let why = reason.clone().unwrap_or_else(|| texts::title(*code, language).to_owned());
            return t.would_refuse(why);
        }
    };
    if seen.administrator { format!("{said} {}", t.would_administer()) } else { said }
}
