//! A one-time message for the next page: what the form before it did.
//!
//! It travels in a cookie of one minute, as the name of a message, at most one id and a number, so a page can only ever show
//! messages of the catalogue.

use chrono::Duration;
use http::{HeaderMap, HeaderValue, header};

use super::{cookies, state::HttpState};

const LIVES: Duration = Duration::minutes(1);

/// What has just been done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Notice {
    /// An identity of this provider was linked.
    Linked(String),
    /// One of this provider was unlinked, and that many sessions ended.
    Unlinked(String, u64),
    /// A session was ended.
    SessionEnded,
    /// All other sessions were ended: that many.
    OthersEnded(u64),
    /// All sessions of somebody were ended: that many.
    SessionsEnded(u64),
    /// This provider was saved.
    ProviderSaved(String),
    /// A provider was deleted.
    ProviderDeleted,
    /// The providers were reordered.
    Reordered,
    /// A user was changed, and that many sessions ended.
    UserChanged(u64),
    /// A user was deleted, and that many sessions ended.
    UserDeleted(u64),
    /// One-time codes were turned off.
    SecondFactorRemoved,
    /// A passkey was removed.
    PasskeyRemoved,
    /// The registry was reloaded.
    Reloaded,
}

impl Notice {
    fn as_text(&self) -> String {
        match self {
            Self::Linked(provider) => format!("linked.{provider}"),
            Self::Unlinked(provider, sessions) => format!("unlinked.{provider}.{sessions}"),
            Self::SessionEnded => "session_ended".to_owned(),
            Self::OthersEnded(sessions) => format!("others_ended.{sessions}"),
            Self::SessionsEnded(sessions) => format!("sessions_ended.{sessions}"),
            Self::ProviderSaved(provider) => format!("saved.{provider}"),
            Self::ProviderDeleted => "provider_deleted".to_owned(),
            Self::Reordered => "reordered".to_owned(),
            Self::UserChanged(sessions) => format!("user_changed.{sessions}"),
            Self::UserDeleted(sessions) => format!("user_deleted.{sessions}"),
            Self::SecondFactorRemoved => "second_factor_removed".to_owned(),
            Self::PasskeyRemoved => "passkey_removed".to_owned(),
            Self::Reloaded => "reloaded".to_owned(),
        }
    }

    /// The notice that a request carries.
    pub(crate) fn read(app: &HttpState, headers: &HeaderMap) -> Option<Self> {
        Self::parse(cookies::find(headers, &cookies::notice_name(&app.settings.public_url))?)
    }

    fn parse(text: &str) -> Option<Self> {
        let (kind, id) = text.split_once('.').unwrap_or((text, ""));
        Some(match kind {
            "linked" => Self::Linked(id.to_owned()),
            "unlinked" => {
                let (provider, sessions) = id.rsplit_once('.')?;
                Self::Unlinked(provider.to_owned(), sessions.parse().ok()?)
            }
            "session_ended" => Self::SessionEnded,
            "others_ended" => Self::OthersEnded(id.parse().ok()?),
            "sessions_ended" => Self::SessionsEnded(id.parse().ok()?),
            "saved" => Self::ProviderSaved(id.to_owned()),
            "provider_deleted" => Self::ProviderDeleted,
            "reordered" => Self::Reordered,
            "user_changed" => Self::UserChanged(id.parse().ok()?),
            "user_deleted" => Self::UserDeleted(id.parse().ok()?),
            "second_factor_removed" => Self::SecondFactorRemoved,
            "passkey_removed" => Self::PasskeyRemoved,
            "reloaded" => Self::Reloaded,
            _ => return None,
        })
    }

    /// The `Set-Cookie` line that makes the next page show it.
    pub(crate) fn cookie(&self, app: &HttpState) -> HeaderValue {
        let public_url = &app.settings.public_url;
        cookies::set(public_url, &cookies::notice_name(public_url), &self.as_text(), LIVES)
    }

    /// Removes it from the browser, once it has been shown.
    pub(crate) fn forget(app: &HttpState, headers: &mut HeaderMap) {
        let public_url = &app.settings.public_url;
        headers.append(header::SET_COOKIE, cookies::remove(public_url, &cookies::notice_name(public_url)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        for notice in [
            Notice::Linked("pocketid".to_owned()),
            Notice::Unlinked("a-b".to_owned(), 2),
            Notice::SessionEnded,
            Notice::OthersEnded(207),
            Notice::SessionsEnded(0),
            Notice::ProviderSaved("work".to_owned()),
            Notice::ProviderDeleted,
            Notice::Reordered,
            Notice::UserChanged(0),
            Notice::UserDeleted(3),
            Notice::SecondFactorRemoved,
            Notice::PasskeyRemoved,
            Notice::Reloaded,
        ] {
            assert_eq!(Notice::parse(&notice.as_text()), Some(notice));
        }
        assert_eq!(Notice::parse("free text"), None);
    }
}
