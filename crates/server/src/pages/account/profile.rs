//! The profile as a list of values, each with where it comes from.

use vestibule_store::{ProfileField, User, ValueOrigin};

use super::super::texts::Account;

/// One value of the profile.
pub(super) struct ProfileRow {
    pub(super) name: &'static str,
    pub(super) value: String,
    /// Whether the address is verified, and who says so where that is somebody else than who named it.
    pub(super) verified: Option<(bool, Option<String>)>,
    /// Where it comes from, where that is known.
    pub(super) origin: Option<String>,
}

/// What is known about a user, in the order in which people look for it. `name_of` names a provider.
pub(super) fn rows(user: &User, t: Account, name_of: impl Fn(&str) -> String) -> Vec<ProfileRow> {
    let origin = |field| match user.origins.get(&field)? {
        ValueOrigin::Provider(id) => Some(t.from(name_of(id.as_str()))),
        ValueOrigin::Local => Some(t.set_here().to_owned()),
    };
    let row = |name, value: Option<&str>, field| {
        value.map(|value| ProfileRow { name, value: value.to_owned(), verified: None, origin: origin(field) })
    };
    let voucher = (user.origins.get(&ProfileField::EmailVerified) != user.origins.get(&ProfileField::Email))
        .then(|| origin(ProfileField::EmailVerified))
        .flatten();
    let email = row(t.email(), user.email.as_ref().map(|email| email.as_str()), ProfileField::Email);
    let groups = Some(user.groups.join(", ")).filter(|groups| !groups.is_empty());
    let plain = |name, value: String, origin: Option<String>| ProfileRow { name, value, verified: None, origin };
    [
        email.map(|row| ProfileRow { verified: Some((user.email_verified, voucher)), ..row }),
        Some(plain(t.username(), user.username.clone(), Some(t.set_here().to_owned()))),
        row(t.name(), user.name.as_deref(), ProfileField::Name),
        row(t.first_name(), user.first_name.as_deref(), ProfileField::FirstName),
        row(t.last_name(), user.last_name.as_deref(), ProfileField::LastName),
        row(t.groups(), groups.as_deref(), ProfileField::Groups),
        user.is_admin.then(|| plain(t.role(), t.administrator().to_owned(), None)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Where the picture comes from.
pub(super) fn picture(user: &User, t: Account, name_of: impl Fn(&str) -> String) -> Option<String> {
    user.avatar_url.as_ref()?;
    match user.origins.get(&ProfileField::AvatarUrl)? {
        ValueOrigin::Provider(id) => Some(t.picture_from(name_of(id.as_str()))),
        ValueOrigin::Local => None,
    }
}
