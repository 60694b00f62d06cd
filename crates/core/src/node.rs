//! What nodes of one installation say about themselves, and what must not differ between them.
//!
//! Pure. A node writes its [`NodeReport`] into the database that all share; whoever wants to know compares two of them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde::{Deserialize, Serialize};

use crate::{clock::Timestamp, secret::hex, secret::sha256};

/// How far the clock of a node may be from the database's, in milliseconds: what is signed or sealed at one node is young at
/// another one.
pub const CLOCK_LIMIT: i64 = 5_000;

/// The most digests of one kind that a node names one by one; the rest has one together.
const NAMED: usize = 500;

/// What a node says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeReport {
    /// Random, new at each start.
    pub id: String,
    /// As its operator calls it, or its host name.
    pub name: String,
    /// Of the program.
    pub version: String,
    /// By its own clock.
    pub started_at: Timestamp,
    /// By how much its clock is ahead of the database's, in milliseconds.
    pub clock_offset: i64,
    /// The ids of its keys. The first one seals.
    pub keys: Vec<String>,
    /// What it works with, without secrets.
    pub digests: Digests,
}

/// Digests of what must be the same at all nodes, by kind and name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Digests {
    /// The sections of the configuration.
    pub settings: BTreeMap<String, String>,
    /// The providers of the configuration.
    pub providers: BTreeMap<String, String>,
    /// The definitions that are not built in.
    pub definitions: BTreeMap<String, String>,
}

/// What differs between two nodes, as the first of them sees it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// The other one has this version.
    Version(String),
    /// This section of the configuration is another one there.
    Setting(String),
    /// This provider of the configuration.
    Provider(Presence, String),
    /// This definition that is not built in.
    Definition(Presence, String),
    /// The other one cannot read what this one seals: it does not have the key with this id.
    KeyUnknownThere(String),
    /// This one cannot read what the other one seals.
    KeyUnknownHere(String),
}

/// Where something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Presence {
    /// At both, and not the same.
    Differs,
    /// At the first one.
    OnlyHere,
    /// At the other one.
    OnlyThere,
}

impl fmt::Display for Difference {
    /// What the other node has or does, and what to do: the rest of a sentence that begins with its name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version(version) => write!(f, "runs version {version}"),
            Self::Setting(name) => write!(f, "has another `{name}` in its configuration"),
            Self::Provider(at, id) => match at {
                Presence::Differs => write!(f, "has another provider {id} in its configuration"),
                Presence::OnlyHere => write!(f, "has no provider {id} in its configuration"),
                Presence::OnlyThere => write!(f, "has a provider {id} in its configuration that is not in this one"),
            },
            Self::Definition(at, id) => match at {
                Presence::Differs => write!(f, "has another definition of {id}"),
                Presence::OnlyHere => write!(f, "has no definition of {id}"),
                Presence::OnlyThere => write!(f, "has a definition of {id} that is not here"),
            },
            Self::KeyUnknownThere(key) => {
                write!(f, "cannot read what this one encrypts: it does not have the key {key}. {KEY_ORDER}")
            }
            Self::KeyUnknownHere(key) => {
                write!(f, "encrypts with the key {key}, which is not here. {KEY_ORDER}")
            }
        }
    }
}

/// How a key is replaced while nodes run.
pub const KEY_ORDER: &str = "Give all nodes `OLD,NEW` first, and only then all of them `NEW,OLD`";

/// A digest short enough to be listed.
pub fn digest(content: impl AsRef<[u8]>) -> String {
    hex(&sha256(content)[..8])
}

/// The digests of one kind; those beyond a number have one together, so that what a node writes has a bound.
pub fn bounded(digests: impl IntoIterator<Item = (String, String)>) -> BTreeMap<String, String> {
    let mut all: BTreeMap<_, _> = digests.into_iter().collect();
    if let Some(first) = all.keys().nth(NAMED).cloned() {
        let rest = all.split_off(&first);
        let text: String = rest.into_iter().map(|(name, digest)| format!("{name} {digest}\n")).collect();
        all.insert(format!("{first}…"), digest(text));
    }
    all
}

impl NodeReport {
    /// By how many milliseconds its clock is ahead, if that is too much.
    pub fn wrong_clock(&self) -> Option<i64> {
        Some(self.clock_offset).filter(|offset| offset.abs() > CLOCK_LIMIT)
    }

    /// What is wrong with its clock, for the log and the command line.
    pub fn clock_fault(&self) -> Option<String> {
        let offset = self.wrong_clock()?;
        let tenths = offset.unsigned_abs() / 100;
        let direction = if offset > 0 { "ahead of" } else { "behind" };
        Some(format!(
            "the clock of node {} is {}.{} s {direction} the database's, and sign-ins that begin at one node and end at another \
             fail; synchronize it, for instance with chrony or systemd-timesyncd",
            self.name,
            tenths / 10,
            tenths % 10
        ))
    }

