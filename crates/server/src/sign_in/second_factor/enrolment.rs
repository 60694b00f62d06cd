//! A new secret of one-time codes that its owner has not confirmed yet: sealed into a cookie, so that looking at the page
//! stores nothing.

use chrono::Duration;
use http::{HeaderMap, HeaderValue};
use vestibule_core::{ids::UserId, public_url::PublicUrl, secret::Secret, totp::TotpSecret};
use vestibule_store::User;

use crate::http::{
    cookies,
    sealed_cookie::{self, SealedCookieError},
    state::HttpState,
};

/// How long the page may stay open. The session has to be fresh at the end as well.
const LIFETIME: Duration = Duration::minutes(10);

/// A new secret, as it is shown.
pub(crate) struct Enrolment {
    pub(crate) secret: TotpSecret,
    /// What the QR code holds.
    pub(crate) url: Secret,
}

impl Enrolment {
    /// A new secret for a user: the one that this browser was shown a moment ago, or another one with its cookie. A page
    /// that is loaded again shows the code that has been scanned.
    pub(crate) fn begin(
        app: &HttpState,
        headers: &HeaderMap,
        user: &User,
    ) -> Result<(Self, HeaderValue), SealedCookieError> {
        let secret = find(app, headers, user.id).unwrap_or_else(|| TotpSecret::generate(&*app.random));
        let public_url = &app.settings.public_url;
        let sealed = sealed_cookie::seal(app, &place(public_url, user.id), &secret.base32().expose())?;
        let mut line = cookies::set(public_url, &cookies::enrolment_name(public_url), &sealed, LIFETIME);
        line.set_sensitive(true);
        let account = user.local.email.as_ref().map_or(&*user.username, |email| email.as_str());
        let url = secret.url(&app.settings.branding.name, account).unwrap_or_else(|| Secret::new(""));
        Ok((Self { secret, url }, line))
    }
}

/// The secret that this browser was shown for that user.
pub(super) fn find(app: &HttpState, headers: &HeaderMap, user: UserId) -> Option<TotpSecret> {
    let public_url = &app.settings.public_url;
    let value = cookies::find(headers, &cookies::enrolment_name(public_url))?;
    TotpSecret::parse(sealed_cookie::open::<Secret>(app, &place(public_url, user), value)?)
}

/// The line that takes it from the browser.
pub(crate) fn removal(app: &HttpState) -> HeaderValue {
    let public_url = &app.settings.public_url;
    cookies::remove(public_url, &cookies::enrolment_name(public_url))
}

fn place(public_url: &PublicUrl, user: UserId) -> String {
    format!("one-time codes {public_url} {user}")
}
