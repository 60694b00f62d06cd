//! The list of cases, as tests/cases.toml has it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::Deserialize;
use vestibule_dev::error::Error;

/// Where the list is.
pub(super) const LIST: &str = "tests/cases.toml";

/// All cases, by group.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(super) struct Catalogue(BTreeMap<String, Group>);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    title: String,
    cases: BTreeMap<String, Case>,
}

/// One rule.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    /// What holds, in one sentence.
    pub(super) rule: String,
    /// The files that make it hold.
    #[serde(default)]
    pub(super) code: Vec<String>,
    /// Why no test names it yet.
    pub(super) missing: Option<String>,
}

/// One group, for the page.
pub(super) struct Shown<'a> {
    pub(super) id: &'a str,
    pub(super) title: &'a str,
    pub(super) cases: &'a BTreeMap<String, Case>,
}

impl Catalogue {
    /// Reads the list.
    pub(super) fn load(path: &Path) -> Result<Self, Error> {
        let text = fs::read_to_string(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
        Self::parse(&text).map_err(|why| Error::Refused(format!("{}: {why}", LIST)))
    }

    /// Reads the text of a list; an id has to be in the group that it names.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let catalogue: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        for (group, Group { cases, .. }) in &catalogue.0 {
            let number = |id: &str| id.strip_prefix(group.as_str())?.strip_prefix('-').map(str::to_owned);
            let odd = |id: &&String| number(id).is_none_or(|n| n.len() != 2 || !n.bytes().all(|b| b.is_ascii_digit()));
            if let Some(id) = cases.keys().find(odd) {
                return Err(format!("{id} is not {group}, a hyphen and two digits"));
            }
        }
        Ok(catalogue)
    }

    /// All cases with their ids, in order.
    pub(super) fn cases(&self) -> impl Iterator<Item = (&String, &Case)> {
        self.0.values().flat_map(|group| &group.cases)
    }

    /// The groups, in order.
    pub(super) fn groups(&self) -> impl Iterator<Item = Shown<'_>> {
        self.0.iter().map(|(id, group)| Shown { id, title: &group.title, cases: &group.cases })
    }

    /// What ids begin with.
    pub(super) fn group_ids(&self) -> BTreeSet<&str> {
        self.0.keys().map(String::as_str).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Catalogue;

    #[test]
    fn an_id_is_in_its_group() {
        let list = |id: &str| format!("[AA]\ntitle = \"T\"\n[AA.cases]\n{id} = {{ rule = \"No.\" }}");
        assert!(Catalogue::parse(&list("AA-01")).is_ok());
        for id in ["AB-01", "AA-1", "AA-001", "AA01", "AA-0x"] {
            assert!(Catalogue::parse(&list(id)).unwrap_err().contains(id), "{id}");
        }
        assert!(Catalogue::parse("[AA]\ntitle = \"T\"\ncases = {}\nmore = 1").unwrap_err().contains("more"));
    }
}
