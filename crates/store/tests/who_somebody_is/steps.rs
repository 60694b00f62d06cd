//! What happens: sign-ins and links with whatever claims, changes of providers, acts of administrators, time.

use proptest::{
    collection::vec,
    option,
    prelude::*,
    sample::{Index, select},
};

/// Providers, the last of which administrators own in the database.
pub(crate) const PROVIDERS: [&str; 3] = ["corp", "pub", "own"];
/// Subjects, the same at every provider.
pub(crate) const SUBJECTS: [&str; 4] = ["s1", "s2", "s3", "s4"];
/// Addresses; two of them differ in case only, and the last one is that of the local administrator.
pub(crate) const ADDRESSES: [&str; 5] =
    ["ann@corp.example", "Ann@Corp.example", "ceo@corp.example", "bob@pub.example", "root@corp.example"];
const NAMES: [&str; 3] = ["berta", "jane", "carl"];

/// What one upstream says of a person.
#[derive(Debug, Clone)]
pub(crate) struct Claims {
    pub email: Option<&'static str>,
    pub verified: bool,
    pub groups: Option<Vec<&'static str>>,
    pub hd: Option<&'static str>,
    pub username: &'static str,
}

/// The rules of a provider, as far as they vary here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ProviderRules {
    pub enabled: bool,
    pub issuer: &'static str,
    pub only_staff: bool,
    pub bosses_are_admins: bool,
    pub only_corp_addresses: bool,
    pub corp_addresses_are_admins: bool,
    pub address_required: bool,
    pub required_hd: Option<&'static str>,
    pub linking: LinkingRule,
    pub renaming: Renaming,
}

/// Rules for the names of groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Renaming {
    None,
    /// `staff` counts as `bosses`.
    StaffAreBosses,
    /// `bosses` count as `chiefs`, and all others not at all.
    ChiefsAlone,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LinkingRule {
    Verified,
    Trusted,
    Never,
}