    /// What this node and another one must not differ in, and do.
    pub fn differences(&self, other: &Self) -> Vec<Difference> {
        let mut found = Vec::new();
        if self.version == other.version {
            // Another version has other settings, and other defaults for those that both have.
            let settings = compare(&self.digests.settings, &other.digests.settings);
            found.extend(settings.map(|(_, name)| Difference::Setting(name)));
        } else {
            found.push(Difference::Version(other.version.clone()));
        }
        let (here, there) = (&self.digests, &other.digests);
        found.extend(compare(&here.providers, &there.providers).map(|(at, name)| Difference::Provider(at, name)));
        found.extend(compare(&here.definitions, &there.definitions).map(|(at, name)| Difference::Definition(at, name)));
        let unknown =
            |sealing: &Self, reading: &Self| sealing.keys.first().filter(|key| !reading.keys.contains(key)).cloned();
        found.extend(unknown(self, other).map(Difference::KeyUnknownThere));
        found.extend(unknown(other, self).map(Difference::KeyUnknownHere));
        found
    }
}

fn compare<'a>(
    here: &'a BTreeMap<String, String>,
    there: &'a BTreeMap<String, String>,
) -> impl Iterator<Item = (Presence, String)> + 'a {
    let names: BTreeSet<_> = here.keys().chain(there.keys()).collect();
    names.into_iter().filter_map(|name| {
        let at = match (here.get(name), there.get(name)) {
            (Some(one), Some(other)) if one == other => return None,
            (Some(_), Some(_)) => Presence::Differs,
            (Some(_), None) => Presence::OnlyHere,
            _ => Presence::OnlyThere,
        };
        Some((at, name.clone()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::from_millis;

    fn report(keys: &[&str]) -> NodeReport {
        NodeReport {
            id: "1".to_owned(),
            name: "a".to_owned(),
            version: "1.0.0".to_owned(),
            started_at: from_millis(0),
            clock_offset: 0,
            keys: keys.iter().map(|&key| key.to_owned()).collect(),
            digests: Digests::default(),
        }
    }

    fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|&(name, digest)| (name.to_owned(), digest.to_owned())).collect()
    }

    /// ND-20.
    #[test]
    fn what_differs_is_named() {
        let (mut here, mut there) = (report(&["k"]), report(&["k"]));
        here.digests.settings = map(&[("session", "1"), ("limits", "1")]);
        there.digests.settings = map(&[("session", "2"), ("limits", "1")]);
        here.digests.definitions = map(&[("corp", "1"), ("same", "1"), ("mine", "1")]);
        there.digests.definitions = map(&[("corp", "2"), ("same", "1"), ("theirs", "1")]);
        there.digests.providers = map(&[("p", "1")]);
        let name = |text: &str| text.to_owned();
        let expected = [
            Difference::Setting(name("session")),
            Difference::Provider(Presence::OnlyThere, name("p")),
            Difference::Definition(Presence::Differs, name("corp")),
            Difference::Definition(Presence::OnlyHere, name("mine")),
            Difference::Definition(Presence::OnlyThere, name("theirs")),
        ];
        assert_eq!(here.differences(&there), expected);
        assert_eq!(here.differences(&here), []);
        there.version = "1.1.0".to_owned();
        assert_eq!(here.differences(&there)[..2], [Difference::Version(name("1.1.0")), expected[1].clone()]);
    }

    /// ND-31: in a rotation, each node can read what every other one seals.
    #[test]
    fn keys_in_another_order() {
        let there = |key: &str| Difference::KeyUnknownThere(key.to_owned());
        let here = |key: &str| Difference::KeyUnknownHere(key.to_owned());
        for (own, other, expected) in [
            (["old"].as_slice(), ["old"].as_slice(), vec![]),
            (&["old"], &["old", "new"], vec![]),
            (&["old", "new"], &["new", "old"], vec![]),
            (&["new", "old"], &["new"], vec![]),
            (&["old"], &["new", "old"], vec![here("new")]),
            (&["new", "old"], &["old"], vec![there("new")]),
            (&["old"], &["new"], vec![there("old"), here("new")]),
        ] {
            assert_eq!(report(own).differences(&report(other)), expected, "{own:?} {other:?}");
        }
    }

    /// ND-30.
    #[test]
    fn a_clock_may_be_off_by_some_seconds() {
        for (offset, wrong) in
            [(0, None), (5_000, None), (-5_000, None), (5_001, Some(5_001)), (-120_000, Some(-120_000))]
        {
            assert_eq!(NodeReport { clock_offset: offset, ..report(&[]) }.wrong_clock(), wrong);
        }
    }

    #[test]
    fn what_a_node_writes_has_a_bound() {
        let many =
            |last: &str| {
                bounded((0..2_000).map(|number| {
                    (format!("d{number:04}"), if number == 1_999 { last.to_owned() } else { digest("x") })
                }))
            };
        assert_eq!(many("a").len(), NAMED + 1);
        let differing: Vec<_> = compare(&many("a"), &many("b")).map(|(_, name)| name).collect();
        assert_eq!(differing, ["d0500…"], "and a difference beyond it is one");
    }
}
