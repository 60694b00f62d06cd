//! `POST /api/auth/password`: the way in for local administrators when every upstream is gone.

use std::{sync::Arc, time::Duration};

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use axum::{
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, header};
use serde::Deserialize;
use tokio::sync::Semaphore;
use vestibule_core::{
    code::ErrorCode,
    email::EmailAddress,
    ids::{Ref, UserId},
    random::Random,
    secret::Secret,
};
use vestibule_store::{AuditEvent, EventKind};

use crate::{
    AppState,
    http::{
        answer::{see_other, wants_html},
        api_error::ApiError,
        client::Client,
        origin_check::same_origin,
        return_to::ReturnTo,
    },
    session,
};

/// A password that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too short.
    #[error("the password is too short: use at least 12 characters, for instance four random words")]
    TooShort,
    /// Longer than anything that is typed.
    #[error("the password is too long: use at most 1024 characters")]
    TooLong,
    /// The hash could not be made.
    #[error("the password could not be hashed")]
    Hash,
}

/// Hashes a password with Argon2id and a fresh salt (OWASP's first choice: m = 19 MiB, t = 2, p = 1; the crate's
/// default). Takes some 30 ms of one core.
pub fn hash_password(password: &Secret, random: &dyn Random) -> Result<Secret, PasswordError> {
    match password.expose().chars().count() {
        ..12 => Err(PasswordError::TooShort),
        1_025.. => Err(PasswordError::TooLong),
        _ => hash(password.expose().as_bytes(), random),
    }
}

fn hash(password: &[u8], random: &dyn Random) -> Result<Secret, PasswordError> {
    let mut salt = [0u8; 16];
    random.fill(&mut salt);
    let hash = Argon2::default().hash_password_with_salt(password, &salt).map_err(|_| PasswordError::Hash)?;
    Ok(Secret::new(hash.to_string()))
}

/// Checks passwords, a few at a time, off the async threads.
pub(crate) struct PasswordChecks {
    at_once: Semaphore,
    /// Checked when nobody has the address, so that the answer takes as long as for a wrong password.
    decoy: Arc<Secret>,
    /// Whether anybody has a password, and when that was asked: shown on every login page, so not asked every time.
    offered: moka::future::Cache<(), bool>,
}

impl PasswordChecks {
    pub(crate) fn new(random: &dyn Random) -> Self {
        // A decoy that cannot be parsed would answer faster; hashing random bytes cannot fail.
        let mut noise = [0u8; 32];
        random.fill(&mut noise);
        Self {
            at_once: Semaphore::new(2),
            decoy: Arc::new(hash(&noise, random).unwrap_or_else(|_| Secret::new(""))),
            offered: moka::future::Cache::builder().time_to_live(Duration::from_secs(5)).max_capacity(1).build(),
        }
    }

    /// Hashes a password that somebody has just chosen.
    pub(crate) async fn hash(&self, password: Secret, random: Arc<dyn Random>) -> Result<Secret, PasswordError> {
        let Ok(_permit) = self.at_once.acquire().await else { return Err(PasswordError::Hash) };
        let hashed = tokio::task::spawn_blocking(move || hash_password(&password, &*random));
        hashed.await.unwrap_or(Err(PasswordError::Hash))
    }

    /// Somebody has a password now who had none before.
    pub(crate) async fn offer(&self) {
        self.offered.insert((), true).await;
    }

    async fn check(&self, password: Secret, hash: Arc<Secret>) -> bool {
        let Ok(_permit) = self.at_once.acquire().await else { return false };
        let checked = tokio::task::spawn_blocking(move || {
            let parsed = PasswordHash::new(hash.expose());
            parsed.is_ok_and(|parsed| Argon2::default().verify_password(password.expose().as_bytes(), &parsed).is_ok())
        });
        checked.await.unwrap_or(false)
    }
}

/// Whether the login page offers a password: only where somebody has one.
pub(crate) async fn is_offered(app: &AppState) -> bool {
    let count = async { app.store.count_password_administrators().await.is_ok_and(|count| count > 0) };
    app.passwords.offered.get_with((), count).await
}

