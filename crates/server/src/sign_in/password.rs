//! `POST /api/auth/password`: sign-in for local administrators, also when no provider works.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use schemars::JsonSchema;
use serde::Deserialize;
use vestibule_core::{
    application_id::ApplicationId,
    authentication::Authentication,
    code::ErrorCode,
    email::EmailAddress,
    ids::{Ref, UserId},
    routes::{Route, pattern},
    secret::Secret,
};
use vestibule_store::{AuditEvent, CheckedPassword, EventKind, FactorProof, PasswordCredential, PasswordSignIn};

use crate::{
    http::{
        admission::{NotAdmitted, SigningIn},
        answer::{RedirectTo, go_on, see_other, wants_html},
        api_error::ApiError,
        client::Client,
        openapi::OperationSpec,
        own_request::OwnRequest,
        return_to::ReturnTo,
    },
    session,
    sign_in::{
        known_device::KnownDevice, password_queue::Lane, second_factor::pending::PendingSecondFactor,
        state::SignInState, typed_address,
    },
};

pub(super) fn operation() -> OperationSpec {
    OperationSpec::new(Method::POST, pattern::Password, |operation| {
        operation
            .named("signInWithPassword", "Sign in with password")
            .tag("sign-in")
            .body::<PasswordAttempt>("application/json")
            .json::<RedirectTo>(StatusCode::OK, "Signed in.")
            .problem(ErrorCode::Unauthenticated)
            .problem(ErrorCode::SecondFactorRequired)
            .problem(ErrorCode::NotAllowed)
            .problem(ErrorCode::Csrf)
            .problem(ErrorCode::RateLimited)
            .problem(ErrorCode::Overloaded)
    })
}

/// A sign-in with the password of a local account.
#[derive(Deserialize, JsonSchema)]
struct PasswordAttempt {
    email: String,
    #[schemars(with = "String", extend("format" = "password"))]
    password: Secret,
    #[serde(default)]
    return_to: Option<String>,
}

pub(super) async fn sign_in(State(app): State<Arc<SignInState>>, request: OwnRequest) -> Result<Response, ApiError> {
    let attempt = parse(&request)?;
    let OwnRequest { client, headers, .. } = &request;
    let return_to = ReturnTo::parse(attempt.return_to.as_deref(), &app.settings);
    let reference = Ref::generate(&*app.random);
    let Some(credential) = authenticate(&app, (client, headers), &attempt).await? else {
        app.refused(client.address, refusal(client, &reference)).await?;
        return refuse(&app, headers, (&attempt.email, &return_to), reference);
    };
    let checked = CheckedPassword { user: credential.id, digest: credential.digest(), proof: FactorProof::None };
    match enter(&app, (client, headers), &checked, &reference).await? {
        Entered::SignedIn(cookies) => Ok(signed_in(&app, headers, &return_to, cookies)),
        Entered::FactorRequired => ask_for_factor(&app, headers, &checked, &return_to),
        Entered::NotAdmitted(refused) => not_admitted(headers, &refused, reference),
        // Disabled or demoted since the password was looked up.
        Entered::FactorRefused | Entered::Refused => refuse(&app, headers, (&attempt.email, &return_to), reference),
    }
}

/// What became of a right password.
pub(crate) enum Entered {
    /// A session: its cookie, and the one by which the account knows this browser.
    SignedIn([HeaderValue; 2]),
    /// The account asks for a second factor, and none was shown.
    FactorRequired,
    /// The second factor was not good. The store has written it.
    FactorRefused,
    /// The store refuses, and has written why.
    Refused,
    /// The application refuses, which is written.
    NotAdmitted(NotAdmitted),
}

/// Begins a session for a user whose password is right, unless a second factor is missing.
pub(crate) async fn enter(
    app: &SignInState,
    (client, headers): (&Client, &HeaderMap),
    checked: &CheckedPassword,
    reference: &Ref,
) -> Result<Entered, ApiError> {
    let application_id = match ask_application(app, client, checked.user, reference).await? {
        Ok(application_id) => application_id,
        Err(refused) => return Ok(Entered::NotAdmitted(refused)),
    };
    let (mut session, token) = session::begin(app, client, headers);
    session.application_id = application_id;
    session.authentication = Authentication::local(checked.proof.methods());
    Ok(match app.store.complete_password_sign_in(checked, &session, reference).await? {
        PasswordSignIn::SignedIn(_) => {
            metrics::counter!("vestibule_sign_ins_total", "provider" => "password", "outcome" => "ok").increment(1);
            let device = KnownDevice::cookie(app, headers, checked.user).map_err(|error| ApiError::internal(&error))?;
            Entered::SignedIn([session::cookie(app, &token), device])
        }
        PasswordSignIn::FactorRequired => Entered::FactorRequired,
        PasswordSignIn::FactorRefused => Entered::FactorRefused,
        PasswordSignIn::Refused => Entered::Refused,
    })
}

/// Asks the application about somebody who has proved here who they are, and writes what it refuses.
pub(super) async fn ask_application(
    app: &SignInState,
    client: &Client,
    user: UserId,
    reference: &Ref,
) -> Result<Result<Option<ApplicationId>, NotAdmitted>, ApiError> {
    if app.admission.is_none() {
        return Ok(Ok(None));
    }
    let application_id = app.store.find_user(user).await?.and_then(|user| user.application_id);
    let person = SigningIn { user: Some(user), application_id, identity: None };
    let refused = match app.admit(person).await {
        Ok(application_id) => return Ok(Ok(application_id)),
        Err(refused) => refused,
    };
    let event = AuditEvent::new(EventKind::SignIn, reference.clone())
        .failed(ErrorCode::NotAllowed)
        .user(user)
        .address(client.address.to_string())
        .detail(refused.detail());
    app.refused(client.address, event).await?;
    Ok(Err(refused))
}

