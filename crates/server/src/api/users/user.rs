//! The representation of a user.

use std::collections::BTreeMap;

use serde::Serialize;
use vestibule_core::{
    access::{Access, AdminOrigin, LinkStanding},
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
    /// Whether an administrator or an enabled provider says that the address is verified.
    email_verified: bool,
    username: String,
    name: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    avatar_url: Option<String>,
    /// Who says so: `local`, or `provider:` and the provider's id.
    email_origin: Option<String>,
    /// Of all providers that grant any now, under the names that their group rules give them.
    groups: Vec<String>,
    /// Which providers give each group.
    group_origins: BTreeMap<String, Vec<ProviderId>>,
    /// Where the values of the profile come from: `local`, or `provider:` and the provider's id. Values that were stored
    /// before origins were kept have none.
    #[schemars(with = "BTreeMap<String, String>")]
    origins: ValueOrigins,
    /// Whether the user has administrator rights from any origin.
    is_admin: bool,
    /// Who gives administrator rights: `local`, `provider:` and the provider's id, or `kept:` and the id of a provider that
    /// gives them no longer while no other administrator could sign in.
    admin_origins: Vec<String>,
    /// What the application that has Vestibule in its own process calls the user.
    application_id: Option<String>,
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
    /// Whether the provider said that the address is verified.
    email_verified: bool,
    /// Whether another user has verified the address since.
    email_ceded: bool,
    /// The groups that the provider sent, before its group rules.
    groups: Vec<String>,
    /// When the provider said all this; null when it was withdrawn.
    confirmed_at: Option<Timestamp>,
    /// Whether it counts: `counts`, `unconfirmed`, `not_offered`, `other_issuer` or `refused`.
    standing: &'static str,
    created_at: Timestamp,
    last_used_at: Option<Timestamp>,
}

impl User {
    /// A stored user with their links.
    pub(super) async fn load(app: &AppState, user: store::User) -> Result<Self, ApiError> {
        let links = app.store.list_links(user.id).await?;
        let access = app.access(&user);
        let links = links.into_iter().map(|link| Link::new(link, &user, &access)).collect();
        Ok(Self {
            id: user.id,
            email: access.email.as_ref().map(|email| email.address.as_str().to_owned()),
            email_verified: access.verified_email().is_some(),
            email_origin: access.email.as_ref().map(|email| email.origin.to_string()),
            username: user.username,
            name: user.name,
            first_name: user.first_name,
            last_name: user.last_name,
            avatar_url: user.avatar_url,
            group_origins: access.groups.iter().map(|group| (group.name.clone(), group.providers.clone())).collect(),
            groups: access.group_names().map(str::to_owned).collect(),
            origins: user.origins,
            is_admin: !access.admin.is_empty(),
            admin_origins: access.admin.iter().map(AdminOrigin::to_string).collect(),
            application_id: user.application_id.map(|id| id.as_str().to_owned()),
            disabled: user.disabled,
            created_at: user.created_at,
            last_sign_in_at: user.last_sign_in_at,
            links,
        })
    }
}

impl Link {
    fn new(link: store::Link, user: &store::User, access: &Access) -> Self {
        let grant = user.grants.iter().find(|grant| grant.link == link.id);
        Self {
            id: link.id,
            provider: link.provider,
            issuer: link.issuer.as_str().to_owned(),
            subject: link.subject.as_str().to_owned(),
            email: link.email,
            email_verified: grant.is_some_and(|grant| grant.email_verified),
            email_ceded: grant.is_some_and(|grant| grant.email_ceded),
            groups: grant.map(|grant| grant.groups.clone()).unwrap_or_default(),
            confirmed_at: grant.and_then(|grant| grant.confirmed_at),
            standing: access.standing(link.id).map_or("unconfirmed", LinkStanding::as_str),
            created_at: link.created_at,
            last_used_at: link.last_used_at,
        }
    }
}
