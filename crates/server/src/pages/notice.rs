//! The text of a [`Notice`].

use http::HeaderMap;

use super::texts::Language;
pub(crate) use crate::http::notice::{Notice, UserNotice};
use crate::state::AppState;

impl Notice {
    /// The message for this page, if there is one.
    pub(crate) fn find(app: &AppState, headers: &HeaderMap, language: Language) -> Option<String> {
        let notice = Self::read(app, headers)?;
        let registry = app.registry.load();
        // A provider by the name that it has now.
        let name_of = |id: &str| registry.find(id).map(|slot| slot.display_name.to_string());
        let (account, admin) = (language.account(), language.admin());
        let with_ended = |done: String, ended| match ended {
            0 => done,
            _ => format!("{done} {}", account.notice_sessions_ended(ended)),
        };
        Some(match notice {
            Self::Linked(id) => account.notice_linked(name_of(&id)?),
            Self::Unlinked(id, ended) => with_ended(account.notice_unlinked(name_of(&id).unwrap_or(id)), ended),
            Self::SessionEnded => account.notice_session_ended().to_owned(),
            Self::SessionOfEnded(name) => admin.notice_session_ended(name),
            Self::OthersEnded(ended) => account.notice_other_sessions_ended(ended),
            Self::ProviderSaved(id) => admin.notice_saved(name_of(&id)?),
            Self::AppSaved(name) => admin.notice_saved(name),
            Self::ProviderDeleted(name) => admin.notice_provider_deleted(name),
            Self::ProviderSwitched(name, true) => admin.notice_provider_enabled(name),
            Self::ProviderSwitched(name, false) => admin.notice_provider_disabled(name),
            Self::Reordered => admin.notice_reordered().to_owned(),
            Self::User { name, change, ended } => {
                let done = match change {
                    UserNotice::Disabled => admin.notice_user_disabled(name),
                    UserNotice::Enabled => admin.notice_user_enabled(name),
                    UserNotice::Promoted => admin.notice_user_promoted(name),
                    UserNotice::Demoted => admin.notice_user_demoted(name),
                    UserNotice::Renamed(username) => admin.notice_user_renamed(name, username),
                    UserNotice::SignedOut => admin.notice_user_signed_out(name),
                    UserNotice::Deleted => admin.notice_user_deleted(name),
                };
                with_ended(done, ended)
            }
            Self::TokenRevoked(name) => admin.notice_token_revoked(name),
            Self::PasswordChanged(ended) => with_ended(account.notice_password_changed().to_owned(), ended),
            Self::SecondFactorRemoved => account.notice_second_factor_removed().to_owned(),
            Self::PasskeyRemoved => language.passkey().removed().to_owned(),
            Self::PersonalTokenRevoked => language.personal_token().revoked().to_owned(),
            Self::Reloaded => admin.notice_reloaded().to_owned(),
        })
    }
}
