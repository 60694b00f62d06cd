//! One pending sign-in, sealed into one cookie: nothing about it is written anywhere else, so an anonymous request
//! costs no database write, two tabs do not disturb each other, and a restart or another node loses nothing.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use chrono::Duration;
use http::{HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};
use vestibule_core::{
    clock::{Timestamp, from_millis},
    driver::{Driver, FlowValues},
    ids::{Issuer, ProviderId, SessionId},
    random::{token_128, token_256},
    secret::{Secret, constant_time_eq, sha256},
};

use crate::http::{
    api_error::ApiError, cookies, pending_cookies::PendingCookies, return_to::ReturnTo, sealed_cookie, state::HttpState,
};

/// How long a person may take at the upstream.
pub(super) const LIFETIME: Duration = Duration::minutes(10);
/// The cookie outlives the flow, so that a person who took too long sees that the sign-in expired.
const COOKIE_LIFETIME: Duration = Duration::minutes(60);
/// How many sign-ins a browser may have pending. The oldest goes.
const MOST: usize = 5;
/// How many bytes their cookies may take together in a request. The proxy in front of us refuses requests with some
/// 8 KB of headers, and other programs have cookies, too.
const MOST_BYTES: usize = 4_096;

/// What the state of a test sign-in begins with: the full stop is in no other state.
const TEST_PREFIX: &str = "test.";

/// One pending sign-in. The field names are short because it travels in a cookie.
#[derive(Serialize, Deserialize)]
pub(super) struct Flow {
    #[serde(rename = "p")]
    pub(super) provider: ProviderId,
    #[serde(rename = "i")]
    pub(super) issuer: Issuer,
    #[serde(rename = "c")]
    pub(super) client_id: String,
    #[serde(rename = "u")]
    redirect_uri: String,
    #[serde(rename = "s")]
    state: String,
    #[serde(rename = "n")]
    nonce: String,
    #[serde(rename = "v")]
    code_verifier: String,
    #[serde(rename = "r", default, skip_serializing_if = "is_default")]
    pub(super) return_to: ReturnTo,
    #[serde(rename = "t")]
    began_at: i64,
    /// The session that an identity is to be linked in; none for a sign-in.
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    pub(super) link_in: Option<SessionId>,
    /// What the driver needs again at the callback.
    #[serde(rename = "d", with = "base64url")]
    saved: Vec<u8>,
}

mod base64url {
    use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64_URL_SAFE_NO_PAD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        BASE64_URL_SAFE_NO_PAD.decode(String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

fn is_default(return_to: &ReturnTo) -> bool {
    *return_to == ReturnTo::default()
}

impl Flow {
    /// A new flow with values that cannot be guessed, back to the front page.
    pub(super) fn new(app: &HttpState, (provider, driver): (&ProviderId, &dyn Driver), redirect_uri: String) -> Self {
        Self {
            provider: provider.clone(),
            issuer: driver.issuer().clone(),
            client_id: driver.client_id().to_owned(),
            redirect_uri,
            state: token_128(&*app.random),
            nonce: token_128(&*app.random),
            code_verifier: token_256(&*app.random),
            return_to: ReturnTo::default(),
            began_at: app.clock.now().timestamp_millis(),
            link_in: None,
            saved: Vec::new(),
        }
    }

    /// The flow of a test sign-in: its state says so, and the state of no other flow does.
    pub(super) fn of_test(app: &HttpState, of: (&ProviderId, &dyn Driver), redirect_uri: String) -> Self {
        let flow = Self::new(app, of, redirect_uri);
        Self { state: [TEST_PREFIX, &flow.state].concat(), ..flow }
    }

    /// Whether a state is one of a test sign-in.
    pub(super) fn is_of_test(state: &str) -> bool {
        state.starts_with(TEST_PREFIX)
    }

    /// The values for the driver.
    pub(super) fn values(&self) -> FlowValues {
        FlowValues {
            state: self.state.clone(),
            nonce: Secret::new(&*self.nonce),
            code_verifier: Secret::new(&*self.code_verifier),
            redirect_uri: self.redirect_uri.clone(),
        }
    }

    /// Keeps what the driver needs again at the callback.
    pub(super) fn save(&mut self, saved: Vec<u8>) {
        self.saved = saved;
    }

    /// What the driver saved.
    pub(super) fn saved(&self) -> &[u8] {
        &self.saved
    }

    /// When it began.
    pub(super) fn began_at(&self) -> Timestamp {
        from_millis(self.began_at)
    }

    /// True when the person took too long.
    pub(super) fn is_expired(&self, now: Timestamp) -> bool {
        now - self.began_at() > LIFETIME
    }

    /// Names the flow among those that are used up. One-way: who reads the database learns no state.
    pub(super) fn fingerprint(&self) -> [u8; 32] {
        sha256(["flow\0", &self.state].concat())
    }

    /// The `Set-Cookie` lines that add this flow to a browser, and take the oldest of too many from it.
    pub(super) fn cookies(&self, app: &HttpState, headers: &HeaderMap) -> Result<Vec<HeaderValue>, ApiError> {
        let public_url = &app.settings.public_url;
        let name = cookie_name(app, &self.state);
        let sealed = sealed_cookie::seal(app, &name, self).map_err(|error| ApiError::internal(&error))?;
        let began_at =
            |name: &str, value: &str| sealed_cookie::open(app, name, value).map_or(0, |flow: Self| flow.began_at);
        Ok(pending_cookies(app).add((public_url, headers), (&name, &sealed), began_at))
    }

    /// The flow of this browser for this state, with the line that removes its cookie. Whatever is missing, altered,
    /// of another browser or of another state is `None`.
    pub(super) fn open(app: &HttpState, headers: &HeaderMap, state: &str) -> Option<Self> {
        let name = cookie_name(app, state);
        let mut opened =
            cookies::values(headers, &name).into_iter().filter_map(|value| sealed_cookie::open(app, &name, value));
        opened.find(|flow: &Self| constant_time_eq(flow.state.as_bytes(), state.as_bytes()))
    }

    /// The line that removes this flow's cookie.
    pub(super) fn removal(&self, app: &HttpState) -> HeaderValue {
        cookies::remove(&app.settings.public_url, &cookie_name(app, &self.state))
    }
}

/// Each flow has a cookie of its own, named after its state by a one-way function: the callback finds it without
/// searching, and a list of cookie names gives no state away.
fn cookie_name(app: &HttpState, state: &str) -> String {
    let digest = BASE64_URL_SAFE_NO_PAD.encode(&sha256(state)[..9]);
    format!("{}{digest}", cookies::flow_prefix(&app.settings.public_url))
}

/// The flows of a browser.
fn pending_cookies(app: &HttpState) -> PendingCookies {
    PendingCookies {
        prefix: cookies::flow_prefix(&app.settings.public_url),
        most: MOST,
        most_bytes: MOST_BYTES,
        lifetime: COOKIE_LIFETIME,
    }
}
