//! A right password that waits for the second factor: sealed into a cookie of this browser, so that nothing is stored.

use chrono::Duration;
use http::{HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};
use vestibule_core::{clock::from_millis, ids::UserId};
use vestibule_store::{CheckedPassword, FactorProof};

use crate::http::{
    cookies,
    return_to::ReturnTo,
    sealed_cookie::{self, SealedCookieError},
    state::HttpState,
};

/// How long a person may take to find their code.
const LIFETIME: Duration = Duration::minutes(10);

/// A right password that waits. The field names are short because it travels in a cookie.
#[derive(Serialize, Deserialize)]
pub(crate) struct PendingSecondFactor {
    #[serde(rename = "u")]
    pub(super) user: UserId,
    /// Which password it was.
    #[serde(rename = "d")]
    digest: [u8; 32],
    #[serde(rename = "r")]
    pub(crate) return_to: ReturnTo,
    #[serde(rename = "t")]
    since: i64,
}

impl PendingSecondFactor {
    /// The `Set-Cookie` line that keeps a checked password in this browser.
    pub(crate) fn cookie(
        app: &HttpState,
        checked: &CheckedPassword,
        return_to: &ReturnTo,
    ) -> Result<HeaderValue, SealedCookieError> {
        let pending = Self {
            user: checked.user,
            digest: checked.digest,
            return_to: return_to.clone(),
            since: app.clock.now().timestamp_millis(),
        };
        let public_url = &app.settings.public_url;
        let name = cookies::second_factor_name(public_url);
        let sealed = sealed_cookie::seal(app, &name, &pending)?;
        let mut line = cookies::set(public_url, &name, &sealed, LIFETIME);
        line.set_sensitive(true);
        Ok(line)
    }

    /// The one of this browser, if it has not expired.
    pub(crate) fn find(app: &HttpState, headers: &HeaderMap) -> Option<Self> {
        let name = cookies::second_factor_name(&app.settings.public_url);
        let pending: Self = sealed_cookie::open(app, &name, cookies::find(headers, &name)?)?;
        (app.clock.now() - from_millis(pending.since) <= LIFETIME).then_some(pending)
    }

    /// The line that takes it from the browser.
    pub(crate) fn removal(app: &HttpState) -> HeaderValue {
        let public_url = &app.settings.public_url;
        cookies::remove(public_url, &cookies::second_factor_name(public_url))
    }

    /// The password, with what was shown for the second factor.
    pub(super) fn with(&self, proof: FactorProof) -> CheckedPassword {
        CheckedPassword { user: self.user, digest: self.digest, proof }
    }
}
