//! What each person may have, by the rules alone: who said what, when, and whether the provider that said it still admits
//! the person.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;
use vestibule_core::{clock::Timestamp, ids::UserId};

use crate::steps::{Claims, LinkingRule, ProviderRules, Renaming};

pub(crate) const GRANT_MAX_AGE: Duration = Duration::days(30);

/// Provider, issuer and subject.
pub(crate) type Key = (&'static str, &'static str, &'static str);

/// What a provider said of a person the last time.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    email: Option<String>,
    verified: bool,
    groups: BTreeSet<&'static str>,
    hd: Option<&'static str>,
    /// Whether its rules made the person an administrator then, and have done so ever since.
    admin: bool,
    at: Timestamp,
}

#[derive(Debug, Clone)]
pub(crate) struct Identity {
    pub owner: UserId,
    /// `None`: withdrawn.
    pub said: Option<Said>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Person {
    pub admin: bool,
    pub email: Option<String>,
    pub password: bool,
    pub disabled: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct SessionModel {
    pub token: [u8; 32],
    pub user: UserId,
    pub by: Key,
    pub ended: bool,
}

#[derive(Debug)]
pub(crate) struct Model {
    pub now: Timestamp,
    pub providers: BTreeMap<&'static str, ProviderRules>,
    pub identities: BTreeMap<Key, Identity>,
    pub people: BTreeMap<UserId, Person>,
    /// Who had a name first.
    pub names: BTreeMap<String, UserId>,
    /// Everybody who was ever there.
    pub ids: BTreeSet<UserId>,
    pub sessions: Vec<SessionModel>,
}

impl ProviderRules {
    /// Whether a person comes in of whom this is known.
    pub(crate) fn admits(&self, says: &Claims) -> bool {
        self.admits_words(says.email, says.verified, &set(says))
            && (self.required_hd.is_none() || self.required_hd == says.hd)
    }

    fn admits_words(&self, email: Option<&str>, verified: bool, groups: &BTreeSet<&'static str>) -> bool {
        (!self.address_required || email.is_some())
            && (!self.only_corp_addresses || (verified && email.is_some_and(is_corp)))
            && (!self.only_staff || self.names(groups).contains("staff"))
    }

    /// The names under which groups count.
    fn names(&self, groups: &BTreeSet<&'static str>) -> BTreeSet<&'static str> {
        let name = |group: &&'static str| match (self.renaming, *group) {
            (Renaming::StaffAreBosses, "staff") => Some("bosses"),
            (Renaming::ChiefsAlone, "bosses") => Some("chiefs"),
            (Renaming::ChiefsAlone, _) => None,
            (_, group) => Some(group),
        };
        groups.iter().filter_map(name).collect()
    }

    pub(crate) fn makes_admin(&self, says: &Claims) -> bool {
        self.makes_admin_words(says.email, says.verified, &set(says))
    }

    fn makes_admin_words(&self, email: Option<&str>, verified: bool, groups: &BTreeSet<&'static str>) -> bool {
        (self.bosses_are_admins && self.names(groups).contains("bosses"))
            || (self.corp_addresses_are_admins && verified && email.is_some_and(is_corp))
    }

    /// Whether an address of this provider is good as verified.
    pub(crate) fn vouches(&self, verified: bool) -> bool {
        verified || self.linking == LinkingRule::Trusted
    }
}

fn is_corp(address: &str) -> bool {
    address.to_lowercase().ends_with("@corp.example")
}

fn set(says: &Claims) -> BTreeSet<&'static str> {
    says.groups.iter().flatten().copied().collect()
}

impl Model {
    pub(crate) fn new(now: Timestamp, providers: BTreeMap<&'static str, ProviderRules>) -> Self {
        let (people, identities, names) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self { now, providers, identities, people, names, ids: BTreeSet::new(), sessions: Vec::new() }
    }

    /// A provider says this of a person now.
    pub(crate) fn record(&mut self, key: Key, owner: UserId, says: &Claims) {
        let rules = self.providers[key.0];
        let said = Said {
            email: says.email.map(str::to_lowercase),
            verified: says.verified,
            groups: set(says),
            // What a claim was is forgotten; that it met the rule is not.
            hd: rules.required_hd,
            admin: rules.makes_admin(says),
            at: self.now,
        };
        self.identities.insert(key, Identity { owner, said: Some(said) });
    }

