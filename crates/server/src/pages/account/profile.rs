//! The profile as a list of values, each with where it comes from.

use vestibule_core::{access::Access, email::EmailAddress};
use vestibule_store::{ProfileField, User, ValueOrigin};

use super::super::texts::Account;

/// One value of the profile.
pub(in crate::pages) struct ProfileRow {
    pub(in crate::pages) name: &'static str,
    pub(in crate::pages) value: String,
    /// Whether the address is verified.
    pub(in crate::pages) verified: Option<bool>,
    /// Where it comes from, where that is known.
    pub(in crate::pages) origin: Option<String>,
}

/// What is known about a user, in the order in which people look for it. `name_of` names a provider.
pub(in crate::pages) fn rows(
    user: &User,
    access: &Access,
    t: Account,
    name_of: impl Fn(&str) -> String,
) -> Vec<ProfileRow> {
    let from = |origin: &ValueOrigin| match origin {
        ValueOrigin::Provider(id) => t.from(name_of(id.as_str())),
        ValueOrigin::Local => t.set_here().to_owned(),
    };
    let origin = |field| user.origins.get(&field).map(from);
    let row = |name, value: Option<&str>, field| {
        value.map(|value| ProfileRow { name, value: value.to_owned(), verified: None, origin: origin(field) })
    };
    let email = access.email.as_ref().map(|email| ProfileRow {
        name: t.email(),
        value: email.address.as_str().to_owned(),
        verified: Some(email.verified),
        origin: Some(from(&email.origin)),
    });
    let mut givers: Vec<_> = access.groups.iter().flat_map(|group| &group.providers).collect();
    givers.sort();
    givers.dedup();
    let groups = givers.into_iter().map(|provider| {
        let given = access.groups.iter().filter(|group| group.providers.contains(provider));
        let value = given.map(|group| &*group.name).collect::<Vec<_>>().join(", ");
        let origin = Some(from(&ValueOrigin::Provider(provider.clone())));
        ProfileRow { name: t.groups(), value, verified: None, origin }
    });
    let plain = |name, value: String, origin: Option<String>| ProfileRow { name, value, verified: None, origin };
    let role = access.is_admin().then(|| plain(t.role(), t.administrator().to_owned(), None));
    [
        email,
        Some(plain(t.username(), user.username.clone(), Some(t.set_here().to_owned()))),
        row(t.name(), user.name.as_deref(), ProfileField::Name),
        row(t.first_name(), user.first_name.as_deref(), ProfileField::FirstName),
        row(t.last_name(), user.last_name.as_deref(), ProfileField::LastName),
    ]
    .into_iter()
    .flatten()
    .chain(groups)
    .chain(role)
    .collect()
}

/// An address that a provider says is this person's and that somebody else has verified. Nobody is notified once they have
/// another one.
pub(super) fn lost_email<'a>(user: &'a User, access: &Access) -> Option<&'a str> {
    let ceded = user.grants.iter().filter(|grant| grant.email_ceded).filter_map(|grant| grant.email.as_ref());
    ceded.map(EmailAddress::as_str).next().filter(|_| access.email.is_none())
}

/// Where the picture comes from.
pub(super) fn picture(user: &User, t: Account, name_of: impl Fn(&str) -> String) -> Option<String> {
    user.avatar_url.as_ref()?;
    match user.origins.get(&ProfileField::AvatarUrl)? {
        ValueOrigin::Provider(id) => Some(t.picture_from(name_of(id.as_str()))),
        ValueOrigin::Local => None,
    }
}