#[derive(Debug, Clone)]
pub(crate) enum Change {
    Enabled(bool),
    Issuer(&'static str),
    OnlyStaff(bool),
    BossesAreAdmins(bool),
    OnlyCorpAddresses(bool),
    CorpAddressesAreAdmins(bool),
    AddressRequired(bool),
    RequiredHd(Option<&'static str>),
    /// Not for a provider that owns the addresses that it names.
    LinksByAddress(bool),
    Renaming(Renaming),
    Delete,
    /// With the rules of the beginning.
    Restore,
}

#[derive(Debug, Clone)]
pub(crate) enum Act {
    Disable,
    Enable,
    Grant,
    Revoke,
    Rename(&'static str),
    Delete,
}

#[derive(Debug, Clone)]
pub(crate) enum Step {
    SignIn { by: &'static str, subject: &'static str, says: Claims },
    Link { user: Index, by: &'static str, subject: &'static str, says: Claims },
    Unlink { user: Index, link: Index, by_administrator: bool },
    Change { provider: &'static str, change: Change },
    Act { user: Index, act: Act },
    CreateAdministrator(&'static str),
    Reset(&'static str),
    Days(i64),
}

impl ProviderRules {
    /// As the providers are in the beginning: one of them owns the addresses that it names.
    pub(crate) fn beginning(id: &str) -> Self {
        Self {
            enabled: true,
            issuer: "https://one.example",
            only_staff: false,
            bosses_are_admins: false,
            only_corp_addresses: false,
            corp_addresses_are_admins: false,
            address_required: false,
            required_hd: None,
            linking: if id == "own" { LinkingRule::Trusted } else { LinkingRule::Verified },
            renaming: Renaming::None,
        }
    }

    /// `None`: the provider is gone.
    pub(crate) fn after(id: &str, before: Option<Self>, change: &Change) -> Option<Self> {
        let Some(mut rules) = before else { return matches!(change, Change::Restore).then(|| Self::beginning(id)) };
        match *change {
            Change::Enabled(to) => rules.enabled = to,
            Change::Issuer(to) => rules.issuer = to,
            Change::OnlyStaff(to) => rules.only_staff = to,
            Change::BossesAreAdmins(to) => rules.bosses_are_admins = to,
            Change::OnlyCorpAddresses(to) => rules.only_corp_addresses = to,
            Change::CorpAddressesAreAdmins(to) => rules.corp_addresses_are_admins = to,
            Change::AddressRequired(to) => rules.address_required = to,
            Change::RequiredHd(to) => rules.required_hd = to,
            Change::LinksByAddress(_) if rules.linking == LinkingRule::Trusted => {}
            Change::LinksByAddress(to) => rules.linking = if to { LinkingRule::Verified } else { LinkingRule::Never },
            Change::Renaming(to) => rules.renaming = to,
            Change::Delete => return None,
            Change::Restore => rules = Self::beginning(id),
        }
        Some(rules)
    }
}

fn claims() -> impl Strategy<Value = Claims> {
    let groups = prop_oneof![
        1 => Just(None),
        1 => Just(Some(vec![])),
        2 => Just(Some(vec!["staff"])),
        3 => Just(Some(vec!["bosses", "staff"])),
        1 => Just(Some(vec!["bosses"])),
    ];
    let email = option::weighted(0.85, select(&ADDRESSES[..]));
    let hd = option::of(select(&["x", "y"][..]));
    (email, prop::bool::weighted(0.7), groups, hd, select(&NAMES[..])).prop_map(
        |(email, verified, groups, hd, username)| Claims {
            email,
            verified: verified && email.is_some(),
            groups,
            hd,
            username,
        },
    )
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        2 => any::<bool>().prop_map(Change::Enabled),
        1 => select(&["https://one.example", "https://other.example"][..]).prop_map(Change::Issuer),
        2 => any::<bool>().prop_map(Change::OnlyStaff),
        3 => prop::bool::weighted(0.7).prop_map(Change::BossesAreAdmins),
        1 => any::<bool>().prop_map(Change::OnlyCorpAddresses),
        2 => any::<bool>().prop_map(Change::CorpAddressesAreAdmins),
        1 => any::<bool>().prop_map(Change::AddressRequired),
        1 => option::of(select(&["x", "y"][..])).prop_map(Change::RequiredHd),
        1 => any::<bool>().prop_map(Change::LinksByAddress),
        2 => select(&[Renaming::None, Renaming::StaffAreBosses, Renaming::ChiefsAlone][..]).prop_map(Change::Renaming),
        1 => Just(Change::Delete),
        2 => Just(Change::Restore),
    ]
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        2 => Just(Act::Disable),
        3 => Just(Act::Enable),
        2 => Just(Act::Grant),
        2 => Just(Act::Revoke),
        2 => select(&NAMES[..]).prop_map(Act::Rename),
        1 => Just(Act::Delete),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let (by, subject) = (|| select(&PROVIDERS[..]), || select(&SUBJECTS[..]));
    prop_oneof![
        10 => (by(), subject(), claims()).prop_map(|(by, subject, says)| Step::SignIn { by, subject, says }),
        4 => (any::<Index>(), by(), subject(), claims())
            .prop_map(|(user, by, subject, says)| Step::Link { user, by, subject, says }),
        2 => (any::<Index>(), any::<Index>(), any::<bool>())
            .prop_map(|(user, link, by_administrator)| Step::Unlink { user, link, by_administrator }),
        6 => (by(), change()).prop_map(|(provider, change)| Step::Change { provider, change }),
        3 => (any::<Index>(), act()).prop_map(|(user, act)| Step::Act { user, act }),
        1 => select(&ADDRESSES[..]).prop_map(Step::CreateAdministrator),
        1 => select(&ADDRESSES[..]).prop_map(Step::Reset),
        1 => select(&[1, 12, 31][..]).prop_map(Step::Days),
    ]
}

/// Somebody signs in first, so that there is something to lose.
pub(crate) fn sequence() -> impl Strategy<Value = Vec<Step>> {
    vec(step(), 4..40)
}
