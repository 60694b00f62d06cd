//! Which options of a definition are switched on. The driver never sees an option: it gets the definition with what is
//! switched on merged into it.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{Definition, DefinitionOption, ExtraRequest};
use crate::{
    credentials::Credentials,
    ids::DefinitionId,
    json_pointer::child,
    oauth::{is_scope, parameter_fault},
    suggestion::did_you_mean,
    template::placeholders,
    violation::Violations,
};

const MAX_OPTIONS: usize = 16;
const MAX_TITLE: usize = 64;
const MAX_DESCRIPTION: usize = 512;

impl Definition {
    /// The definition with the chosen options merged into it; itself when there are none. An unknown name is left out:
    /// [`Definition::check_chosen`] says so.
    pub fn with_options(self: &Arc<Self>, chosen: &[String]) -> Arc<Self> {
        let options: Vec<_> = self.chosen(chosen).collect();
        if options.is_empty() {
            return self.clone();
        }
        let mut merged = Self::clone(self);
        for (name, option) in options {
            for scope in &option.scopes {
                if !merged.scopes.contains(scope) {
                    merged.scopes.push(scope.clone());
                }
            }
            // Moved, so that no check finds a request twice.
            let requests = merged.options.get_mut(name).map(|option| std::mem::take(&mut option.requests));
            merged.requests.extend(requests.unwrap_or_default());
            merged.authorize_params.extend(option.authorize_params.clone());
            option.claims.merge_into(&mut merged.claims);
        }
        merged.into()
    }

    /// The options that are there of those that are chosen, each once, in the order of their names.
    fn chosen(&self, chosen: &[String]) -> impl Iterator<Item = (&str, &DefinitionOption)> {
        let named = |(name, option): (_, _)| chosen.contains(name).then_some((String::as_str(name), option));
        self.options.iter().filter_map(named)
    }

    /// What is wrong with the setting `options`, with pointers into the settings.
    pub fn check_chosen(&self, chosen: &[String]) -> Violations {
        let mut bad = Violations::default();
        for (index, name) in chosen.iter().enumerate() {
            let pointer = format!("/options/{index}");
            if chosen[..index].contains(name) {
                bad.push(pointer, "this option is there already");
            } else if self.options.is_empty() {
                bad.push(pointer, format!("the definition `{}` has no options", self.id));
            } else if !self.options.contains_key(name) {
                let known: Vec<_> = self.options.keys().map(String::as_str).collect();
                let near = did_you_mean(name, known.iter().copied());
                let hint = if near.is_empty() { format!("; there are: {}", known.join(", ")) } else { near };
                bad.push(pointer, format!("the definition `{}` has no such option{hint}", self.id));
            }
        }
        bad
    }

    /// What of the chosen options decides about groups: their requests with the credentials in them, and their claims. When
    /// it changes, groups that were granted before have to be confirmed.
    pub(crate) fn groups_by_options(&self, chosen: &[String], credentials: &Credentials) -> Vec<Value> {
        let with_values = |(name, option): (&str, &DefinitionOption)| {
            let named = option.requests.iter().flat_map(|request| placeholders(&request.url));
            let values: Vec<_> = named.map(|name| credentials.value(name)).collect();
            json!([name, option.requests, values, option.claims.groups])
        };
        self.chosen(chosen).map(with_values).collect()
    }

    /// Every extra request, with its pointer: those of the definition, then those of its options.
    pub fn all_requests(&self) -> impl Iterator<Item = (String, &ExtraRequest)> {
        let place = |pointer: String, requests: &'_ [ExtraRequest]| {
            (0..requests.len()).map(move |index| format!("{pointer}/{index}")).collect::<Vec<_>>()
        };
        let own = place("/requests".to_owned(), &self.requests).into_iter().zip(&self.requests);
        let of_option = move |(name, option)| {
            let (name, option): (&String, &DefinitionOption) = (name, option);
            place(format!("/options/{name}/requests"), &option.requests).into_iter().zip(&option.requests)
        };
        own.chain(self.options.iter().flat_map(of_option))
    }

    /// What is wrong with the options by themselves, with pointers into the definition. Their requests are checked with
    /// all others.
    pub fn check_options(&self) -> Violations {
        let mut bad = Violations::default();
        if self.options.len() > MAX_OPTIONS {
            bad.push("/options", format!("more than {MAX_OPTIONS} options"));
        }
        for (name, option) in &self.options {
            let pointer = child("/options", name);
            if name.replace('_', "-").parse::<DefinitionId>().is_err() {
                bad.push(
                    &pointer,
                    "the name of an option has 1 to 63 of a-z, 0-9, - and _, and starts with a letter or digit",
                );
            }
            let description = option.description.as_deref().unwrap_or_default();
            for (field, text, most) in
                [("title", &*option.title, MAX_TITLE), ("description", description, MAX_DESCRIPTION)]
            {
                let pointer = format!("{pointer}/{field}");
                if field == "title" && text.trim().is_empty() {
                    bad.push(pointer, "the title is empty; the switch in the form needs one");
                } else if text.chars().count() > most || text.chars().any(char::is_control) {
                    bad.push(pointer, format!("write at most {most} characters in one line"));
                }
            }
            for (index, _) in option.scopes.iter().enumerate().filter(|(_, scope)| !is_scope(scope)) {
                let detail = "write one scope per item, without spaces, quotes or backslashes";
                bad.push(format!("{pointer}/scopes/{index}"), detail);
            }
            for (name, value) in &option.authorize_params {
                if let Some(reason) = parameter_fault(name, value) {
                    bad.push(child(&format!("{pointer}/authorize_params"), name), reason);
                }
            }
        }
        bad
    }
}

