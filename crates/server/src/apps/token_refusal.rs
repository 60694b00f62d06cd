//! Why a code or a refresh token gives nothing: the app gets one text for everything, the log says which it was, and the audit
//! log whose it was.

use vestibule_apps::OAuthError;
use vestibule_core::{code::ErrorCode, ids::UserId};
use vestibule_store::EventKind;

use super::{answer::event, app_call::AppCall, oauth_answer::OAuthAnswer};

/// A code or token that gives nothing.
pub(super) struct TokenRefusal {
    /// Whose it is, where it is one of ours.
    user: Option<UserId>,
    /// For the log: what is wrong, and what to change in the app where that helps.
    why: String,
}

impl TokenRefusal {
    /// Of nobody: it is unknown, or was altered.
    pub(super) fn unknown(why: &str) -> Self {
        Self { user: None, why: why.to_owned() }
    }

    /// Of that person.
    pub(super) fn of(user: UserId, why: impl Into<String>) -> Self {
        Self { user: Some(user), why: why.into() }
    }

    /// The answer to the app. Where a person is concerned it is on record.
    pub(super) async fn report(self, call: &AppCall) -> OAuthAnswer {
        if let Some(user) = self.user {
            let event = event(&call.app, EventKind::AppTokenRefused, (&call.of, &call.client), None)
                .user(user)
                .failed(ErrorCode::AppTokenInvalid)
                .detail(format!("app {}: {}", call.of.id, self.why));
            if let Err(error) = call.app.refused(call.client.address, event).await {
                tracing::error!(%error, "could not write an audit event");
            }
        }
        self.into()
    }
}

impl From<TokenRefusal> for OAuthAnswer {
    fn from(refusal: TokenRefusal) -> Self {
        OAuthError::invalid_grant(ErrorCode::AppTokenInvalid).because(refusal.why).into()
    }
}
