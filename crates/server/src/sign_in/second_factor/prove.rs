//! `POST /api/auth/second-factor`: the code that goes with a right password.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::{HeaderMap, Method, StatusCode, header};
use schemars::JsonSchema;
use serde::Deserialize;
use vestibule_core::{
    code::ErrorCode,
    ids::{Ref, UserId},
    recovery_code,
    routes::{Route, pattern},
    secret::Secret,
};
use vestibule_store::{AuditEvent, EventKind, FactorProof};

use super::pending::PendingSecondFactor;
use crate::{
    http::{
        answer::{RedirectTo, go_on, see_other, wants_html},
        api_error::ApiError,
        client::Client,
        openapi::OperationSpec,
        own_request::OwnRequest,
    },
    sign_in::{
        known_device::KnownDevice,
        password::{self, Entered},
        state::SignInState,
    },
};

pub(super) fn operation() -> OperationSpec {
    OperationSpec::new(Method::POST, pattern::SecondFactor, |operation| {
        operation
            .named("signInWithSecondFactor", "Complete a sign-in with a second factor")
            .tag("sign-in")
            .body::<SecondFactorAttempt>("application/json")
            .json::<RedirectTo>(StatusCode::OK, "Signed in.")
            .problem(ErrorCode::StateExpired)
            .problem(ErrorCode::SecondFactorInvalid)
            .problem(ErrorCode::NotAllowed)
            .problem(ErrorCode::Csrf)
            .problem(ErrorCode::RateLimited)
    })
}

/// The second step of a sign-in with a password, in the browser that took the first.
#[derive(Deserialize, JsonSchema)]
struct SecondFactorAttempt {
    /// A one-time code, or a recovery code.
    #[schemars(with = "String", extend("format" = "password"))]
    code: Secret,
}

pub(super) async fn prove(State(app): State<Arc<SignInState>>, request: OwnRequest) -> Result<Response, ApiError> {
    let attempt = parse(&request)?;
    let OwnRequest { client, headers, .. } = &request;
    let Some(pending) = PendingSecondFactor::find(&app, headers) else {
        return refuse(headers, Route::Login, ErrorCode::StateExpired, None);
    };
    count(&app, (client, headers), pending.user)?;
    let reference = Ref::generate(&*app.random);
    let entered = match proof(&app, pending.user, &attempt.code).await? {
        Some(proof) => password::enter(&app, (client, headers), &pending.with(proof), &reference).await?,
        None => {
            app.refused(client.address, refusal(client, pending.user, &reference)).await?;
            Entered::FactorRefused
        }
    };
    let cookies = match entered {
        Entered::SignedIn(cookies) => cookies,
        Entered::FactorRefused => {
            return refuse(headers, Route::SecondFactorPage, ErrorCode::SecondFactorInvalid, Some(reference));
        }
        Entered::NotAdmitted(refused) => return password::not_admitted(headers, &refused, reference),
        Entered::FactorRequired | Entered::Refused => {
            return refuse(headers, Route::Login, ErrorCode::Unauthenticated, Some(reference));
        }
    };
    let mut response = go_on(headers, &pending.return_to.location(&app.settings));
    let lines = cookies.into_iter().chain([PendingSecondFactor::removal(&app)]);
    response.headers_mut().extend(lines.map(|line| (header::SET_COOKIE, line)));
    Ok(response)
}

fn parse(request: &OwnRequest) -> Result<SecondFactorAttempt, ApiError> {
    if request.is_form()? {
        return Ok(SecondFactorAttempt { code: Secret::new(request.field("code").unwrap_or_default()) });
    }
    request.json("Send {\"code\": \"…\"}.")
}

/// Charges one attempt: to the browser where the account knows it, else to the address and to the account.
fn count(app: &SignInState, (client, headers): (&Client, &HeaderMap), user: UserId) -> Result<(), ApiError> {
    match KnownDevice::find(app, headers).filter(|device| device.is_of(user)) {
        Some(device) => app.account_limits.count_device(&device),
        None => {
            app.limits.password.count(client.address)?;
            app.account_limits.count_user(user)
        }
    }
}

/// What a typed code is, as far as that is known without using it up.
async fn proof(app: &SignInState, user: UserId, code: &Secret) -> Result<Option<FactorProof>, ApiError> {
    if let Some(hash) = recovery_code::hash(user, code.expose()) {
        return Ok(Some(FactorProof::RecoveryCode(hash)));
    }
    let secret = app.store.find_totp(user).await?;
    Ok(secret.and_then(|secret| secret.check(code.expose(), app.clock.now())).map(FactorProof::Totp))
}

fn refusal(client: &Client, user: UserId, reference: &Ref) -> AuditEvent {
    AuditEvent::new(EventKind::SignIn, reference.clone())
        .failed(ErrorCode::SecondFactorInvalid)
        .user(user)
        .address(client.address.to_string())
        .detail("wrong one-time code".to_owned())
}

fn refuse(headers: &HeaderMap, page: Route<'_>, code: ErrorCode, reference: Option<Ref>) -> Result<Response, ApiError> {
    metrics::counter!("vestibule_sign_ins_total", "provider" => "password", "outcome" => code.as_str()).increment(1);
    if wants_html(headers) {
        let reference = reference.as_ref().map(|reference| ("ref", reference.as_str()));
        return Ok(see_other(page.with_query([("error", code.as_str())].into_iter().chain(reference))));
    }
    let error = ApiError::new(code);
    Err(match reference {
        Some(reference) => error.reference(reference),
        None => error,
    })
}
