//! `/setup`: from the link in the log to the first administrator.

use askama::Template;
use axum::{
    body::Bytes,
    extract::{RawQuery, State, rejection::BytesRejection},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use vestibule_core::routes::Route;
use vestibule_core::{
    code::ErrorCode,
    email::EmailAddress,
    ids::Ref,
    password::{PasswordProblem, Weakness},
    secret::{Secret, constant_time_eq},
};
use vestibule_store::{CheckedPassword, FactorProof, LocalAdministrator, StoreError, User};

use super::{Forms, Frame, admin::first_steps, form, render, texts};
use crate::{
    AppState,
    http::{answer::see_other, api_error::ApiError, client::Client, origin_check::same_origin, return_to::ReturnTo},
    session,
    sign_in::{
        password::{self, Entered},
        setup::{self, Pass},
    },
};

#[derive(Template)]
#[template(path = "setup.html")]
struct SetupPage<'a> {
    frame: Frame<'a>,
    t: texts::Setup,
    token: String,
    email: &'a str,
    wrong: Option<Wrong>,
}

impl SetupPage<'_> {
    /// What is wrong with a field.
    fn problem(&self, field: &str) -> Option<&'static str> {
        self.wrong.filter(|wrong| wrong.field() == field).map(|wrong| wrong.words(self.t))
    }
}

/// What has to be changed before an administrator is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    Email,
    EmailTaken,
    Password(PasswordProblem),
    Differ,
}

impl Wrong {
    fn words(self, t: texts::Setup) -> &'static str {
        match self {
            Self::Email => t.problem_email(),
            Self::EmailTaken => t.problem_email_taken(),
            Self::Password(problem) => words(problem, t),
            Self::Differ => t.problem_different(),
        }
    }

    /// The field that it is about.
    fn field(self) -> &'static str {
        match self {
            Self::Email | Self::EmailTaken => "email",
            Self::Password(_) => "password",
            Self::Differ => "again",
        }
    }
}

/// What is wrong with a new password.
pub(super) fn words(problem: PasswordProblem, t: texts::Setup) -> &'static str {
    match problem {
        PasswordProblem::TooShort => t.problem_too_short(),
        PasswordProblem::TooLong => t.problem_too_long(),
        PasswordProblem::LikeAddress => t.problem_like_address(),
        PasswordProblem::Guessable(Weakness::Common) => t.problem_common(),
        PasswordProblem::Guessable(Weakness::Repeats) => t.problem_repeats(),
        PasswordProblem::Guessable(Weakness::Sequence) => t.problem_sequence(),
        PasswordProblem::Guessable(Weakness::Keyboard) => t.problem_keyboard(),
        PasswordProblem::Guessable(Weakness::Names) => t.problem_names(),
        PasswordProblem::Guessable(Weakness::Dates) => t.problem_dates(),
        PasswordProblem::Guessable(Weakness::Words) => t.problem_words(),
    }
}

