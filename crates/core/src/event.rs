//! What the audit log can say, and which of it somebody wants to be sent.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::suggestion::did_you_mean;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// A person signed in, or tried to.
    SignIn,
    /// A session ended because its owner said so.
    SignOut,
    /// An identity was linked to a user, or was refused.
    Link,
    /// An identity was taken from a user.
    Unlink,
    /// A user was created outside of a sign-in.
    UserCreated,
    /// A user's rights, state or password changed.
    UserChanged,
    /// A user was deleted.
    UserDeleted,
    /// A user added a second factor, or made new recovery codes.
    FactorAdded,
    /// A second factor was removed.
    FactorRemoved,
    /// An address went to somebody who has verified it.
    AddressLost,
    /// An administrator ended somebody's session.
    SessionRevoked,
    /// An API token was made.
    TokenCreated,
    /// An API token was deleted.
    TokenDeleted,
    /// A person made a personal access token.
    PersonalTokenCreated,
    /// A personal access token was revoked, by its person or an administrator.
    PersonalTokenRevoked,
    /// An administrator made a provider.
    ProviderCreated,
    /// An administrator changed a provider.
    ProviderChanged,
    /// An administrator deleted a provider.
    ProviderDeleted,
    /// An administrator put the providers in another order.
    ProvidersReordered,
    /// A provider has got a fault. Nobody did that.
    ProviderFaulted,
    /// A provider that had a fault has none any more.
    ProviderReady,
    /// A credential of a provider ends in at most 30, 7 or 1 days.
    CredentialExpiring,
    /// A credential of a provider has ended.
    CredentialExpired,
    /// An administrator made an app.
    AppCreated,
    /// An administrator changed an app or its secrets.
    AppChanged,
    /// An administrator deleted an app.
    AppDeleted,
    /// What a person had let an app have was ended, by them or an administrator.
    AppRevoked,
    /// Somebody without the rights asked for what administrators may, or came with a token that is none.
    AccessRefused,
    /// A person asked for access to an application that they were refused.
    AccessRequested,
    /// A person signed in to an app, or was refused.
    AppSignIn,
    /// A code or refresh token of an app came a second time, so that what was granted for it has ended.
    AppTokenRefused,
    /// An app was to be notified that a session has ended, and did not answer for a day.
    AppLogout,
}

impl EventKind {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::SignIn,
        Self::SignOut,
        Self::Link,
        Self::Unlink,
        Self::UserCreated,
        Self::UserChanged,
        Self::UserDeleted,
        Self::FactorAdded,
        Self::FactorRemoved,
        Self::AddressLost,
        Self::SessionRevoked,
        Self::TokenCreated,
        Self::TokenDeleted,
        Self::PersonalTokenCreated,
        Self::PersonalTokenRevoked,
        Self::ProviderCreated,
        Self::ProviderChanged,
        Self::ProviderDeleted,
        Self::ProvidersReordered,
        Self::ProviderFaulted,
        Self::ProviderReady,
        Self::CredentialExpiring,
        Self::CredentialExpired,
        Self::AppCreated,
        Self::AppChanged,
        Self::AppDeleted,
        Self::AppRevoked,
        Self::AccessRefused,
        Self::AccessRequested,
        Self::AppSignIn,
        Self::AppTokenRefused,
        Self::AppLogout,
    ];

    /// The name under which it is stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::SignOut => "sign_out",
            Self::Link => "link",
            Self::Unlink => "unlink",
            Self::UserCreated => "user_created",
            Self::UserChanged => "user_changed",
            Self::UserDeleted => "user_deleted",
            Self::FactorAdded => "factor_added",
            Self::FactorRemoved => "factor_removed",
            Self::AddressLost => "address_lost",
            Self::SessionRevoked => "session_revoked",
            Self::TokenCreated => "token_created",
            Self::TokenDeleted => "token_deleted",
            Self::PersonalTokenCreated => "personal_token_created",
            Self::PersonalTokenRevoked => "personal_token_revoked",
            Self::ProviderCreated => "provider_created",
            Self::ProviderChanged => "provider_changed",
            Self::ProviderDeleted => "provider_deleted",
            Self::ProvidersReordered => "providers_reordered",
            Self::ProviderFaulted => "provider_faulted",
            Self::ProviderReady => "provider_ready",
            Self::CredentialExpiring => "credential_expiring",
            Self::CredentialExpired => "credential_expired",
            Self::AppCreated => "app_created",
            Self::AppChanged => "app_changed",
            Self::AppDeleted => "app_deleted",
            Self::AppRevoked => "app_revoked",
            Self::AccessRefused => "access_refused",
            Self::AccessRequested => "access_requested",
            Self::AppSignIn => "app_sign_in",
            Self::AppTokenRefused => "app_token_refused",
            Self::AppLogout => "app_logout",
        }
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == text)
    }
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Done.
    Ok,
    /// Refused or failed, with a code.
    Failed,
}

