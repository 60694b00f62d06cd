//! A user as administrators see one.

use serde::Serialize;
use vestibule_core::{
    clock::Timestamp,
    ids::{LinkId, ProviderId, UserId},
};
use vestibule_store::{Link, User, ValueOrigins};

use crate::{AppState, http::api_error::ApiError};

/// A local account.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct ShownUser {
    id: UserId,
    email: Option<String>,
    /// Whether a provider that may say so has verified the address.
    email_verified: bool,
    username: String,
    name: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    avatar_url: Option<String>,
    /// As the provider of the last sign-in named them.
    groups: Vec<String>,
    /// Where the values of the profile come from: `local`, or `provider:` and the provider's id. What is not here was
    /// written before origins were kept.
    #[schemars(with = "std::collections::BTreeMap<String, String>")]
    origins: ValueOrigins,
    /// Whether the user has administrator rights from any origin.
    is_admin: bool,
    /// Whether the user is kept out.
    disabled: bool,
    created_at: Timestamp,
    last_sign_in_at: Option<Timestamp>,
    /// The identities that sign in as this user, oldest first.
    links: Vec<ShownLink>,
}

/// An identity that belongs to a user.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct ShownLink {
    id: LinkId,
    provider: ProviderId,
    /// Who vouched.
    issuer: String,
    /// Whom the upstream named.
    subject: String,
    /// The address that the upstream named last.
    email: Option<String>,
    created_at: Timestamp,
    last_used_at: Option<Timestamp>,
}

impl ShownUser {
    /// A user with what is linked to it.
    pub(super) async fn load(app: &AppState, user: User) -> Result<Self, ApiError> {
        let links = app.store.list_links(user.id).await?;
        Ok(Self {
            id: user.id,
            email: user.email.map(|email| email.as_str().to_owned()),
            email_verified: user.email_verified,
            username: user.username,
            name: user.name,
            first_name: user.first_name,
            last_name: user.last_name,
            avatar_url: user.avatar_url,
            groups: user.groups,
            origins: user.origins,
            is_admin: user.is_admin,
            disabled: user.disabled,
            created_at: user.created_at,
            last_sign_in_at: user.last_sign_in_at,
            links: links.into_iter().map(ShownLink::new).collect(),
        })
    }
}

impl ShownLink {
    fn new(link: Link) -> Self {
        Self {
            id: link.id,
            provider: link.provider,
            issuer: link.issuer.as_str().to_owned(),
            subject: link.subject.as_str().to_owned(),
            email: link.email,
            created_at: link.created_at,
            last_used_at: link.last_used_at,
        }
    }
}
