//! The representation of a user.

use serde::Serialize;
use vestibule_core::{
    clock::Timestamp,
    ids::{LinkId, ProviderId, UserId},
};
use vestibule_store::{self as store, ValueOrigins};

use crate::{AppState, http::api_error::ApiError};

/// A local account.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct User {
    id: UserId,
    email: Option<String>,
    /// Whether a provider that is trusted with addresses has verified it.
    email_verified: bool,
    username: String,
    name: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    avatar_url: Option<String>,
    /// From the provider of the last sign-in.
    groups: Vec<String>,
    /// Where the values of the profile come from: `local`, or `provider:` and the provider's id. Values that were stored
    /// before origins were kept have none.
    #[schemars(with = "std::collections::BTreeMap<String, String>")]
    origins: ValueOrigins,
    /// Whether the user has administrator rights from any origin.
    is_admin: bool,
    /// Whether the user is disabled.
    disabled: bool,
    created_at: Timestamp,
    last_sign_in_at: Option<Timestamp>,
    /// The identities that sign in as this user, oldest first.
    links: Vec<Link>,
}

/// An identity that is linked to a user.
#[derive(Debug, Serialize, schemars::JsonSchema)]
pub(crate) struct Link {
    id: LinkId,
    provider: ProviderId,
    issuer: String,
    subject: String,
    /// The e-mail address at the last sign-in.
    email: Option<String>,
    created_at: Timestamp,
    last_used_at: Option<Timestamp>,
}

impl User {
    /// A stored user with their links.
    pub(super) async fn load(app: &AppState, user: store::User) -> Result<Self, ApiError> {
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
            links: links.into_iter().map(Link::from).collect(),
        })
    }
}

impl From<store::Link> for Link {
    fn from(link: store::Link) -> Self {
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