impl Outcome {
    /// The name under which it is stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Failed => "failed",
        }
    }

    /// Reads such a name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Ok, Self::Failed].into_iter().find(|outcome| outcome.as_str() == text)
    }
}

/// Which events are meant: `sign_in`, or with how they ended `sign_in.failed`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EventPattern {
    /// What happened.
    pub kind: EventKind,
    /// How it ended; `None`: in any way.
    pub outcome: Option<Outcome>,
}

/// A text that names no event, with what was probably meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("names no event of the audit log{0}; write one such as `sign_in`, or how it ended, too: `sign_in.failed`")]
pub struct UnknownEvent(String);

impl EventPattern {
    /// Whether an event is meant.
    pub fn matches(&self, kind: EventKind, outcome: Outcome) -> bool {
        self.kind == kind && self.outcome.is_none_or(|wanted| wanted == outcome)
    }
}

impl FromStr for EventPattern {
    type Err = UnknownEvent;
    fn from_str(text: &str) -> Result<Self, UnknownEvent> {
        let (name, outcome) = match text.split_once('.') {
            None => (text, Some(None)),
            Some((name, outcome)) => (name, Outcome::parse(outcome).map(Some)),
        };
        match (EventKind::parse(name), outcome) {
            (Some(kind), Some(outcome)) => Ok(Self { kind, outcome }),
            _ => Err(UnknownEvent(did_you_mean(name, EventKind::ALL.iter().map(|kind| kind.as_str())))),
        }
    }
}

impl fmt::Display for EventPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.as_str())?;
        self.outcome.map_or(Ok(()), |outcome| write!(f, ".{}", outcome.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One name per thing: what JSON says and what the database says.
    #[test]
    fn names_read_back_and_equal_their_json() {
        for kind in EventKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
            assert_eq!(EventKind::parse(kind.as_str()), Some(*kind));
        }
        for outcome in [Outcome::Ok, Outcome::Failed] {
            assert_eq!(serde_json::to_value(outcome).unwrap(), outcome.as_str());
            assert_eq!(Outcome::parse(outcome.as_str()), Some(outcome));
        }
        assert_eq!(EventKind::parse("signin"), None);
    }

    #[test]
    fn a_pattern_names_events() {
        let failed: EventPattern = "sign_in.failed".parse().unwrap();
        assert_eq!(failed.to_string(), "sign_in.failed");
        assert!(failed.matches(EventKind::SignIn, Outcome::Failed) && !failed.matches(EventKind::SignIn, Outcome::Ok));
        let any: EventPattern = "sign_in".parse().unwrap();
        assert!(any.matches(EventKind::SignIn, Outcome::Ok) && !any.matches(EventKind::SignOut, Outcome::Ok));
        let refused = |text: &str| text.parse::<EventPattern>().unwrap_err().to_string();
        assert!(refused("sign_inn").contains("did you mean `sign_in`?"), "{}", refused("sign_inn"));
        for text in ["", ".", "sign_in.", "sign_in.refused", "sign_in.ok.ok", "SIGN_IN", " sign_in"] {
            assert!(refused(text).starts_with("names no event of the audit log"), "{text}");
        }
    }
}
