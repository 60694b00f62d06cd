//! `POST /api/auth/passkey`: a sign-in with a passkey.

use std::sync::Arc;

use axum::{extract::State, response::Response};
use http::{HeaderValue, Method, StatusCode, header};
use schemars::JsonSchema;
use serde::Deserialize;
use vestibule_core::{
    authentication::Authentication,
    code::ErrorCode,
    ids::{Ref, UserId},
    routes::pattern,
};
use vestibule_store::{AuditEvent, CheckedPasskey, EventKind, PasskeySignIn};
use webauthn_rs::prelude::{Passkey as Credential, PublicKeyCredential, WebauthnError};

use super::challenge::{self, Answered, Asked};
use crate::{
    http::{
        answer::{RedirectTo, go_on},
        api_error::ApiError,
        openapi::OperationSpec,
        own_request::OwnRequest,
        return_to::ReturnTo,
    },
    session,
    sign_in::{known_device::KnownDevice, password::ask_application, state::SignInState},
};

pub(super) fn operation() -> OperationSpec {
    OperationSpec::new(Method::POST, pattern::Passkey, |operation| {
        operation
            .named("signInWithPasskey", "Sign in with passkey")
            .tag("sign-in")
            .body::<PasskeyAttempt>("application/json")
            .json::<RedirectTo>(StatusCode::OK, "Signed in.")
            .problem(ErrorCode::PasskeyInvalid)
            .problem(ErrorCode::StateExpired)
            .problem(ErrorCode::AccountDisabled)
            .problem(ErrorCode::NotAllowed)
            .problem(ErrorCode::PasskeysUnavailable)
            .problem(ErrorCode::Csrf)
            .problem(ErrorCode::RateLimited)
    })
}

/// A sign-in with a passkey of a local account, in the browser that was given the challenge.
#[derive(Deserialize, JsonSchema)]
struct PasskeyAttempt {
    /// What `navigator.credentials.get` returned, as its `toJSON` writes it.
    #[schemars(with = "serde_json::Map<String, serde_json::Value>")]
    credential: PublicKeyCredential,
    #[serde(default)]
    return_to: Option<String>,
}

/// Why an answer is none of a passkey that we know, for the audit log, and whose it claims to be.
struct Refusal {
    user: Option<UserId>,
    detail: String,
}

pub(super) async fn sign_in(State(app): State<Arc<SignInState>>, request: OwnRequest) -> Result<Response, ApiError> {
    app.passkeys.webauthn()?;
    app.limits.password.count(request.client.address)?;
    let attempt: PasskeyAttempt =
        request.json("Send {\"credential\": {…}} with what `navigator.credentials.get` returned, by its `toJSON`.")?;
    let OwnRequest { client, headers, .. } = &request;
    let answered = challenge::find(&app, headers, &attempt.credential.response.client_data_json)?;
    let (removal, reference) = (answered.removal.clone(), Ref::generate(&*app.random));
    let checked = match check(&app, &attempt.credential, answered).await? {
        Ok(checked) => checked,
        Err(refusal) => {
            let event = AuditEvent::new(EventKind::SignIn, reference.clone())
                .failed(ErrorCode::PasskeyInvalid)
                .user(refusal.user)
                .address(client.address.to_string())
                .detail(format!("passkey, {}", refusal.detail));
            app.refused(client.address, event).await?;
            return Err(refuse(ErrorCode::PasskeyInvalid, reference, removal));
        }
    };
    let application_id = match ask_application(&app, client, checked.user, &reference).await? {
        Ok(application_id) => application_id,
        Err(refused) => {
            let detail = format!("The application refuses this account: {}.", refused.code);
            return Err(refuse(ErrorCode::NotAllowed, reference, removal).detail(detail));
        }
    };
    let (mut session, token) = session::begin(&app, client, headers);
    session.application_id = application_id;
    // The authenticator has verified its user as well (RFC 8176 §2).
    session.authentication = Authentication::local(&["pop", "user", "mfa"]);
    if let PasskeySignIn::Refused(code) = app.store.complete_passkey_sign_in(&checked, &session, &reference).await? {
        return Err(refuse(code, reference, removal));
    }
    metrics::counter!("vestibule_sign_ins_total", "provider" => "passkey", "outcome" => "ok").increment(1);
    let device = KnownDevice::cookie(&app, headers, checked.user).map_err(|error| ApiError::internal(&error))?;
    let return_to = ReturnTo::parse(attempt.return_to.as_deref(), &app.settings);
    let mut response = go_on(headers, &return_to.location(&app.settings));
    let lines = [session::cookie(&app, &token), device, removal];
    response.headers_mut().extend(lines.map(|line| (header::SET_COOKIE, line)));
    Ok(response)
}

/// Finds the passkey of an answer and verifies its signature (WebAuthn Level 3 §7.2). Writes nothing.
async fn check(
    app: &SignInState,
    credential: &PublicKeyCredential,
    answered: Answered,
) -> Result<Result<CheckedPasskey, Refusal>, ApiError> {
    let refuse = |user, detail: &str| Ok(Err(Refusal { user, detail: detail.to_owned() }));
    let webauthn = app.passkeys.webauthn()?;
    let Asked::SignIn(asked) = answered.asked else {
        return refuse(None, "an answer to the challenge of a registration");
    };
    let Ok((user_handle, credential_id)) = webauthn.identify_discoverable_authentication(credential) else {
        return refuse(None, "an answer without a user");
    };
    let Some(stored) = app.store.find_passkey(credential_id).await? else {
        return refuse(None, "unknown or removed");
    };
    if stored.user.0 != user_handle {
        return refuse(Some(stored.user), "of another user than it says");
    }
    let mut known: Credential = serde_json::from_str(&stored.credential).map_err(|error| ApiError::internal(&error))?;
    let verified = match webauthn.finish_discoverable_authentication_v2(credential, asked, &known) {
        Ok(verified) => verified,
        Err(WebauthnError::CredentialPossibleCompromise) => {
            return refuse(Some(stored.user), "its signature counter does not go forward: it may have been copied");
        }
        Err(error) => return refuse(Some(stored.user), &error.to_string()),
    };
    known.update_credential(&verified);
    Ok(Ok(CheckedPasskey {
        id: stored.passkey.id,
        user: stored.user,
        sign_count: verified.counter(),
        credential: serde_json::to_string(&known).map_err(|error| ApiError::internal(&error))?,
        challenge: answered.challenge,
    }))
}

/// The same answer for whatever is wrong with the passkey.
fn refuse(code: ErrorCode, reference: Ref, removal: HeaderValue) -> ApiError {
    metrics::counter!("vestibule_sign_ins_total", "provider" => "passkey", "outcome" => code.as_str()).increment(1);
    ApiError::new(code).reference(reference).cookie(removal)
}