/// `GET /setup`: with a token the token goes into a cookie, and the browser to the same page without it.
pub(crate) async fn show(
    State(app): State<AppState>,
    client: Client,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let mut pairs = url::form_urlencoded::parse(query.as_deref().unwrap_or_default().as_bytes());
    let Some((_, token)) = pairs.find(|(name, _)| name == "token") else {
        return opened(&app, &client, &headers).await.unwrap_or_else(IntoResponse::into_response);
    };
    let answer = exchange(&app, &client, &headers, &token).await;
    let mut response = answer.unwrap_or_else(IntoResponse::into_response);
    // The address holds a token, whatever came of it: the next page must not see it as referrer.
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

async fn exchange(app: &AppState, client: &Client, headers: &HeaderMap, token: &str) -> Result<Response, ApiError> {
    app.limits.password.count(client.address)?;
    if let Some(elsewhere) = closed(app, headers).await? {
        return Ok(elsewhere);
    }
    setup::check(app, token)?;
    let mut response = see_other(Route::Setup);
    response.headers_mut().append(header::SET_COOKIE, Pass::cookie(app).map_err(|error| ApiError::internal(&error))?);
    Ok(response)
}

async fn opened(app: &AppState, client: &Client, headers: &HeaderMap) -> Result<Response, ApiError> {
    let pass = Pass::find(app, headers);
    if pass.is_err() {
        // Setup-link holders are exempt from the rate limit.
        app.limits.password.count(client.address)?;
    }
    if let Some(elsewhere) = closed(app, headers).await? {
        return Ok(elsewhere);
    }
    Ok(page(app, headers, &pass?, "", None))
}

/// `POST /setup`: makes the first administrator and signs in.
pub(crate) async fn create(
    State(app): State<AppState>,
    client: Client,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, ApiError> {
    same_origin(&headers, &app.settings.public_url)?;
    app.limits.password.count(client.address)?;
    if let Some(elsewhere) = closed(&app, &headers).await? {
        return Ok(elsewhere);
    }
    let pass = Pass::find(&app, &headers)?;
    let posted = Posted::parse(&body.map_err(|error| ApiError::body_read_error(&error, ErrorCode::InvalidRequest))?);
    posted.is_of(&pass)?;
    match made(&app, &client, &posted).await? {
        Ok(user) => Ok(signed_in(&app, &client, &headers, &user).await),
        Err(wrong) => Ok(page(&app, &headers, &pass, &posted.email, Some(wrong))),
    }
}

/// The form as it was sent.
pub(super) struct Posted {
    token: String,
    pub(super) email: String,
    pub(super) password: Secret,
    again: Secret,
}

impl Posted {
    /// Refuses a form that is not from the page of this browser.
    pub(super) fn is_of(&self, pass: &Pass) -> Result<(), ApiError> {
        if constant_time_eq(self.token.as_bytes(), pass.form_token().as_bytes()) {
            return Ok(());
        }
        Err(ApiError::new(ErrorCode::Csrf).detail("Open the page again and send the form from there."))
    }

    pub(super) fn parse(body: &[u8]) -> Self {
        let field = |name: &str| {
            let mut pairs = url::form_urlencoded::parse(body);
            pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
        };
        Self {
            token: field(form::TOKEN),
            email: field("email").trim().to_owned(),
            password: Secret::new(field("password")),
            again: Secret::new(field("again")),
        }
    }
}

/// Where to go once somebody has administrator rights: administrators go to the first steps, everyone else gets an error.
async fn closed(app: &AppState, headers: &HeaderMap) -> Result<Option<Response>, ApiError> {
    if !app.store.has_administrator().await? {
        return Ok(None);
    }
    let current = session::find(app, headers).await?;
    if current.is_some_and(|current| current.access().is_admin()) {
        return Ok(Some(see_other(Route::AdminFirstSteps)));
    }
    Err(ErrorCode::SetupClosed.into())
}

/// The first administrator, or what has to be changed first.
async fn made(app: &AppState, client: &Client, posted: &Posted) -> Result<Result<User, Wrong>, ApiError> {
    let Ok(email) = EmailAddress::parse(&posted.email) else { return Ok(Err(Wrong::Email)) };
    if posted.password != posted.again {
        return Ok(Err(Wrong::Differ));
    }
    let password = (posted.password.clone(), email.clone());
    let password_hash = match app.passwords.hash(password, app.random.clone()).await? {
        Ok(hash) => hash,
        Err(problem) => return Ok(Err(Wrong::Password(problem))),
    };
    let administrator = LocalAdministrator { email, password_hash, reference: Ref::generate(&*app.random) };
    let address = client.address.to_string();
    match app.store.create_first_administrator(&administrator, Some(&address), app.rules(&app.registry.load())).await {
        Ok(Some(user)) => Ok(Ok(user)),
        // Another browser was faster.
        Ok(None) => Err(ErrorCode::SetupClosed.into()),
        Err(StoreError::Conflict(_)) => Ok(Err(Wrong::EmailTaken)),
        Err(error) => Err(error.into()),
    }
}

/// Signs in the new administrator, who is offered a passkey and one-time codes on the way. If no session can be started, they
/// can still sign in with the password.
async fn signed_in(app: &AppState, client: &Client, headers: &HeaderMap, user: &User) -> Response {
    app.passwords.offer().await;
    tracing::info!(user = %user.id, address = %client.address, "the first administrator was made with the setup link");
    let reference = Ref::generate(&*app.random);
    let credential = app.store.find_password_of(user.id).await.ok().flatten();
    let entered = match credential.map(|credential| credential.digest()) {
        Some(digest) => {
            let checked = CheckedPassword { user: user.id, digest, proof: FactorProof::None };
            password::enter(app, (client, headers), &checked, &reference).await.ok()
        }
        None => None,
    };
    let next = first_steps::begin(&app.registry.load());
    let mut response = match entered {
        Some(Entered::SignedIn(cookies)) => {
            let next = ReturnTo::own(&next.path(), &app.settings);
            let mut offer = see_other(Route::AccountSecondFactor.with_query(next.query()));
            offer.headers_mut().extend(cookies.map(|cookie| (header::SET_COOKIE, cookie)));
            offer
        }
        _ => see_other(next),
    };
    response.headers_mut().append(header::SET_COOKIE, Pass::removal(app));
    response
}

fn page(app: &AppState, headers: &HeaderMap, pass: &Pass, email: &str, wrong: Option<Wrong>) -> Response {
    let frame = Frame::new(app, headers);
    let t = frame.language.setup();
    let mut response = render(app, &SetupPage { frame, t, token: pass.form_token(), email, wrong }, Forms::StayHere);
    if wrong.is_some() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    response
}
