//! A one-time message for the next page: what the form before it did, and to whom or what.
//!
//! It travels in a cookie of one minute, sealed, so that a page can only ever show what we have written.

use chrono::Duration;
use http::{HeaderMap, HeaderValue, header};
use serde::{Deserialize, Serialize};

use super::{cookies, sealed_cookie, state::HttpState};

const LIVES: Duration = Duration::minutes(1);

/// What has just been done. A name is one that the person who reads it may know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Notice {
    /// An identity of this provider was linked.
    Linked(String),
    /// One of this provider was unlinked, and that many sessions ended.
    Unlinked(String, u64),
    /// A session was ended.
    SessionEnded,
    /// A session of this person was ended.
    SessionOfEnded(String),
    /// All other sessions were ended: that many.
    OthersEnded(u64),
    /// This provider was saved.
    ProviderSaved(String),
    /// This app was saved.
    AppSaved(String),
    /// This provider or app was deleted.
    ProviderDeleted(String),
    /// This provider or app was enabled or disabled.
    ProviderSwitched(String, bool),
    /// The providers were reordered.
    Reordered,
    /// A user was changed.
    User {
        /// Their name.
        name: String,
        /// What was changed.
        change: UserNotice,
        /// How many sessions ended with it.
        ended: u64,
    },
    /// The API token of that name was revoked.
    TokenRevoked(String),
    /// The own password was changed, and that many other sessions ended.
    PasswordChanged(u64),
    /// One-time codes were turned off.
    SecondFactorRemoved,
    /// A passkey was removed.
    PasskeyRemoved,
    /// A personal access token was revoked.
    PersonalTokenRevoked,
    /// The registry was reloaded.
    Reloaded,
}

/// What was done to a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum UserNotice {
    /// They are disabled.
    Disabled,
    /// They are enabled again.
    Enabled,
    /// They have administrator rights.
    Promoted,
    /// They have none any more.
    Demoted,
    /// They have this username.
    Renamed(String),
    /// All their sessions have ended.
    SignedOut,
    /// They are deleted.
    Deleted,
}

impl Notice {
    /// The notice that a request carries.
    pub(crate) fn read(app: &HttpState, headers: &HeaderMap) -> Option<Self> {
        let name = cookies::notice_name(&app.settings.public_url);
        sealed_cookie::open(app, &name, cookies::find(headers, &name)?)
    }

    /// The `Set-Cookie` line that makes the next page show it. What was done is done: without the cookie, nothing is said.
    pub(crate) fn cookie(&self, app: &HttpState) -> HeaderValue {
        let public_url = &app.settings.public_url;
        let name = cookies::notice_name(public_url);
        match sealed_cookie::seal(app, &name, self) {
            Ok(sealed) => cookies::set(public_url, &name, &sealed, LIVES),
            Err(error) => {
                tracing::error!(%error, "could not make a notice");
                cookies::remove(public_url, &name)
            }
        }
    }

    /// Removes it from the browser, once it has been shown.
    pub(crate) fn forget(app: &HttpState, headers: &mut HeaderMap) {
        let public_url = &app.settings.public_url;
        headers.append(header::SET_COOKIE, cookies::remove(public_url, &cookies::notice_name(public_url)));
    }
}
