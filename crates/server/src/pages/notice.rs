//! The text of a [`Notice`].

use http::HeaderMap;

use super::texts::Language;
pub(crate) use crate::http::notice::Notice;
use crate::state::AppState;

impl Notice {
    /// The message for this page, if there is one.
    pub(crate) fn find(app: &AppState, headers: &HeaderMap, language: Language) -> Option<String> {
        let notice = Self::read(app, headers)?;
        let registry = app.registry.load();
        // Only the name of a provider that exists is ever shown.
        let name_of = |id: &str| registry.find(id).map(|slot| slot.display_name.to_string());
        let (account, admin) = (language.account(), language.admin());
        Some(match notice {
            Self::Linked(id) => account.notice_linked(name_of(&id)?),
            Self::Unlinked(id, 0) => account.notice_unlinked(name_of(&id)?),
            Self::Unlinked(id, ended) => {
                format!("{} {}", account.notice_unlinked(name_of(&id)?), account.notice_sessions_ended(ended))
            }
            Self::SessionEnded => account.notice_session_ended().to_owned(),
            Self::OthersEnded(ended) => account.notice_other_sessions_ended(ended),
            Self::SessionsEnded(ended) => account.notice_sessions_ended(ended),
            Self::ProviderSaved(id) => admin.notice_saved(name_of(&id)?),
            Self::ProviderDeleted => admin.notice_provider_deleted().to_owned(),
            Self::Reordered => admin.notice_reordered().to_owned(),
            Self::UserChanged(0) => admin.notice_user_updated().to_owned(),
            Self::UserChanged(ended) => {
                format!("{} {}", admin.notice_user_updated(), account.notice_sessions_ended(ended))
            }
            Self::UserDeleted(ended) => {
                format!("{} {}", admin.notice_user_deleted(), account.notice_sessions_ended(ended))
            }
            Self::SecondFactorRemoved => account.notice_second_factor_removed().to_owned(),
            Self::PasskeyRemoved => language.passkey().removed().to_owned(),
            Self::Reloaded => admin.notice_reloaded().to_owned(),
        })
    }
}
