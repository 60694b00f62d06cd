//! Claims that are there and are not taken: which field of the profile, and why. No value is repeated.

use std::fmt;

use serde_json::Value;

use super::ClaimPaths;
use crate::email::{EmailAddress, InvalidEmail};

pub(super) const MAX_TEXT: usize = 256;
const MAX_GROUPS: usize = 1_000;

/// Entra leaves groups out of a token when there are more than 200
/// (<https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference#groups-overage-claim>).
const OVERAGE: &str = "group overage: the person is in too many groups for a token, so the provider only says where a list of \
                       them is (`_claim_names`), which is not fetched. This means no groups. In Microsoft Entra ID, use \
                       application roles (and map `groups` to the claim `roles`), or let the groups claim have only the \
                       groups that are assigned to the application";

/// A field that a claim was there for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotTaken {
    /// The field of the claim map, such as `email`.
    pub field: &'static str,
    /// Why its claim, or a part of it, was not taken.
    pub reason: String,
}

impl fmt::Display for NotTaken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} was not taken: {}", self.field, self.reason)
    }
}

/// What reads claims and notes what it could not use.
pub(super) struct Reader<'a> {
    pub(super) scope: &'a serde_json::Map<String, Value>,
    pub(super) not_taken: Vec<NotTaken>,
}

impl Reader<'_> {
    /// What the first expression finds that `read` can use. When there is none, the first reason is noted.
    pub(super) fn first<T>(
        &mut self,
        field: &'static str,
        paths: &ClaimPaths,
        read: impl Fn(&Value) -> Result<T, String>,
    ) -> Option<T> {
        let mut first_reason = None;
        let found = paths.first(self.scope, |value| {
            if is_absent(value) {
                return None;
            }
            match read(value) {
                Ok(found) => Some(found),
                Err(reason) => {
                    first_reason.get_or_insert(reason);
                    None
                }
            }
        });
        if found.is_none() {
            self.note(field, first_reason);
        }
        found
    }

    /// The groups, with a note about those that were left out. `elsewhere` says whether a claim of a name is not here, but
    /// at another endpoint.
    pub(super) fn groups(&mut self, paths: &ClaimPaths, elsewhere: impl Fn(&str) -> bool) -> Option<Vec<String>> {
        let Some((groups, left_out)) = self.first("groups", paths, read_groups) else {
            let is_elsewhere = paths.bare_names().any(elsewhere);
            self.note("groups", is_elsewhere.then(|| OVERAGE.to_owned()));
            return None;
        };
        self.note("groups", left_out);
        Some(groups)
    }

    fn note(&mut self, field: &'static str, reason: Option<String>) {
        self.not_taken.extend(reason.map(|reason| NotTaken { field, reason }));
    }
}

fn is_absent(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
}

/// What a value is, in words.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn as_text(value: &Value) -> Option<String> {
    let clean: String = value.as_str()?.chars().filter(|c| !c.is_control() && !is_bidi_control(*c)).collect();
    let text: String = clean.trim().chars().take(MAX_TEXT).collect();
    (!text.is_empty()).then_some(text)
}

/// Characters that reorder the text around them: a name with them could pretend to be another line of a page.
fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

pub(super) fn read_text(value: &Value) -> Result<String, String> {
    let unusable = || match value {
        Value::String(_) => "it holds no visible character".to_owned(),
        other => format!("it is {}, not a text", kind(other)),
    };
    as_text(value).ok_or_else(unusable)
}

pub(super) fn read_bool(value: &Value) -> Result<bool, String> {
    value.as_bool().ok_or_else(|| format!("it is {}, not true or false", kind(value)))
}

pub(super) fn read_email(value: &Value, dotless: bool) -> Result<EmailAddress, String> {
    let text = value.as_str().ok_or_else(|| format!("it is {}, not a text", kind(value)))?.trim();
    let address = if dotless { EmailAddress::parse_dotless(text) } else { EmailAddress::parse(text) };
    address.map_err(|error| match error {
        InvalidEmail::NoDot => {
            format!("{} (`allow_dotless_email_domains` takes such addresses)", error.reason())
        }
        other => other.reason().to_owned(),
    })
}

