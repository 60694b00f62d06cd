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
            Self::Unlinked(id) => account.notice_unlinked(name_of(&id)?),
            Self::SessionEnded => account.notice_session_ended().to_owned(),
            Self::OthersEnded => account.notice_other_sessions_ended().to_owned(),
            Self::ProviderSaved(id) => admin.notice_saved(name_of(&id)?),
            Self::ProviderDeleted => admin.notice_provider_deleted().to_owned(),
            Self::Reordered => admin.notice_reordered().to_owned(),
            Self::UserChanged => admin.notice_user_updated().to_owned(),
            Self::UserDeleted => admin.notice_user_deleted().to_owned(),
            Self::Reloaded => admin.notice_reloaded().to_owned(),
        })
    }
}
