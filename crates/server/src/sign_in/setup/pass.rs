//! The cookie of a browser that opened the link: sealed, so that the token need not stay in the address.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use chrono::Duration;
use http::{HeaderMap, HeaderValue};
use vestibule_core::{code::ErrorCode, public_url::PublicUrl, seal::SealError, secret::sha256};

use super::deadline;
use crate::{
    http::state::HttpState,
    http::{api_error::ApiError, cookies},
};

/// How long a browser may take to fill in the form.
const LIVES: Duration = Duration::minutes(15);
/// How long the cookie is kept: an expired pass is reported as expired.
const KEPT: Duration = Duration::hours(1);

/// Proof that this browser opened a valid link recently.
pub(crate) struct Pass {
    sealed: String,
}

impl Pass {
    /// The `Set-Cookie` line of a new one.
    pub(crate) fn cookie(app: &HttpState) -> Result<HeaderValue, SealError> {
        let public_url = &app.settings.public_url;
        let until = app.clock.now() + LIVES;
        let sealed = deadline::seal(&app.keys, &*app.random, &place(public_url), until)?;
        let mut line = cookies::set(public_url, &cookies::setup_name(public_url), &sealed, KEPT);
        line.set_sensitive(true);
        Ok(line)
    }

    /// The one that a request carries, while it counts.
    pub(crate) fn find(app: &HttpState, headers: &HeaderMap) -> Result<Self, ApiError> {
        let public_url = &app.settings.public_url;
        let sealed = cookies::values(headers, &cookies::setup_name(public_url)).into_iter();
        let mut opened =
            sealed.filter_map(|sealed| Some((sealed, deadline::open(&app.keys, &place(public_url), sealed)?)));
        match opened.next() {
            None => Err(ErrorCode::SetupLinkInvalid.into()),
            Some((_, until)) if app.clock.now() > until => Err(ErrorCode::SetupLinkExpired.into()),
            Some((sealed, _)) => Ok(Self { sealed: sealed.to_owned() }),
        }
    }

    /// What the form holds: it cannot be computed without the cookie, and gives nothing of it away.
    pub(crate) fn form_token(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(sha256(["form\0", &self.sealed].concat()))
    }

    /// The line that takes it from the browser.
    pub(crate) fn removal(app: &HttpState) -> HeaderValue {
        let public_url = &app.settings.public_url;
        cookies::remove(public_url, &cookies::setup_name(public_url))
    }
}

fn place(public_url: &PublicUrl) -> String {
    format!("setup pass {public_url}")
}
