//! Upstreams and the providers for them: from the steps' words to what the server hands to the store.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde_json::{Map, json};
use vestibule_core::{
    access::{Checked, Provider, Providers, Rules},
    email::EmailAddress,
    group_rule::{GroupRule, UnmatchedGroups},
    identity::{Identity, Profile},
    ids::{Issuer, ProviderId, Subject},
    policy,
    provider::Owner,
    settings::{Linking, ProviderSettings},
};
use vestibule_store::{Confirmed, ProviderInput, RefusalRows};

use crate::{
    model::{GRANT_MAX_AGE, Key},
    steps::{Claims, LinkingRule, ProviderRules, Renaming},
};

/// The provider whose settings are in the database; the others are in the configuration.
pub(crate) const STORED: &str = "own";

/// Somebody who comes back from an upstream.
pub(crate) struct Arrival {
    pub(crate) key: Key,
    pub(crate) provider: ProviderId,
    pub(crate) identity: Identity,
    pub(crate) linking: Linking,
    pub(crate) settings: ProviderSettings,
    pub(crate) checked: Checked,
}

impl Arrival {
    pub(crate) fn new(key: Key, says: &Claims, rules: ProviderRules) -> Self {
        let (by, issuer, subject) = key;
        let profile = Profile {
            email: says.email.map(|email| EmailAddress::parse(email).unwrap()),
            email_verified: says.verified,
            username: Some(says.username.to_owned()),
            groups: says.groups.as_ref().map(|groups| groups.iter().map(|&group| group.to_owned()).collect()),
            ..Profile::default()
        };
        let claims = says.hd.map(|hd| Map::from_iter([("hd".to_owned(), json!(hd))])).unwrap_or_default();
        let identity = Identity {
            issuer: Issuer(issuer.into()),
            subject: Subject::parse(subject).unwrap(),
            profile,
            claims,
            id_token: None,
            not_taken: Vec::new(),
            id_token_alg: None,
            upstream_session: None,
            refresh_token: None,
        };
        let settings = settings(rules);
        let (linking, checked) = (settings.linking, Checked::new(&settings, None));
        Self { key, provider: by.parse().unwrap(), identity, linking, settings, checked }
    }

    pub(crate) fn confirmed<'a>(&'a self, rules: Rules<'a>) -> Confirmed<'a> {
        Confirmed {
            provider: &self.provider,
            identity: &self.identity,
            linking: self.linking,
            profile_sync: self.settings.profile_sync,
            grants_admin: policy::is_admin(&self.identity, &self.settings),
            checked: &self.checked,
            rules,
            refusals: RefusalRows::ALL,
        }
    }
}

pub(crate) fn all(providers: &Providers) -> Rules<'_> {
    Rules { providers, grant_max_age: GRANT_MAX_AGE }
}

pub(crate) fn settings(rules: ProviderRules) -> ProviderSettings {
    let list = |on: bool, item: &str| if on { vec![item.to_owned()] } else { Vec::new() };
    let required = rules.required_hd.map(|hd| ("hd".to_owned(), serde_json::from_value(json!(hd)).unwrap()));
    ProviderSettings {
        enabled: rules.enabled,
        linking: match rules.linking {
            LinkingRule::Verified => Linking::VerifiedEmail,
            LinkingRule::Trusted => Linking::TrustedEmail,
            LinkingRule::Never => Linking::Never,
        },
        allowed_groups: list(rules.only_staff, "staff"),
        admin_groups: list(rules.bosses_are_admins, "bosses"),
        allowed_email_domains: list(rules.only_corp_addresses, "corp.example"),
        admin_email_domains: list(rules.corp_addresses_are_admins, "corp.example"),
        require_email: rules.address_required,
        required_claims: required.into_iter().collect(),
        group_rules: match rules.renaming {
            Renaming::None => Vec::new(),
            Renaming::StaffAreBosses => vec![rule("^staff$", "bosses")],
            Renaming::ChiefsAlone => vec![rule("^bosses$", "chiefs")],
        },
        unmatched_groups: match rules.renaming {
            Renaming::ChiefsAlone => UnmatchedGroups::Drop,
            Renaming::None | Renaming::StaffAreBosses => UnmatchedGroups::Keep,
        },
        ..ProviderSettings::default()
    }
}

fn rule(pattern: &str, name: &str) -> GroupRule {
    GroupRule { pattern: pattern.to_owned().into(), name: name.to_owned() }
}

pub(crate) fn provider(id: &str, rules: ProviderRules) -> Provider {
    let settings = settings(rules);
    Provider {
        enabled: rules.enabled,
        owner: if id == STORED { Owner::Admin } else { Owner::Config },
        issuer: Some(Issuer(rules.issuer.into())),
        checked: Checked::new(&settings, None),
        settings: Arc::new(settings),
    }
}

pub(crate) fn stored(rules: ProviderRules) -> ProviderInput {
    let settings = settings(rules);
    ProviderInput {
        id: STORED.parse().unwrap(),
        definition: "pocketid".parse().unwrap(),
        checked: Checked::new(&settings, None),
        settings,
        public: Map::new(),
        secrets: BTreeMap::new(),
        kept: BTreeSet::new(),
        issuer: Some(Issuer(rules.issuer.into())),
        force: true,
    }
}