#[cfg(test)]
mod tests {
    use super::{super::OptionClaims, *};
    use crate::origin::Origin;

    fn definition(options: &Value) -> Arc<Definition> {
        let definition = json!({
            "id": "hub", "name": "Hub", "protocol": "oauth2", "credentials": {}, "scopes": ["user"], "options": options,
        });
        Arc::new(serde_json::from_value(definition).unwrap())
    }

    fn two() -> Arc<Definition> {
        definition(&json!({
            "teams": {
                "title": "Teams", "scopes": ["org", "user"], "claims": { "groups": "teams[].slug" },
                "requests": [{ "name": "teams", "url": "https://hub.example/{org}/teams" }],
            },
            "names": { "title": "Names", "claims": { "name": "display", "groups": "orgs" }, "authorize_params": { "a": "b" } },
        }))
    }

    fn names(chosen: &[&str]) -> Vec<String> {
        chosen.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn what_is_chosen_is_merged() {
        let plain = two();
        assert!(Arc::ptr_eq(&plain, &plain.with_options(&[])));
        assert!(Arc::ptr_eq(&plain, &plain.with_options(&names(&["none"]))));
        let teams = plain.with_options(&names(&["teams"]));
        assert_eq!((teams.scopes.join(" "), teams.requests.len()), ("user org".to_owned(), 1));
        assert_eq!(teams.all_requests().map(|(pointer, _)| pointer).collect::<Vec<_>>(), ["/requests/0"]);
        assert_eq!(teams.check_chosen(&names(&["teams"])), Violations::default());
        assert_eq!((&teams.claims.name, teams.claims.more_groups.len()), (&plain.claims.name, 1));
        let both = plain.with_options(&names(&["teams", "names", "teams"]));
        assert_eq!((both.requests.len(), both.claims.more_groups.len()), (1, 2));
        assert_eq!(both.authorize_params["a"], "b");
        assert_ne!(both.claims.name, plain.claims.name);
    }

    /// GR-01: an option that is not there is refused with the nearest right name.
    #[test]
    fn gr_01_an_unknown_option_is_refused() {
        for (definition, chosen, said) in [
            (two(), &["teams", "names"][..], ""),
            (two(), &["taems"], "/options/0: the definition `hub` has no such option; did you mean `teams`?"),
            (
                two(),
                &["teams", "boards"],
                "/options/1: the definition `hub` has no such option; there are: names, teams",
            ),
            (two(), &["teams", "teams"], "/options/1: this option is there already"),
            (definition(&json!({})), &["teams"], "/options/0: the definition `hub` has no options"),
        ] {
            assert_eq!(definition.check_chosen(&names(chosen)).to_string(), said);
        }
    }

    /// GR-02: each mistake in an option has its place.
    #[test]
    fn gr_02_a_wrong_option_has_its_place() {
        assert_eq!(two().check_options(), Violations::default());
        for (option, said) in [
            (json!({ "x": { "title": " " } }), "/options/x/title: the title is empty"),
            (json!({ "x": { "title": "a\nb" } }), "/options/x/title: write at most 64 characters in one line"),
            (json!({ "X y": { "title": "a" } }), "/options/X y: the name of an option"),
            (json!({ "x": { "title": "a", "scopes": ["a b"] } }), "/options/x/scopes/0: write one scope"),
            (
                json!({ "x": { "title": "a", "authorize_params": { "state": "" } } }),
                "/options/x/authorize_params/state: ",
            ),
        ] {
            let found = definition(&option).check_options().to_string();
            assert!(found.starts_with(said), "{option}: {found}");
        }
        let places: Vec<_> = two().all_requests().map(|(pointer, _)| pointer).collect();
        assert_eq!(places, ["/options/teams/requests/0"]);
        // Who somebody is cannot be an option.
        for claim in ["subject", "email", "email_verified"] {
            let claims = json!({ claim: "x" });
            assert!(serde_json::from_value::<OptionClaims>(claims).is_err(), "{claim}");
        }
    }

    #[test]
    fn what_decides_about_groups_changes_with_its_credentials() {
        let mut credentials = Credentials::default();
        let chosen = names(&["teams"]);
        let with = |credentials: &Credentials| two().groups_by_options(&chosen, credentials);
        let none = with(&credentials);
        credentials.insert("unused", "x".into(), Origin::Admin);
        assert_eq!(with(&credentials), none);
        credentials.insert("org", "acme".into(), Origin::Admin);
        assert_ne!(with(&credentials), none);
        assert!(two().groups_by_options(&[], &credentials).is_empty());
    }
}