#[derive(Deserialize)]
struct Attempt {
    email: String,
    password: Secret,
    #[serde(default)]
    return_to: Option<String>,
}

pub(crate) async fn sign_in(
    State(app): State<AppState>,
    client: Client,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, ApiError> {
    same_origin(&headers, &app.settings.public_url)?;
    app.limits.password.count(client.address)?;
    let body = body.map_err(|error| ApiError::unread(&error, ErrorCode::InvalidJson))?;
    let attempt = parse(&headers, &body)?;
    let return_to = ReturnTo::parse(attempt.return_to.as_deref(), &app.settings);
    let reference = Ref::generate(&*app.random);
    let Some(user) = authenticate(&app, &attempt).await? else {
        app.store.record(&refusal(&client, &reference)).await?;
        return refuse(&headers, &return_to, reference);
    };
    // Disabled or demoted since the password was looked up.
    let Some(cookie) = enter(&app, (&client, &headers), user, &reference).await? else {
        return refuse(&headers, &return_to, reference);
    };
    let mut response = if wants_html(&headers) {
        see_other(return_to.as_str())
    } else {
        axum::Json(serde_json::json!({ "redirect_to": return_to.as_str() })).into_response()
    };
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// Begins a session for a user whose password is right, and returns its cookie; `None` when the store refuses, which has
/// written why.
pub(crate) async fn enter(
    app: &AppState,
    (client, headers): (&Client, &HeaderMap),
    user: UserId,
    reference: &Ref,
) -> Result<Option<HeaderValue>, ApiError> {
    let (session, token) = session::begin(app, client, headers);
    if app.store.complete_password_sign_in(user, &session, reference).await?.is_none() {
        return Ok(None);
    }
    app.sessions.forget(session.replaces.as_ref()).await;
    metrics::counter!("vestibule_sign_ins_total", "provider" => "password", "outcome" => "ok").increment(1);
    Ok(Some(session::cookie(app, &token)))
}

fn parse(headers: &HeaderMap, body: &[u8]) -> Result<Attempt, ApiError> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match content_type.split(';').next().unwrap_or_default().trim() {
        "application/json" => serde_json::from_slice(body)
            .map_err(|_| ApiError::new(ErrorCode::InvalidJson).detail("Send {\"email\": \"…\", \"password\": \"…\"}.")),
        "application/x-www-form-urlencoded" => {
            let field = |name: &str| {
                let mut pairs = url::form_urlencoded::parse(body);
                pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
            };
            let password = Secret::new(field("password").unwrap_or_default());
            Ok(Attempt { email: field("email").unwrap_or_default(), password, return_to: field("return_to") })
        }
        _ => Err(ErrorCode::UnsupportedMediaType.into()),
    }
}

async fn authenticate(app: &AppState, attempt: &Attempt) -> Result<Option<UserId>, ApiError> {
    let found = match EmailAddress::parse(attempt.email.trim()) {
        Ok(email) => app.store.find_password(&email).await?,
        Err(_) => None,
    };
    let (user, hash) = match found {
        Some(found) => (Some(found.id), Arc::new(found.password_hash)),
        None => (None, app.passwords.decoy.clone()),
    };
    let matches = app.passwords.check(attempt.password.clone(), hash).await;
    Ok(user.filter(|_| matches))
}

fn refusal(client: &Client, reference: &Ref) -> AuditEvent {
    AuditEvent::new(EventKind::SignIn, reference.clone())
        .failed(ErrorCode::Unauthenticated)
        .address(client.address.to_string())
        .detail("wrong address or password".to_owned())
}

/// The same answer for an unknown address and a wrong password.
fn refuse(headers: &HeaderMap, return_to: &ReturnTo, reference: Ref) -> Result<Response, ApiError> {
    metrics::counter!("vestibule_sign_ins_total", "provider" => "password", "outcome" => "unauthenticated")
        .increment(1);
    if wants_html(headers) {
        let location = format!("/login?error=unauthenticated&ref={reference}{}", return_to.as_parameter());
        return Ok(see_other(&location));
    }
    Err(ApiError::new(ErrorCode::Unauthenticated).detail("The address or the password is wrong.").reference(reference))
}
