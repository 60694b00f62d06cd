//! A challenge that a browser was given and has not answered: sealed into a cookie of that browser, so that asking for one
//! writes nothing. Each has a cookie of its own, so that two tabs do not disturb each other.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use chrono::Duration;
use http::{HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};
use vestibule_core::{clock::from_millis, code::ErrorCode, ids::UserId, secret::sha256};
use vestibule_store::UsedChallenge;
use webauthn_rs::prelude::{DiscoverableAuthentication, PasskeyRegistration};

use crate::http::{api_error::ApiError, cookies, pending_cookies::PendingCookies, sealed_cookie, state::HttpState};

/// How long a person may take.
const LIFETIME: Duration = Duration::minutes(10);
/// How many a browser may have pending. The oldest goes.
const MOST: usize = 4;
/// How many bytes their cookies may take together in a request: flows have theirs, and a proxy refuses 8 KB of headers.
const MOST_BYTES: usize = 2_048;

/// What was asked for. Holds what the answer is checked against; a browser can neither read nor change it.
#[derive(Serialize, Deserialize)]
pub(super) enum Asked {
    /// A sign-in of whoever has a passkey for us.
    #[serde(rename = "s")]
    SignIn(DiscoverableAuthentication),
    /// A new passkey for this user.
    #[serde(rename = "r")]
    Registration(UserId, Box<PasskeyRegistration>),
}

/// A challenge that waits. The field names are short because it travels in a cookie.
#[derive(Serialize, Deserialize)]
struct Challenge {
    #[serde(rename = "a")]
    asked: Asked,
    #[serde(rename = "t")]
    since: i64,
}

/// A challenge that this browser was given, and now answers.
pub(super) struct Answered {
    pub(super) asked: Asked,
    pub(super) challenge: UsedChallenge,
    /// The line that takes it from the browser.
    pub(super) removal: HeaderValue,
}

/// The one field of the client data that says which challenge is answered. The library reads all of it again.
#[derive(Deserialize)]
struct ClientData {
    challenge: String,
}

/// The `Set-Cookie` lines that keep a challenge in this browser.
pub(super) fn keep(
    app: &HttpState,
    headers: &HeaderMap,
    challenge: &[u8],
    asked: Asked,
) -> Result<Vec<HeaderValue>, ApiError> {
    let name = cookie_name(app, challenge);
    let waiting = Challenge { asked, since: app.clock.now().timestamp_millis() };
    let sealed = sealed_cookie::seal(app, &name, &waiting).map_err(|error| ApiError::internal(&error))?;
    let since =
        |name: &str, value: &str| sealed_cookie::open(app, name, value).map_or(0, |waiting: Challenge| waiting.since);
    let pending = PendingCookies {
        prefix: cookies::passkey_prefix(&app.settings.public_url),
        most: MOST,
        most_bytes: MOST_BYTES,
        lifetime: LIFETIME,
    };
    Ok(pending.add((&app.settings.public_url, headers), (&name, &sealed), since))
}

/// The challenge that an answer with this client data is for. One that this browser was not given, or too long ago, is
/// `state_expired`; whether it was answered before, the store knows.
pub(super) fn find(app: &HttpState, headers: &HeaderMap, client_data: &[u8]) -> Result<Answered, ApiError> {
    let expired = || {
        let detail = "The challenge is not of this browser, or older than ten minutes. Ask for another one.";
        ApiError::new(ErrorCode::StateExpired).detail(detail)
    };
    let named: ClientData = serde_json::from_slice(client_data).map_err(|_| expired())?;
    let challenge = BASE64_URL_SAFE_NO_PAD.decode(&named.challenge).map_err(|_| expired())?;
    let name = cookie_name(app, &challenge);
    let mut opened =
        cookies::values(headers, &name).into_iter().filter_map(|value| sealed_cookie::open(app, &name, value));
    let waiting: Challenge = opened.next().ok_or_else(expired)?;
    let expires_at = from_millis(waiting.since) + LIFETIME;
    if app.clock.now() > expires_at {
        return Err(expired());
    }
    Ok(Answered {
        asked: waiting.asked,
        challenge: UsedChallenge { fingerprint: sha256([b"passkey challenge\0", &challenge[..]].concat()), expires_at },
        removal: cookies::remove(&app.settings.public_url, &name),
    })
}

/// Named after the challenge by a one-way function, so that an answer finds it without searching.
fn cookie_name(app: &HttpState, challenge: &[u8]) -> String {
    let digest = BASE64_URL_SAFE_NO_PAD.encode(&sha256(challenge)[..9]);
    format!("{}{digest}", cookies::passkey_prefix(&app.settings.public_url))
}
