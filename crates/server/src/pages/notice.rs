//! One sentence that the next page says, once: what the form before it did.
//!
//! It travels in a cookie of a minute, as the name of a sentence and at most one id, so that nothing but what stands in
//! the catalogue can ever be said.

use chrono::Duration;
use http::{HeaderMap, HeaderValue, header};

use super::texts::Language;
use crate::{AppState, http::cookies};

const LIVES: Duration = Duration::minutes(1);

/// What has just been done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Notice {
    /// An identity of this provider was linked.
    Linked(String),
    /// One of this provider was unlinked.
    Unlinked(String),
    /// A session was ended.
    SessionEnded,
    /// All other sessions were ended.
    OthersEnded,
    /// This provider was saved.
    ProviderSaved(String),
    /// A provider was deleted.
    ProviderDeleted,
    /// The providers stand in another order.
    Reordered,
    /// A user was changed.
    UserChanged,
    /// A user was deleted.
    UserDeleted,
    /// The registry was reloaded.
    Reloaded,
}

impl Notice {
    fn as_text(&self) -> String {
        match self {
            Self::Linked(provider) => format!("linked.{provider}"),
            Self::Unlinked(provider) => format!("unlinked.{provider}"),
            Self::SessionEnded => "session_ended".to_owned(),
            Self::OthersEnded => "others_ended".to_owned(),
            Self::ProviderSaved(provider) => format!("saved.{provider}"),
            Self::ProviderDeleted => "provider_deleted".to_owned(),
            Self::Reordered => "reordered".to_owned(),
            Self::UserChanged => "user_changed".to_owned(),
            Self::UserDeleted => "user_deleted".to_owned(),
            Self::Reloaded => "reloaded".to_owned(),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let (kind, id) = text.split_once('.').unwrap_or((text, ""));
        Some(match kind {
            "linked" => Self::Linked(id.to_owned()),
            "unlinked" => Self::Unlinked(id.to_owned()),
            "session_ended" => Self::SessionEnded,
            "others_ended" => Self::OthersEnded,
            "saved" => Self::ProviderSaved(id.to_owned()),
            "provider_deleted" => Self::ProviderDeleted,
            "reordered" => Self::Reordered,
            "user_changed" => Self::UserChanged,
            "user_deleted" => Self::UserDeleted,
            "reloaded" => Self::Reloaded,
            _ => return None,
        })
    }

    /// The line that makes the next page say it.
    pub(crate) fn cookie(&self, app: &AppState) -> HeaderValue {
        let public_url = &app.settings.public_url;
        cookies::set(public_url, &cookies::notice_name(public_url), &self.as_text(), LIVES)
    }

    /// The sentence for this page, if there is one.
    pub(crate) fn find(app: &AppState, headers: &HeaderMap, language: Language) -> Option<String> {
        let name = cookies::notice_name(&app.settings.public_url);
        let notice = Self::parse(cookies::find(headers, &name)?)?;
        let registry = app.registry.load();
        // Only the name of a provider that exists is ever shown.
        let name_of = |id: &str| registry.find(id).map(|slot| slot.display_name.to_string());
        let (account, admin) = (language.account(), language.admin());
        Some(match notice {
            Self::Linked(id) => account.notice_linked(name_of(&id)?),
            Self::Unlinked(id) => account.notice_unlinked(name_of(&id)?),
            Self::SessionEnded => account.notice_revoked().to_owned(),
            Self::OthersEnded => account.notice_revoked_others().to_owned(),
            Self::ProviderSaved(id) => admin.notice_saved(name_of(&id)?),
            Self::ProviderDeleted => admin.notice_deleted().to_owned(),
            Self::Reordered => admin.notice_order().to_owned(),
            Self::UserChanged => admin.notice_user().to_owned(),
            Self::UserDeleted => admin.notice_user_deleted().to_owned(),
            Self::Reloaded => admin.notice_reloaded().to_owned(),
        })
    }

    /// Takes it from the browser, once it has been said.
    pub(crate) fn forget(app: &AppState, headers: &mut HeaderMap) {
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
            Notice::Unlinked("a-b".to_owned()),
            Notice::SessionEnded,
            Notice::OthersEnded,
            Notice::ProviderSaved("work".to_owned()),
            Notice::ProviderDeleted,
            Notice::Reordered,
            Notice::UserChanged,
            Notice::UserDeleted,
            Notice::Reloaded,
        ] {
            assert_eq!(Notice::parse(&notice.as_text()), Some(notice));
        }
        assert_eq!(Notice::parse("free text"), None);
    }
}