    /// The rules of a provider have changed: what they end does not come back with other rules.
    pub(crate) fn withdraw(&mut self, provider: &str) {
        let keys: Vec<Key> = self.identities.keys().filter(|key| key.0 == provider).copied().collect();
        for key in keys {
            let (counts, usable) = (self.counting(&key).is_some(), self.is_usable(&key));
            let rules = self.providers.get(key.0).copied();
            let Some(identity) = self.identities.get_mut(&key) else { continue };
            match identity.said.as_mut().filter(|_| counts).zip(rules) {
                None => identity.said = None,
                Some((said, rules)) => {
                    said.admin &= rules.makes_admin_words(said.email.as_deref(), said.verified, &said.groups);
                }
            }
            if !usable {
                self.end_sessions(|session| session.by == key);
            }
        }
    }

    pub(crate) fn end_sessions(&mut self, which: impl Fn(&SessionModel) -> bool) {
        self.sessions.iter_mut().filter(|session| which(session)).for_each(|session| session.ended = true);
    }

    pub(crate) fn is_live(&self, session: &SessionModel) -> bool {
        !session.ended && self.is_usable(&session.by)
    }

    /// The rules of the provider of an identity, while it is offered and the same issuer.
    fn offered(&self, key: &Key) -> Option<&ProviderRules> {
        self.providers.get(key.0).filter(|rules| rules.enabled && rules.issuer == key.1)
    }

    fn fresh(&self, key: &Key) -> Option<&Said> {
        self.identities.get(key)?.said.as_ref().filter(|said| self.now < said.at + GRANT_MAX_AGE)
    }

    /// Whether a person can come in by this identity, by what is known of them.
    pub(crate) fn is_usable(&self, key: &Key) -> bool {
        let Some(rules) = self.offered(key).filter(|_| self.identities.contains_key(key)) else { return false };
        match self.fresh(key) {
            Some(said) => {
                rules.admits_words(said.email.as_deref(), said.verified, &said.groups)
                    && (rules.required_hd.is_none() || rules.required_hd == said.hd)
            }
            None => rules.admits_words(None, false, &BTreeSet::new()) && rules.required_hd.is_none(),
        }
    }

    /// What an enabled provider says of a person now by this identity.
    fn counting(&self, key: &Key) -> Option<&Said> {
        self.fresh(key).filter(|_| self.is_usable(key))
    }

    fn said_of(&self, user: UserId) -> impl Iterator<Item = (&Key, &Said)> {
        let own = self.identities.iter().filter(move |(_, identity)| identity.owner == user);
        own.filter_map(|(key, _)| Some((key, self.counting(key)?)))
    }

    pub(crate) fn groups(&self, user: UserId) -> BTreeSet<String> {
        let names = |(key, said): (&Key, &Said)| self.providers[key.0].names(&said.groups);
        self.said_of(user).flat_map(names).map(str::to_owned).collect()
    }

    /// Who gives administrator rights.
    pub(crate) fn admin(&self, user: UserId) -> BTreeSet<String> {
        let by_providers = self.said_of(user).filter(|(key, said)| {
            said.admin && self.providers[key.0].makes_admin_words(said.email.as_deref(), said.verified, &said.groups)
        });
        let local = self.people[&user].admin.then(|| "local".to_owned());
        by_providers.map(|(key, _)| format!("provider:{}", key.0)).chain(local).collect()
    }

    /// The addresses that somebody says this person has, verified.
    pub(crate) fn verified(&self, user: UserId) -> BTreeSet<String> {
        let by_providers = self.said_of(user).filter(|(key, said)| self.providers[key.0].vouches(said.verified));
        by_providers.filter_map(|(_, said)| said.email.clone()).chain(self.people[&user].email.clone()).collect()
    }

    /// The addresses that somebody says this person has.
    pub(crate) fn claimed(&self, user: UserId) -> BTreeSet<String> {
        self.said_of(user).filter_map(|(_, said)| said.email.clone()).collect()
    }

    pub(crate) fn revoke(&mut self, user: UserId) {
        self.people.entry(user).or_default().admin = false;
        for identity in self.identities.values_mut().filter(|identity| identity.owner == user) {
            if let Some(said) = &mut identity.said {
                said.admin = false;
            }
        }
    }

    pub(crate) fn keys_of(&self, user: UserId) -> Vec<Key> {
        self.identities.iter().filter(|(_, identity)| identity.owner == user).map(|(key, _)| *key).collect()
    }
}
