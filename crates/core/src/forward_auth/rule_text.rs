//! A rule as text, for people who look at what is in force.

use std::fmt;

use super::{Allow, HostRule, PathCase, Rule};

/// As the configuration has it, in one line and without what is the default.
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = |text: &str| format!("{text:?}");
        let list =
            |texts: Vec<String>| format!("[{}]", texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", "));
        let mut parts = Vec::new();
        if self.host != HostRule::Any {
            parts.push(format!("host = {}", quoted(&self.host.to_string())));
        }
        if !self.path_prefix.as_str().is_empty() && self.path_prefix.as_str() != "/" {
            parts.push(format!("path_prefix = {}", quoted(self.path_prefix.as_str())));
        }
        if let Some(case) = self.path_case {
            let case = if case == PathCase::Sensitive { "sensitive" } else { "insensitive" };
            parts.push(format!("path_case = {}", quoted(case)));
        }
        for (name, values) in [
            ("methods", self.methods.iter().map(ToString::to_string).collect::<Vec<_>>()),
            ("networks", self.networks.iter().map(ToString::to_string).collect()),
            ("providers", self.providers.iter().map(ToString::to_string).collect()),
        ] {
            if !values.is_empty() {
                parts.push(format!("{name} = {}", list(values)));
            }
        }
        if self.require_mfa {
            parts.push("require_mfa = true".to_owned());
        }
        parts.push(match &self.allow {
            Allow::Anyone => "allow = \"anyone\"".to_owned(),
            Allow::SignedIn => "allow = \"signed_in\"".to_owned(),
            Allow::Listed { groups, emails } => {
                let emails: Vec<_> = emails.iter().map(|email| email.as_str().to_owned()).collect();
                let lists = [("groups", groups.clone()), ("emails", emails)].into_iter();
                let lists = lists.filter(|(_, values)| !values.is_empty());
                let lists: Vec<_> = lists.map(|(name, values)| format!("{name} = {}", list(values))).collect();
                format!("allow = {{ {} }}", lists.join(", "))
            }
        });
        f.write_str(&parts.join(", "))
    }
}
