//! `GET /admin/trials/{name}`: the result of a test sign-in: raw claims, mapped fields, and what would have
//! been done; never a token.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use http::header;
use vestibule_core::{code::ErrorCode, routes::pattern};

use super::{
    super::{
        Forms, Frame, form_again, render,
        texts::{self, Provider},
    },
    extract::AdminPage,
    shell::{Section, Shell, set},
};
use crate::{
    AppState,
    http::api_error::ApiError,
    session::guard::find_administrator,
    sign_in::test_sign_ins::{Seen, TestReport, TestStep, TestedForm, Verdict},
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
    /// The groups as they were sent, and the names under which they count.
    groups: Vec<(String, Option<String>)>,
    claims: Vec<(String, String)>,
    /// Claims that were there for the profile and were not taken.
    not_taken: Vec<String>,
    /// The form that it was started from: where it is sent to, and its fields, sealed.
    form: Option<(String, String)>,
    /// Whether the form is that of a provider that is not there yet.
    is_new: bool,
}

pub(super) async fn show(
    State(app): State<AppState>,
    request: AdminPage,
    Path(name): Path<String>,
) -> Result<Response, ApiError> {
    let session = find_administrator(&app, &request.headers).await?.session.id;
    let TestReport { provider, outcome, form } =
        TestReport::find(&app, &name, session).await?.ok_or(ErrorCode::NotFound)?;
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
    let (failure, seen) = match outcome {
        Ok(seen) => (None, Some(seen)),
        Err(broken) => (Some((broken.code.as_str(), broken.detail)), None),
    };
    let (mapped, groups, claims, not_taken) = seen
        .map(|Seen { mapped, groups, claims, not_taken, .. }| (mapped, groups, claims, not_taken))
        .unwrap_or_default();
    let is_new = form.as_ref().is_some_and(|form| form.path.starts_with(pattern::AdminCatalogue));
    let (form, cookie) = match form {
        None => (None, None),
        Some(TestedForm { path, fields }) => {
            let (sealed, cookie) = form_again::seal(&app, &path, fields)?;
            (Some((path, sealed)), Some(cookie))
        }
    };
    let template = TestSignInPage {
        form,
        is_new,
        name: provider,
        steps: TestStep::ALL.map(|one| step(one, stopped, t)).into(),
        failure,
        verdict,
        good: is_good,
        mapped,
        groups,
        claims,
        not_taken,
        t,
        frame,
        shell: shell.at_a_form(),
    };
    let mut response = render(&app, &template, Forms::StayHere);
    response.headers_mut().extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
    Ok(response)
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
