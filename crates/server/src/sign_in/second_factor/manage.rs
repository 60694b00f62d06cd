//! Changes of one's own second factors, for the API and for the account page: by a local administrator whose sign-in is
//! fresh.

use http::HeaderMap;
use vestibule_core::{code::ErrorCode, ids::Ref, recovery_code, routes::pattern, secret::Secret};
use vestibule_store::{Actor, AuditEvent, EventKind, NewTotp};

use super::enrolment;
use crate::{
    http::{api_error::ApiError, client::Client},
    session::{self, CurrentSession},
    sign_in::state::SignInState,
};

/// Refuses everybody but a local administrator whose sign-in is fresh.
pub(crate) async fn require_owner(app: &SignInState, current: &CurrentSession) -> Result<(), ApiError> {
    if app.store.find_password_of(current.user.id).await?.is_none() {
        let detail = "Second factors are for administrators who sign in with a password here.";
        return Err(ApiError::new(ErrorCode::Forbidden).detail(detail));
    }
    session::require_fresh(app, current, pattern::AccountSecondFactor)
}

/// Turns one-time codes on, once a code of the new secret has been typed. Returns the recovery codes, which are shown
/// once; `None` for a code that is not right.
pub(crate) async fn confirm(
    app: &SignInState,
    current: &CurrentSession,
    (client, headers): (&Client, &HeaderMap),
    code: &str,
) -> Result<Option<Vec<Secret>>, ApiError> {
    require_owner(app, current).await?;
    let user = current.user.id;
    let Some(secret) = enrolment::find(app, headers, user) else {
        return Err(ApiError::new(ErrorCode::StateExpired).status(400).try_again(pattern::AccountSecondFactor));
    };
    let Some(step) = secret.check(code, app.clock.now()) else { return Ok(None) };
    let codes = recovery_code::generate(&*app.random);
    let recovery_codes = codes.iter().filter_map(|code| recovery_code::hash(user, code.expose())).collect();
    let event = event(app, current, client, EventKind::FactorAdded).detail("one-time codes".to_owned());
    if app.store.enroll_totp(user, &NewTotp { secret, step, recovery_codes }, &event).await? {
        Ok(Some(codes))
    } else {
        Err(ErrorCode::Forbidden.into())
    }
}

/// New recovery codes in place of the former ones; not found without a factor that they could replace.
pub(crate) async fn replace_recovery_codes(
    app: &SignInState,
    current: &CurrentSession,
    client: &Client,
) -> Result<Vec<Secret>, ApiError> {
    require_owner(app, current).await?;
    let user = current.user.id;
    let codes = recovery_code::generate(&*app.random);
    let hashes: Vec<_> = codes.iter().filter_map(|code| recovery_code::hash(user, code.expose())).collect();
    let event = event(app, current, client, EventKind::FactorAdded).detail("new recovery codes".to_owned());
    if app.store.replace_recovery_codes(user, &hashes, &event).await? {
        Ok(codes)
    } else {
        Err(ErrorCode::NotFound.into())
    }
}

/// Turns one-time codes off; not found when they are off.
pub(crate) async fn remove(app: &SignInState, current: &CurrentSession, client: &Client) -> Result<(), ApiError> {
    require_owner(app, current).await?;
    let event = event(app, current, client, EventKind::FactorRemoved).detail("one-time codes".to_owned());
    let removed = app.store.remove_totp(current.user.id, &event).await?;
    if removed { Ok(()) } else { Err(ErrorCode::NotFound.into()) }
}

fn event(app: &SignInState, current: &CurrentSession, client: &Client, kind: EventKind) -> AuditEvent {
    AuditEvent::new(kind, Ref::generate(&*app.random))
        .actor(Actor::User(current.user.id))
        .address(client.address.to_string())
}
