//! Somebody else has saved while a form was being filled in: what changed, next to what one wanted, field by field.
//!
//! ```text
//! page ── Base (what was stored, sealed) ──▶ form ──▶ POST ── stored is newer ──▶ compare(base, now, wanted)
//!                  only they changed it ── the form takes it over, and says so
//!                  only I changed it    ── mine, nothing to say
//!                  both, differently    ── a choice; nothing is saved before it is made
//! ```
//! The rules are pure; any form whose values are texts by the names of fields can use them.

use std::collections::{BTreeMap, BTreeSet};

use super::form::Posted;
use crate::http::{api_error::ApiError, sealed_cookie, state::HttpState};

/// The values of a form by the names of its fields. A secret is in it as a digest only.
pub(crate) type Values = BTreeMap<String, String>;

/// The hidden field with what was stored when the form was made.
pub(crate) const BASE: &str = "base";
/// Hidden fields: each names one that needs a choice.
pub(crate) const DECIDE: &str = "decide";
/// What the names of the choices begin with.
const CHOOSE: &str = "choose.";

/// A field that somebody else has changed meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    pub(crate) name: String,
    /// What was stored when the form was made, where that is known.
    pub(crate) before: Option<String>,
    /// What is stored now.
    pub(crate) now: String,
    /// What the form has.
    pub(crate) wanted: String,
    /// Whether both have changed it, so that a person has to choose.
    pub(crate) decide: bool,
}

/// What is stored, sealed for the form of this path.
pub(crate) fn seal_base(app: &HttpState, path: &str, stored: &Values) -> Result<String, ApiError> {
    sealed_cookie::seal(app, &place(path), stored).map_err(|error| ApiError::internal(&error))
}

/// What was stored when this form was made.
pub(crate) fn open_base(app: &HttpState, posted: &Posted) -> Option<Values> {
    sealed_cookie::open(app, &place(posted.path()), posted.find(BASE)?)
}

fn place(path: &str) -> String {
    format!("base{path}")
}

/// What others have changed since `base`. Without a base, every field that differs needs a choice.
pub(crate) fn compare(base: Option<&Values>, now: &Values, wanted: &Values) -> Vec<Difference> {
    let names: BTreeSet<_> = now.keys().chain(wanted.keys()).chain(base.into_iter().flat_map(Values::keys)).collect();
    let differ = |name: &&String| {
        let [now, wanted] = [now, wanted].map(|values| value(values, name));
        let before = base.map(|base| value(base, name));
        let (others, mine) = match &before {
            Some(before) => (*before != now, *before != wanted),
            None => (true, true),
        };
        (others && now != wanted).then(|| Difference { name: (*name).clone(), before, now, wanted, decide: mine })
    };
    names.iter().filter_map(differ).collect()
}

/// Puts each choice for what is stored into the form, and returns the fields for which no choice was made, with both values.
pub(crate) fn apply_choices(
    posted: &mut Posted,
    base: &Values,
    wanted: impl Fn(&Posted, &str) -> String,
    take: impl Fn(&mut Posted, &str, &str),
) -> Vec<Difference> {
    let asked: BTreeSet<String> =
        posted.fields().filter(|(name, _)| *name == DECIDE).map(|(_, field)| field.to_owned()).collect();
    let mut open = Vec::new();
    for name in asked {
        let now = value(base, &name);
        match posted.find(&format!("{CHOOSE}{name}")) {
            Some("now") => take(posted, &name, &now),
            Some("wanted") => {}
            _ => {
                let wanted = wanted(posted, &name);
                open.push(Difference { before: None, now, wanted, name, decide: true });
            }
        }
    }
    open
}

/// A value as it is compared: lines without white space around them; a box that is not ticked has none.
fn value(values: &Values, name: &str) -> String {
    let text = values.get(name).map(String::as_str).unwrap_or_default();
    let lines: Vec<_> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines == ["false"] { String::new() } else { lines.join("\n") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(pairs: &[(&str, &str)]) -> Values {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    /// FO-03: what others changed is named, what both changed needs a choice.
    #[test]
    fn a_table_of_changes() {
        for (case, before, now, wanted, outcome) in [
            ("nobody", "a", "a", "a", None),
            ("only I", "a", "a", "b", None),
            ("only they", "a", "b", "a", Some(false)),
            ("both, alike", "a", "b", "b", None),
            ("both, differently", "a", "b", "c", Some(true)),
            ("I emptied it, they changed it", "a", "b", "", Some(true)),
            ("they emptied it", "a", "", "a", Some(false)),
            ("lines of a browser", "a\nb", "a\nb", "a\r\nb\r\n", None),
            ("a box that is off", "false", "", "false", None),
            ("a box that they ticked", "", "true", "false", Some(false)),
        ] {
            let [before, now, wanted] = [before, now, wanted].map(|value| values(&[("field", value)]));
            let found = compare(Some(&before), &now, &wanted);
            assert_eq!(found.first().map(|difference| difference.decide), outcome, "{case}");
        }
    }

    /// FO-03
    #[test]
    fn without_a_base_every_difference_needs_a_choice() {
        let found = compare(None, &values(&[("a", "1"), ("b", "2")]), &values(&[("a", "1"), ("b", "3")]));
        let names: Vec<_> = found.iter().map(|difference| (&*difference.name, difference.decide)).collect();
        assert_eq!(names, [("b", true)]);
    }
}