/// The answer to somebody whom the application refuses.
pub(super) fn not_admitted(headers: &HeaderMap, refused: &NotAdmitted, reference: Ref) -> Result<Response, ApiError> {
    let code = ErrorCode::NotAllowed;
    metrics::counter!("vestibule_sign_ins_total", "provider" => "password", "outcome" => code.as_str()).increment(1);
    if wants_html(headers) {
        let query = [("error", code.as_str()), ("ref", reference.as_str()), refused.parameter()];
        return Ok(see_other(Route::Login.with_query(query)));
    }
    let detail = format!("The application refuses this account: {}.", refused.code);
    Err(ApiError::new(code).detail(detail).reference(reference))
}

/// Signed in without a second factor, so a browser is offered one on the way.
fn signed_in(app: &SignInState, headers: &HeaderMap, return_to: &ReturnTo, cookies: [HeaderValue; 2]) -> Response {
    let own = return_to.own_path(&app.settings);
    let offered = own.is_some_and(|path| path.starts_with(pattern::AccountSecondFactor));
    let mut response = if wants_html(headers) && !offered {
        see_other(Route::AccountSecondFactor.with_query([("return_to", return_to.as_str())]))
    } else {
        go_on(headers, &return_to.location(&app.settings))
    };
    response.headers_mut().extend(cookies.map(|cookie| (header::SET_COOKIE, cookie)));
    response
}

/// Keeps the checked password in this browser, and asks for the second factor.
fn ask_for_factor(
    app: &SignInState,
    headers: &HeaderMap,
    checked: &CheckedPassword,
    return_to: &ReturnTo,
) -> Result<Response, ApiError> {
    let cookie = PendingSecondFactor::cookie(app, checked, return_to).map_err(|error| ApiError::internal(&error))?;
    if !wants_html(headers) {
        let detail = format!(
            "Send {{\"code\": \"…\"}} to {} with the cookie of this answer.",
            app.settings.public_url.place(pattern::SecondFactor)
        );
        return Err(ApiError::new(ErrorCode::SecondFactorRequired).detail(detail).cookie(cookie));
    }
    let mut response = see_other(Route::SecondFactorPage);
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

fn parse(request: &OwnRequest) -> Result<PasswordAttempt, ApiError> {
    if !request.is_form()? {
        return request.json("Send {\"email\": \"…\", \"password\": \"…\"}.");
    }
    let field = |name| request.field(name).unwrap_or_default();
    let password = Secret::new(field("password"));
    Ok(PasswordAttempt { email: field("email"), password, return_to: request.field("return_to") })
}

/// The user whose password this is. Counted before anything is looked up or hashed for an unknown browser.
async fn authenticate(
    app: &SignInState,
    (client, headers): (&Client, &HeaderMap),
    attempt: &PasswordAttempt,
) -> Result<Option<PasswordCredential>, ApiError> {
    let email = EmailAddress::parse(attempt.email.trim());
    let device = KnownDevice::find(app, headers);
    let is_known = |found: &PasswordCredential| device.as_ref().is_some_and(|device| device.is_of(found.id));
    // Nobody can make up a device, so only a browser that has signed in costs a look at the database before it counts.
    let owner = match &email {
        Ok(email) if device.is_some() => app.store.find_password(email).await?.filter(is_known),
        _ => None,
    };
    let (lane, found) = match (&email, owner, &device) {
        (_, Some(owner), Some(device)) => {
            app.account_limits.count_device(device)?;
            (Lane::Known, Some(owner))
        }
        (email, ..) => {
            app.limits.password.count(client.address)?;
            let Ok(email) = email else { return decline(app, attempt).await };
            app.account_limits.count_address(email.folded())?;
            (Lane::Unknown, app.store.find_password(email).await?)
        }
    };
    let hash = found.as_ref().map(|found| found.password_hash.clone());
    let matches = app.passwords.check(lane, attempt.password.clone(), hash).await?;
    Ok(found.filter(|_| matches))
}

/// Takes as long as a wrong password, for what is not even an address.
async fn decline(app: &SignInState, attempt: &PasswordAttempt) -> Result<Option<PasswordCredential>, ApiError> {
    app.passwords.check(Lane::Unknown, attempt.password.clone(), None).await?;
    Ok(None)
}

fn refusal(client: &Client, reference: &Ref) -> AuditEvent {
    AuditEvent::new(EventKind::SignIn, reference.clone())
        .failed(ErrorCode::Unauthenticated)
        .address(client.address.to_string())
        .detail("wrong address or password".to_owned())
}

/// The same answer for an unknown address and a wrong password.
fn refuse(
    app: &SignInState,
    headers: &HeaderMap,
    (typed, return_to): (&str, &ReturnTo),
    reference: Ref,
) -> Result<Response, ApiError> {
    metrics::counter!("vestibule_sign_ins_total", "provider" => "password", "outcome" => "unauthenticated")
        .increment(1);
    if wants_html(headers) {
        let query = [("error", ErrorCode::Unauthenticated.as_str()), ("ref", reference.as_str())];
        let mut response = see_other(Route::Login.with_query(query.into_iter().chain(return_to.query())));
        let cookie = typed_address::cookie(app, typed).map_err(|error| ApiError::internal(&error))?;
        response.headers_mut().extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
        return Ok(response);
    }
    Err(ApiError::new(ErrorCode::Unauthenticated).detail("The address or the password is wrong.").reference(reference))
}
