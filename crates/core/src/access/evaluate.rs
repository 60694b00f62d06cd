//! The one function.

use std::fmt;

use super::{AdminRight, LinkGrant, Local, Rules, ValueOrigin};
use crate::{
    clock::Timestamp,
    email::EmailAddress,
    ids::{LinkId, ProviderId},
    policy,
    settings::Linking,
};

/// Who somebody is and what they may do, at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Access {
    /// The address: a local one, else the verified one of the oldest link, else an unverified one.
    pub email: Option<EffectiveEmail>,
    /// The groups of all links that count, each once, those of the oldest link first.
    pub groups: Vec<EffectiveGroup>,
    /// Who gives administrator rights; empty without any.
    pub admin: Vec<AdminOrigin>,
    /// Each link, in the order of the grants.
    pub links: Vec<(LinkId, LinkStanding)>,
    /// All addresses that count as verified.
    pub verified: Vec<EmailAddress>,
    /// When something of this ends by itself; until then it is true while the rules are the same.
    pub valid_until: Option<Timestamp>,
}

/// An address and who says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EffectiveEmail {
    /// The address.
    pub address: EmailAddress,
    /// Whether it counts as verified.
    pub verified: bool,
    /// Who says so.
    pub origin: ValueOrigin,
}

/// A group, under the name that counts here, and who says that the person is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EffectiveGroup {
    /// The name, after the group rules of its provider.
    pub name: String,
    /// The providers of the links that give it, oldest link first.
    pub providers: Vec<ProviderId>,
}

/// Who gives administrator rights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AdminOrigin {
    /// An administrator of this installation.
    Local,
    /// The rules of a provider.
    Provider(ProviderId),
    /// The rules of a provider did, and nobody else could have signed in as an administrator.
    Kept(ProviderId),
}

/// Whether an identity counts, and why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkStanding {
    /// It signs in, and what its provider said counts.
    Counts,
    /// It signs in; what its provider said was withdrawn, is too old, or was read in another way.
    Unconfirmed,
    /// Its provider is disabled or deleted.
    NotOffered,
    /// Its provider is another issuer now.
    OtherIssuer,
    /// The rules of its provider refuse what is known of the person.
    Refused,
}

impl fmt::Display for AdminOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Local => f.write_str("local"),
            Self::Provider(id) => write!(f, "provider:{id}"),
            Self::Kept(id) => write!(f, "kept:{id}"),
        }
    }
}

impl LinkStanding {
    /// The name in answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Counts => "counts",
            Self::Unconfirmed => "unconfirmed",
            Self::NotOffered => "not_offered",
            Self::OtherIssuer => "other_issuer",
            Self::Refused => "refused",
        }
    }

    /// Whether a session by the identity goes on, and whether the person can sign in by it.
    pub const fn is_usable(self) -> bool {
        matches!(self, Self::Counts | Self::Unconfirmed)
    }
}

/// Computes what counts now. `links` come oldest first.
pub fn evaluate(local: &Local, links: &[LinkGrant], rules: Rules<'_>, now: Timestamp) -> Access {
    let mut access = Access::default();
    if local.is_admin {
        access.admin.push(AdminOrigin::Local);
    }
    if let Some(address) = &local.email {
        access.add_email(address, true, ValueOrigin::Local);
    }
    for grant in links {
        let standing = access.add(grant, rules, now);
        access.links.push((grant.link, standing));
    }
    access
}

impl Access {
    /// Whether anybody gives administrator rights.
    pub fn is_admin(&self) -> bool {
        !self.admin.is_empty()
    }

    /// The names of the groups.
    pub fn group_names(&self) -> impl Iterator<Item = &str> {
        self.groups.iter().map(|group| group.name.as_str())
    }

    /// The address, if it counts as verified.
    pub fn verified_email(&self) -> Option<&EmailAddress> {
        self.email.as_ref().filter(|email| email.verified).map(|email| &email.address)
    }

    /// Whether the user has this address verified, by whomever.
    pub fn holds(&self, address: &EmailAddress) -> bool {
        self.verified.contains(address)
    }

    /// The standing of a link; a link that is not there has been removed.
    pub fn standing(&self, link: LinkId) -> Option<LinkStanding> {
        self.links.iter().find(|(id, _)| *id == link).map(|(_, standing)| *standing)
    }

    /// Whether the person can sign in by any of their identities.
    pub fn has_usable_link(&self) -> bool {
        self.links.iter().any(|(_, standing)| standing.is_usable())
    }

    fn add(&mut self, grant: &LinkGrant, rules: Rules<'_>, now: Timestamp) -> LinkStanding {
        let Some(provider) = rules.providers.enabled(&grant.provider) else { return LinkStanding::NotOffered };
        if !provider.is_issuer(&grant.issuer) {
            return LinkStanding::OtherIssuer;
        }
        let ends_at = grant.confirmed_at.and_then(|at| at.checked_add_signed(rules.grant_max_age));
        let confirmed = grant.confirmed_at.is_some() && ends_at.is_none_or(|end| now < end);
        let fresh = confirmed && grant.checked.mapping == provider.checked.mapping;
        let words = if fresh { policy::Words::of(grant, &provider.settings) } else { policy::Words::NONE };
        let required = &provider.checked.requirements;
        let meets = required.is_none() || (confirmed && *required == grant.checked.requirements);
        if !meets || policy::admit_again(&words, &provider.settings).is_err() {
            return LinkStanding::Refused;
        }
        if !fresh {
            return LinkStanding::Unconfirmed;
        }
        if let Some(end) = ends_at {
            self.valid_until = Some(self.valid_until.map_or(end, |other| other.min(end)));
        }
        match grant.admin {
            AdminRight::Granted if policy::makes_admin(&words, &provider.settings) => {
                self.admin.push(AdminOrigin::Provider(grant.provider.clone()));
            }
            AdminRight::Kept => self.admin.push(AdminOrigin::Kept(grant.provider.clone())),
            AdminRight::Granted | AdminRight::None => {}
        }
        if let Some(address) = grant.email.as_ref().filter(|_| !grant.email_ceded) {
            let verified = grant.email_verified || provider.settings.linking == Linking::TrustedEmail;
            self.add_email(address, verified, ValueOrigin::Provider(grant.provider.clone()));
        }
        for name in words.groups() {
            self.add_group(name, &grant.provider);
        }
        LinkStanding::Counts
    }

    fn add_group(&mut self, name: &str, provider: &ProviderId) {
        match self.groups.iter_mut().find(|group| group.name == name) {
            Some(group) if group.providers.contains(provider) => {}
            Some(group) => group.providers.push(provider.clone()),
            None => self.groups.push(EffectiveGroup { name: name.to_owned(), providers: vec![provider.clone()] }),
        }
    }

    fn add_email(&mut self, address: &EmailAddress, verified: bool, origin: ValueOrigin) {
        if verified {
            self.verified.push(address.clone());
        }
        if self.email.as_ref().is_none_or(|present| verified && !present.verified) {
            self.email = Some(EffectiveEmail { address: address.clone(), verified, origin });
        }
    }
}

#[cfg(test)]
#[path = "evaluate_tests.rs"]
mod tests;
