//! Personal access tokens as the APIs show them: to their person, and to administrators.

use schemars::JsonSchema;
use serde::Serialize;
use vestibule_core::{
    clock::Timestamp,
    ids::{AppId, PersonalTokenId, ProviderId},
};
use vestibule_store::PersonalToken;

/// The personal access tokens of a user, newest first, in one page: a user has at most 50.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PersonalAccessTokens {
    items: Vec<PersonalAccessToken>,
    /// Always null: there is one page.
    next: Option<String>,
}

/// A personal access token, without the token itself.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PersonalAccessToken {
    id: PersonalTokenId,
    /// As its person calls it.
    name: String,
    /// The hosts that it is for; `*.example.com` for all below a domain.
    hosts: Vec<String>,
    /// The apps that it is for: each is the host that it is opened at.
    apps: Vec<AppId>,
    /// The provider of the sign-in that made it; null for a password.
    provider: Option<ProviderId>,
    created_at: Timestamp,
    /// When it ends.
    expires_at: Timestamp,
    /// When it was last used, to within a minute.
    last_used_at: Option<Timestamp>,
}

impl From<PersonalToken> for PersonalAccessToken {
    fn from(token: PersonalToken) -> Self {
        Self {
            id: token.id,
            name: token.name,
            hosts: token.scope.hosts.iter().map(ToString::to_string).collect(),
            apps: token.scope.apps,
            provider: token.provider,
            created_at: token.created_at,
            expires_at: token.expires_at,
            last_used_at: token.last_used_at,
        }
    }
}

impl From<Vec<PersonalToken>> for PersonalAccessTokens {
    fn from(tokens: Vec<PersonalToken>) -> Self {
        Self { items: tokens.into_iter().map(Into::into).collect(), next: None }
    }
}
