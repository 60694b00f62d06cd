//! What was granted to a person, and by whom.

use serde::{Deserialize, Serialize};

use super::Checked;
use crate::{
    clock::Timestamp,
    email::EmailAddress,
    ids::{Issuer, LinkId, ProviderId},
};

/// What administrators of this installation gave a user.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Local {
    /// Verified by the word of the administrator who typed it.
    pub email: Option<EmailAddress>,
    /// Administrator rights that no provider takes away.
    pub is_admin: bool,
}

/// What a provider said of a person at the last sign-in, link or recheck by one identity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkGrant {
    /// The link of the identity.
    pub link: LinkId,
    /// The provider that said it.
    pub provider: ProviderId,
    /// Who vouched for the identity behind that provider.
    pub issuer: Issuer,
    /// The address as the provider sent it.
    pub email: Option<EmailAddress>,
    /// Whether the provider said that it has verified the address.
    pub email_verified: bool,
    /// Whether another user has verified this address since: it is not this user's any more.
    pub email_ceded: bool,
    /// The groups.
    pub groups: Vec<String>,
    /// Administrator rights by the provider's rules.
    pub admin: AdminRight,
    /// By which rules and which mapping of claims.
    #[serde(flatten)]
    pub checked: Checked,
    /// When the provider said all this; `None`: it was withdrawn, and nothing of it is left.
    #[serde(with = "chrono::serde::ts_milliseconds_option")]
    pub confirmed_at: Option<Timestamp>,
}

impl LinkGrant {
    /// Whether two differ in nothing but when they were said. One that was withdrawn says nothing.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let Self { link, provider, issuer, email, email_verified, email_ceded, groups, admin, checked, confirmed_at } =
            other;
        (&self.link, &self.provider, &self.issuer, &self.email) == (link, provider, issuer, email)
            && (&self.email_verified, &self.email_ceded, &self.groups) == (email_verified, email_ceded, groups)
            && (&self.admin, &self.checked) == (admin, checked)
            && self.confirmed_at.is_some() == confirmed_at.is_some()
    }
}

/// Administrator rights by the rules of a provider.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdminRight {
    /// None.
    #[default]
    None,
    /// The rules gave them.
    Granted,
    /// The rules give them no longer; kept because no other administrator could have signed in.
    Kept,
}

impl AdminRight {
    /// The name under which it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Granted => "granted",
            Self::Kept => "kept",
        }
    }
}
