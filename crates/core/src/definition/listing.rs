//! The words that find a definition in a catalogue.

use super::Definition;
use crate::violation::Violations;

const MAX_ALIASES: usize = 16;
const MAX_ALIAS: usize = 32;

impl Definition {
    /// Whether a search for `wanted` finds it: by name, id or alias, whatever the case.
    pub fn matches(&self, wanted: &str) -> bool {
        matches_search(wanted, &self.name, self.id.as_str(), &self.aliases)
    }
}

/// Whether a search for `wanted` finds a definition with this name, id and aliases, whatever the case.
pub fn matches_search(wanted: &str, name: &str, id: &str, aliases: &[String]) -> bool {
    let wanted = wanted.trim().to_lowercase();
    name.to_lowercase().contains(&wanted) || id.contains(&wanted) || aliases.iter().any(|alias| alias.contains(&wanted))
}

/// What is wrong with the aliases of a definition, with pointers into it.
pub fn check_aliases(aliases: &[String]) -> Violations {
    let mut bad = Violations::default();
    if aliases.len() > MAX_ALIASES {
        bad.push("/aliases", format!("more than {MAX_ALIASES} aliases"));
    }
    for (index, alias) in aliases.iter().enumerate() {
        let pointer = format!("/aliases/{index}");
        if alias.trim() != alias || alias.is_empty() || alias.chars().any(char::is_control) {
            bad.push(pointer, "an alias is a word or two, without space around it");
        } else if alias.chars().count() > MAX_ALIAS {
            bad.push(pointer, format!("an alias is at most {MAX_ALIAS} characters long"));
        } else if *alias != alias.to_lowercase() {
            bad.push(pointer, format!("write it in lower case: \"{}\"", alias.to_lowercase()));
        } else if aliases[..index].contains(alias) {
            bad.push(pointer, "duplicate alias");
        }
    }
    bad
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::definition::Status;

    fn definition(aliases: &serde_json::Value) -> Definition {
        let entra =
            json!({ "id": "entra", "name": "Entra ID", "protocol": "oidc", "aliases": aliases, "credentials": {} });
        serde_json::from_value(entra).unwrap()
    }

    #[test]
    fn a_search_looks_at_name_id_and_aliases() {
        let entra = definition(&json!(["microsoft", "office 365"]));
        for wanted in ["", "entra", "ENTRA ID", "Microsoft", " office ", "365"] {
            assert!(entra.matches(wanted), "{wanted}");
        }
        for wanted in ["google", "microsoft office", "oidc"] {
            assert!(!entra.matches(wanted), "{wanted}");
        }
    }

    #[test]
    fn an_alias_is_a_short_word_in_lower_case() {
        let fault = |aliases: &serde_json::Value| check_aliases(&definition(aliases).aliases).to_string();
        assert_eq!(fault(&json!(["microsoft", "office 365", "ötv"])), "");
        for (aliases, expected) in [
            (json!([""]), "/aliases/0: an alias is a word"),
            (json!(["ok", " azure"]), "/aliases/1: an alias is a word"),
            (json!(["a\nb"]), "/aliases/0: an alias is a word"),
            (json!(["Azure"]), "write it in lower case: \"azure\""),
            (json!(["azure", "azure"]), "/aliases/1: duplicate"),
            (json!(["x".repeat(33)]), "at most 32 characters"),
            (json!((0..17).map(|n| n.to_string()).collect::<Vec<_>>()), "/aliases: more than 16"),
        ] {
            assert!(fault(&aliases).contains(expected), "{aliases}: {}", fault(&aliases));
        }
    }

    #[test]
    fn a_definition_is_confirmed_unless_it_says_otherwise() {
        assert_eq!(definition(&json!([])).status, Status::Confirmed);
        assert!(
            serde_json::from_value::<Status>(json!("unconfirmed")).is_ok_and(|status| status == Status::Unconfirmed)
        );
        assert!(serde_json::from_value::<Status>(json!("guessed")).is_err());
    }
}
