//! A browser in which an account has signed in with its password: sealed into a cookie, and bound to that account.
//!
//! It grants nothing. An attempt that comes with it has an allowance and a queue of its own, so that its owner does not
//! wait for everybody who guesses (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"). Whoever steals it
//! gets that allowance and not more.

use chrono::Duration;
use http::{HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};
use vestibule_core::{clock::from_millis, ids::UserId, public_url::PublicUrl, random::token_128};

use crate::http::{
    cookies,
    sealed_cookie::{self, SealedCookieError},
    state::HttpState,
};

/// How long a browser is known after its last sign-in with a password.
const LIFETIME: Duration = Duration::days(180);
/// No sealed value is longer; what is gets not even decoded.
const LONGEST: usize = 512;

/// A browser that an account knows. The field names are short because it travels in a cookie.
#[derive(Serialize, Deserialize)]
pub(crate) struct KnownDevice {
    #[serde(rename = "u")]
    user: UserId,
    #[serde(rename = "d")]
    id: String,
    #[serde(rename = "t")]
    since: i64,
}

impl KnownDevice {
    /// The one of this browser, whichever account it is for.
    pub(crate) fn find(app: &HttpState, headers: &HeaderMap) -> Option<Self> {
        let public_url = &app.settings.public_url;
        let value = cookies::find(headers, &cookies::device_name(public_url)).filter(|value| value.len() <= LONGEST)?;
        let device: Self = sealed_cookie::open(app, &place(public_url), value)?;
        (app.clock.now() - from_millis(device.since) <= LIFETIME).then_some(device)
    }

    /// Whether this is a browser of that user.
    pub(crate) fn is_of(&self, user: UserId) -> bool {
        self.user == user
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// The `Set-Cookie` line by which the account knows this browser from now on. One that it knew stays the same
    /// device, with the allowance that it has left.
    pub(crate) fn cookie(app: &HttpState, headers: &HeaderMap, user: UserId) -> Result<HeaderValue, SealedCookieError> {
        let former = Self::find(app, headers).filter(|device| device.is_of(user));
        let id = former.map_or_else(|| token_128(&*app.random), |device| device.id);
        let device = Self { user, id, since: app.clock.now().timestamp_millis() };
        let public_url = &app.settings.public_url;
        let sealed = sealed_cookie::seal(app, &place(public_url), &device)?;
        let mut line = cookies::set(public_url, &cookies::device_name(public_url), &sealed, LIFETIME);
        line.set_sensitive(true);
        Ok(line)
    }
}

/// Installations may share keys; a device is known to the one where it signed in.
fn place(public_url: &PublicUrl) -> String {
    format!("known device {public_url}")
}