/// The groups, and why some are not among them.
fn read_groups(value: &Value) -> Result<(Vec<String>, Option<String>), String> {
    let Value::Array(items) = value else {
        return as_text(value)
            .map(|one| (vec![one], None))
            .ok_or_else(|| format!("it is {}, not a list of texts", kind(value)));
    };
    let mut texts: Vec<String> = items.iter().filter_map(as_text).collect();
    let odd = items.len() - texts.len();
    let mut reasons = Vec::new();
    if odd > 0 {
        let kinds: std::collections::BTreeSet<_> =
            items.iter().filter(|item| as_text(item).is_none()).map(kind).collect();
        let kinds: Vec<_> = kinds.into_iter().collect();
        reasons.push(format!("{odd} of its {} items are no texts ({})", items.len(), kinds.join(", ")));
    }
    if texts.len() > MAX_GROUPS {
        reasons.push(format!("it has {} items, of which the first {MAX_GROUPS} count", texts.len()));
        texts.truncate(MAX_GROUPS);
    }
    Ok((texts, (!reasons.is_empty()).then(|| reasons.join("; "))))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{Acceptance, ClaimMap, ClaimSources};
    use super::*;

    fn notes(claims: Value) -> Vec<String> {
        let id_token = claims.as_object().cloned().unwrap();
        let mapped =
            ClaimMap::default().apply(&ClaimSources { id_token, ..ClaimSources::default() }, Acceptance::default());
        mapped.not_taken.iter().map(ToString::to_string).collect()
    }

    /// UP-04: by claim and reason, without the value.
    #[test]
    fn what_is_dropped_is_said() {
        for (claims, said) in [
            (json!({ "email": "admin@localhost" }), "its domain has no dot (`allow_dotless_email_domains` takes"),
            (json!({ "email": "jane@\u{ff4d}.de" }), "email was not taken: its domain is not ASCII, and no"),
            (
                json!({ "email": format!("{}@example.com", "jane".repeat(17)) }),
                "email was not taken: it is longer than",
            ),
            (json!({ "email": "jörg@example.com" }), "email was not taken: its name is not ASCII"),
            (json!({ "email": "jane" }), "email was not taken: it has no @"),
            (json!({ "email": "a b@example.com" }), "email was not taken: it is not of the form"),
            (json!({ "email": ["a@b.co"] }), "email was not taken: it is a list, not a text"),
            (
                json!({ "email": "a@b.co", "email_verified": "true" }),
                "email_verified was not taken: it is a text, not true",
            ),
            (json!({ "name": ["Jane"] }), "name was not taken: it is a list, not a text"),
            (json!({ "given_name": 7 }), "first_name was not taken: it is a number, not a text"),
            (json!({ "picture": "http://a.b/c" }), "avatar was not taken: it is not an https URL"),
            (json!({ "groups": { "admins": true } }), "groups was not taken: it is an object, not a list of texts"),
            (json!({ "groups": ["a", { "name": "b" }, 7] }), "2 of its 3 items are no texts (a number, an object)"),
            (json!({ "groups": vec!["g"; 1_001] }), "it has 1001 items, of which the first 1000 count"),
        ] {
            let found = notes(claims.clone());
            assert!(found.len() == 1 && found[0].contains(said), "{claims}: {found:?}");
            assert!(!found[0].contains("jane") && !found[0].contains("admins"), "{found:?}");
        }
        for fine in [
            json!({}),
            json!({ "email": "", "name": null, "groups": [], "family_name": " " }),
            json!({ "name": ["x"], "preferred_username": "jane" }),
            json!({ "email": "jane@müller.de" }),
            json!({ "groups": ["a"], "_claim_names": { "groups": "src1" } }),
            json!({ "_claim_names": { "other": "src1" } }),
            json!({ "email": "a@b.co", "email_verified": false, "groups": "one", "picture": "https://a.b/c" }),
        ] {
            assert!(notes(fine.clone()).is_empty(), "{fine}: {:?}", notes(fine.clone()));
        }
    }

    /// WH-05: Entra's answer for a person in more than 200 groups is none, and says what to do.
    #[test]
    fn groups_that_are_elsewhere_are_none() {
        let names = json!({ "groups": "src1" });
        let at = json!({ "src1": { "endpoint": "https://graph.windows.net/x" } });
        let claims = json!({ "sub": "a", "_claim_names": names, "_claim_sources": at });
        let id_token = claims.as_object().cloned().unwrap();
        let mut sources = ClaimSources { id_token, ..ClaimSources::default() };
        let map = ClaimMap::default();
        let mapped = map.apply(&sources, Acceptance::default());
        assert_eq!(mapped.profile.groups, None);
        let said = mapped.not_taken[0].to_string();
        for part in [
            "groups was not taken: group overage",
            "`_claim_names`",
            "application roles",
            "assigned to the application",
        ] {
            assert!(said.contains(part), "{part}: {said}");
        }
        // The answer of userinfo may still have them.
        sources.userinfo = json!({ "groups": ["staff"] }).as_object().cloned().unwrap();
        let mapped = map.apply(&sources, Acceptance::default());
        assert_eq!((mapped.profile.groups.unwrap(), mapped.not_taken), (vec!["staff".to_owned()], vec![]));
        // And userinfo may be what says that they are elsewhere.
        sources.userinfo = std::mem::take(&mut sources.id_token);
        assert_eq!(map.apply(&sources, Acceptance::default()).not_taken.len(), 1);
    }
}
