//! From the names of groups as a provider sends them to the names that count here, by the group rules of its settings.
//!
//! What is stored is always what the provider sent; the rules are applied whenever somebody asks which groups a person
//! has, so a changed rule counts with the next request. Pure.

use std::borrow::Cow;

use crate::{group_rule::UnmatchedGroups, settings::ProviderSettings, violation::Violations};

const MAX_RULES: usize = 64;

impl ProviderSettings {
    /// Whether a group may count under another name, or not at all.
    pub fn renames_groups(&self) -> bool {
        !self.group_rules.is_empty() || self.unmatched_groups != UnmatchedGroups::Keep
    }

    /// The name under which a group of this provider counts; `None` when it does not count. With a rule that cannot be
    /// used, none does.
    pub fn group_name<'g>(&self, group: &'g str) -> Option<Cow<'g, str>> {
        if self.group_rules.iter().any(|rule| rule.pattern.fault().is_some()) {
            return None;
        }
        match self.group_rules.iter().find_map(|rule| rule.rename(group)) {
            Some(name) => (!name.is_empty()).then_some(Cow::Owned(name)),
            None if self.unmatched_groups == UnmatchedGroups::Drop => None,
            None => Some(Cow::Borrowed(group)),
        }
    }

    /// The names under which groups of this provider count, each once, in their order.
    pub fn group_names<'g>(&self, groups: &'g [String]) -> Cow<'g, [String]> {
        if !self.renames_groups() {
            return Cow::Borrowed(groups);
        }
        let mut names: Vec<String> = Vec::new();
        for name in groups.iter().filter_map(|group| self.group_name(group)) {
            if !names.iter().any(|known| *known == name) {
                names.push(name.into_owned());
            }
        }
        Cow::Owned(names)
    }
}

/// What is wrong with the rules, with pointers into the settings.
pub(crate) fn check(settings: &ProviderSettings, bad: &mut Violations) {
    let rules = &settings.group_rules;
    if rules.len() > MAX_RULES {
        bad.push("/group_rules", format!("more than {MAX_RULES} rules"));
    }
    if rules.is_empty() && settings.unmatched_groups == UnmatchedGroups::Drop {
        bad.push("/unmatched_groups", "without `group_rules`, no group would be left; add one, or remove this");
    }
    for (index, rule) in rules.iter().enumerate() {
        if let Some(reason) = rule.pattern.fault() {
            bad.push(format!("/group_rules/{index}/match"), reason);
        } else if let Some(reason) = rule.name_fault() {
            bad.push(format!("/group_rules/{index}/name"), reason);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn settings(rules: Value, unmatched: &str) -> ProviderSettings {
        serde_json::from_value(json!({ "group_rules": rules, "unmatched_groups": unmatched })).unwrap()
    }

    fn names(settings: &ProviderSettings, groups: &[&str]) -> Vec<String> {
        let groups: Vec<_> = groups.iter().map(|&group| group.to_owned()).collect();
        settings.group_names(&groups).into_owned()
    }

    /// GR-03: the first rule that fits names a group; what none fits is kept or dropped.
    #[test]
    fn gr_03_the_first_rule_that_fits_names_a_group() {
        let rules = json!([
            { "match": "^/realm/(.+)$", "name": "$1" },
            { "match": "^CN=(?P<cn>[^,]+),", "name": "ad:${cn}" },
            { "match": "^/realm/staff$", "name": "never" },
            { "match": "^hidden", "name": "${0}x" },
        ]);
        let sent = ["/realm/staff", "CN=Admins,OU=x", "plain", "/realm/", "staff", "hidden"];
        assert_eq!(
            names(&settings(rules.clone(), "keep"), &sent),
            ["staff", "ad:Admins", "plain", "/realm/", "hiddenx"],
            "`staff` is there once"
        );
        assert_eq!(names(&settings(rules, "drop"), &sent), ["staff", "ad:Admins", "hiddenx"]);
        assert!(matches!(ProviderSettings::default().group_names(&[]), Cow::Borrowed(_)));
        let empty = settings(json!([{ "match": "^x(.*)$", "name": "$1" }]), "keep");
        assert_eq!(names(&empty, &["x", "xa"]), ["a"], "a name of nothing is no group");
    }

    /// GR-04: a rule that cannot be used is refused with its place, and gives nobody a group until then.
    #[test]
    fn gr_04_a_rule_that_cannot_be_used_is_refused() {
        let good = json!({ "match": "a(b)", "name": "$1 ${1} $$ $" });
        for (rule, said) in [
            (good.clone(), ""),
            (
                json!({ "match": "(", "name": "x" }),
                "/group_rules/1/match: this is no regular expression: unclosed group",
            ),
            (
                json!({ "match": "(?=a)", "name": "x" }),
                "/group_rules/1/match: this is no regular expression: look-around",
            ),
            (
                json!({ "match": "(a)\\1", "name": "x" }),
                "/group_rules/1/match: this is no regular expression: backreferences",
            ),
            (json!({ "match": "(?:a{1000}){1000}", "name": "x" }), "/group_rules/1/match: the expression is too large"),
            (json!({ "match": "((((".repeat(10), "name": "x" }), "/group_rules/1/match: this is no regular expression"),
            (
                json!({ "match": "a", "name": "$1" }),
                "/group_rules/1/name: `$1` refers to parentheses that `match` does not",
            ),
            (json!({ "match": "(?P<a>a)", "name": "${b}" }), "/group_rules/1/name: `$b` refers to parentheses"),
            (json!({ "match": "(a)", "name": "$1x" }), "/group_rules/1/name: `$1x` is one name; write `${1}x`"),
            (json!({ "match": "(a)", "name": " " }), "/group_rules/1/name: must not be empty"),
        ] {
            let settings = settings(json!([good, rule]), "keep");
            let found = settings.check().to_string();
            assert!(found.starts_with(said) && found.is_empty() == said.is_empty(), "{rule}: {found}");
            assert_eq!(names(&settings, &["c"]).is_empty(), said.contains("/match"), "{rule}");
        }
        let nothing_left = settings(json!([]), "drop").check().to_string();
        assert!(nothing_left.starts_with("/unmatched_groups: without `group_rules`"), "{nothing_left}");
        let many = settings(json!(vec![good; 65]), "keep").check().to_string();
        assert_eq!(many, "/group_rules: more than 64 rules");
    }

    /// GR-05: no expression takes longer than the length of a name.
    #[test]
    fn gr_05_matching_is_linear() {
        let rule = json!([{ "match": "^(a+)+$", "name": "x" }]);
        assert_eq!(names(&settings(rule, "drop"), &[&format!("{}b", "a".repeat(100_000))]), [""; 0]);
    }
}
