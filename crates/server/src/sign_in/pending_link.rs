//! An identity that was refused with `account_exists` and can still be linked: sealed into a cookie of this browser for
//! ten minutes, so that nothing about it is stored before its owner has proven whose account it belongs to.
//!
//! It was verified and admitted when it came. Linking it takes a session (signing in is the proof) and a confirmation.

use chrono::Duration;
use http::{HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};
use vestibule_core::{
    clock::from_millis,
    identity::{Identity, Profile},
    ids::{Issuer, ProviderId, Subject},
    routes::pattern,
};

use crate::http::{
    cookies,
    return_to::ReturnTo,
    sealed_cookie::{self, SealedCookieError},
    state::HttpState,
};

/// How long it can be linked.
const LIFETIME: Duration = Duration::minutes(10);
/// Browsers silently drop a cookie of more than 4096 bytes.
const LARGEST: usize = 3_800;

/// Where the owner confirms.
pub(crate) const LINK_PAGE: &str = pattern::AccountLink;

/// An identity that can still be linked. The field names are short because it travels in a cookie.
#[derive(Serialize, Deserialize)]
pub(crate) struct PendingLink {
    #[serde(rename = "p")]
    pub(crate) provider: ProviderId,
    #[serde(rename = "i")]
    pub(crate) issuer: Issuer,
    #[serde(rename = "s")]
    subject: Subject,
    #[serde(rename = "f")]
    pub(crate) profile: Profile,
    /// Where the person was on the way to.
    #[serde(rename = "r")]
    pub(crate) return_to: ReturnTo,
    #[serde(rename = "t")]
    since: i64,
}

impl PendingLink {
    /// The `Set-Cookie` line that keeps `identity` in this browser; `None` when it is too large for a cookie. Groups
    /// stay behind: they may be many, and the next sign-in brings them.
    pub(super) fn cookie(
        app: &HttpState,
        provider: &ProviderId,
        identity: &Identity,
        way: &ReturnTo,
    ) -> Result<Option<HeaderValue>, SealedCookieError> {
        let pending = Self {
            provider: provider.clone(),
            issuer: identity.issuer.clone(),
            subject: identity.subject.clone(),
            profile: Profile { groups: None, ..identity.profile.clone() },
            return_to: way.clone(),
            since: app.clock.now().timestamp_millis(),
        };
        let public_url = &app.settings.public_url;
        let name = cookies::link_name(public_url);
        let mut line = cookies::set(public_url, &name, &sealed_cookie::seal(app, &name, &pending)?, LIFETIME);
        line.set_sensitive(true);
        Ok((line.len() <= LARGEST).then_some(line))
    }

    /// The one of this browser, if it has not expired.
    pub(crate) fn find(app: &HttpState, headers: &HeaderMap) -> Option<Self> {
        let name = cookies::link_name(&app.settings.public_url);
        let values = cookies::values(headers, &name).into_iter();
        let mut opened = values.filter_map(|value| sealed_cookie::open::<Self>(app, &name, value));
        // Of two, one may be somebody else's identity: nobody is asked to link that.
        let pending = opened.next().filter(|_| opened.next().is_none())?;
        (app.clock.now() - from_millis(pending.since) <= LIFETIME).then_some(pending)
    }

    /// The line that takes it from the browser.
    pub(crate) fn removal(app: &HttpState) -> HeaderValue {
        let public_url = &app.settings.public_url;
        cookies::remove(public_url, &cookies::link_name(public_url))
    }

    /// The identity, as far as linking needs it.
    pub(crate) fn identity(&self) -> Identity {
        Identity {
            issuer: self.issuer.clone(),
            subject: self.subject.clone(),
            profile: self.profile.clone(),
            claims: serde_json::Map::new(),
            id_token: None,
            not_taken: Vec::new(),
            id_token_alg: None,
            upstream_session: None,
            refresh_token: None,
        }
    }

    /// Where the owner confirms, once signed in.
    pub(crate) fn link_page(app: &HttpState) -> ReturnTo {
        ReturnTo::own(LINK_PAGE, &app.settings)
    }
}
