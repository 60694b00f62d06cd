//! What settings of a provider mean: values that could never have an effect, or not the one that was meant. Pure.
//!
//! Their shape is for [`settings_parse`](crate::settings_parse). Every driver asks here when it binds, and the admin API
//! before it saves, so that all of them say the same.

use crate::{
    email::{ascii_domain, is_domain, is_host},
    expiry, group_names, icons,
    invisible::InvisibleEnd,
    json_pointer::child,
    oauth::{is_scope, parameter_fault},
    placeholder::{Piece, pieces},
    settings::ProviderSettings,
    settings_parse::check_values,
    violation::Violations,
};

impl ProviderSettings {
    /// Everything that is wrong with the values, with pointers into the settings. Contains no value of a claim.
    pub fn check(&self) -> Violations {
        let mut bad = Violations::default();
        check_values("", &serde_json::to_value(self).unwrap_or_default(), &mut bad);
        if let Some(name) = &self.display_name {
            crate::settings_parse::check_name(name, &mut bad);
        }
        if let Some(icon) = self.icon.as_deref().filter(|icon| !icons::BUNDLED.contains(icon)) {
            bad.push("/icon", icons::unknown(icon));
        }
        for (name, domains) in
            [("allowed_email_domains", &self.allowed_email_domains), ("admin_email_domains", &self.admin_email_domains)]
        {
            let allow_dotless = self.allow_dotless_email_domains;
            each(name, domains, |text| domain_fault(text, allow_dotless), &mut bad);
        }
        each("allowed_groups", &self.allowed_groups, ends_fault, &mut bad);
        each("admin_groups", &self.admin_groups, ends_fault, &mut bad);
        group_names::check(self, &mut bad);
        expiry::check(self, &mut bad);
        each("required_acr", &self.required_acr, word_fault, &mut bad);
        each("scopes", &self.scopes, scope_fault, &mut bad);
        for (claim, wanted) in &self.required_claims {
            let pointer = child("/required_claims", claim);
            if claim.trim().is_empty() || claim.trim() != claim {
                bad.push(&pointer, "the name of a claim has no white space around it");
            }
            if wanted.as_slice().is_empty() {
                bad.push(&pointer, "an empty list lets nobody in; remove it, or list the values that do");
            }
        }
        for (name, value) in &self.authorize_params {
            if let Some(reason) = parameter_fault(name, value).or_else(|| placeholder_fault(value)) {
                bad.push(child("/authorize_params", name), reason);
            }
        }
        bad.0.dedup_by(|later, earlier| later.pointer == earlier.pointer);
        bad
    }
}

/// Credentials are filled into the parameters of a definition; a setting is for one provider, and says it itself.
fn placeholder_fault(value: &str) -> Option<String> {
    let placeholder = pieces(value).into_iter().find_map(|piece| match piece {
        Piece::Placeholder(word) => Some(word),
        Piece::Text(_) => None,
    });
    placeholder.map(|word| format!("`{{{word}}}` is not filled in here, only in a definition; write the value itself"))
}

fn each(name: &str, values: &[String], fault: impl Fn(&str) -> Option<String>, bad: &mut Violations) {
    for (index, value) in values.iter().enumerate().filter(|(_, value)| !value.trim().is_empty()) {
        if let Some(reason) = fault(value) {
            bad.push(format!("/{name}/{index}"), reason);
        }
    }
}

/// Why no address can be in this domain.
fn domain_fault(text: &str, allow_dotless: bool) -> Option<String> {
    let domain = text.trim_start_matches('@');
    if is_domain(domain) || (allow_dotless && is_host(domain)) {
        return None;
    }
    let reason = if let Some(found) = InvisibleEnd::find(text) {
        return Some(format!("{found}; remove that"));
    } else if text.starts_with("*.") {
        "a domain is compared as a whole, so `*` fits none; list each domain, such as `example.com`"
    } else if domain.contains('@') {
        "this is an address, and only domains fit; write the part behind the `@`"
    } else if domain.contains("://") || domain.contains('/') {
        "this is a URL; write the domain alone, such as `example.com`"
    } else if !domain.is_ascii() {
        return Some(match ascii_domain(domain) {
            Some(ascii) => format!("write an internationalised domain in its ASCII form, `{ascii}`"),
            None => "write an internationalised domain in its ASCII form, which begins with `xn--`".to_owned(),
        });
    } else if !domain.contains('.') {
        "a domain has at least two parts, such as `example.com`, unless `allow_dotless_email_domains` is set"
    } else {
        "this is no domain, so no address fits; write it as `example.com`"
    };
    Some(reason.to_owned())
}

fn ends_fault(text: &str) -> Option<String> {
    InvisibleEnd::find(text).map(|found| format!("{found}, so no group of a provider equals it; remove that"))
}

fn word_fault(text: &str) -> Option<String> {
    let blank = text.contains(char::is_whitespace);
    blank.then(|| "white space separates two values; write each as an item of its own".to_owned())
}

fn scope_fault(text: &str) -> Option<String> {
    (!is_scope(text)).then(|| "a scope is one word without quotes and backslashes".to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn faults(settings: Value) -> Vec<String> {
        let settings: ProviderSettings = serde_json::from_value(settings).unwrap();
        settings.check().0.iter().map(ToString::to_string).collect()
    }

    /// CL-16: a domain that no address can have is refused with its reason.
    #[test]
    fn cl_16_domains_that_never_fit_are_refused() {
        for (domain, words) in [
            ("example.com", None),
            ("@example.com", None),
            ("EXAMPLE.com", None),
            ("xn--mller-kva.de", None),
            ("*.example.com", Some("`*` fits none")),
            ("alice@example.com", Some("write the part behind the `@`")),
            ("exa mple..com", Some("this is no domain")),
            ("example.com ", Some("ends with a space (U+0020)")),
            ("\u{feff}example.com", Some("starts with a byte order mark (U+FEFF)")),
            ("https://example.com", Some("write the domain alone")),
            ("müller.de", Some("in its ASCII form, `xn--mller-kva.de`")),
            ("localhost", Some("at least two parts")),
            ("", Some("must not be empty")),
        ] {
            for name in ["admin_email_domains", "allowed_email_domains"] {
                let found = faults(json!({ name: ["good.example", domain] }));
                match words {
                    None => assert_eq!(found, [""; 0], "{domain}"),
                    Some(words) => {
                        let place = format!("/{name}/1: ");
                        assert!(
                            found.len() == 1 && found[0].starts_with(&place) && found[0].contains(words),
                            "{found:?}"
                        );
                    }
                }
            }
        }
    }

    /// CL-16: the other lists and maps, too.
    #[test]
    fn cl_16_values_without_an_effect_are_refused() {
        for (settings, wanted) in [
            (json!({ "admin_groups": ["staff "] }), "/admin_groups/0: ends with a space (U+0020)"),
            (json!({ "allowed_groups": ["a b", "\u{200b}x"] }), "/allowed_groups/1: starts with a zero-width space"),
            (json!({ "required_acr": ["phr phrh"] }), "/required_acr/0: white space separates two values"),
            (json!({ "required_claims": { "hd": [] } }), "/required_claims/hd: an empty list lets nobody in"),
            (json!({ "required_claims": { " hd": "a" } }), "/required_claims/ hd: the name of a claim"),
            (json!({ "scopes": ["a b"] }), "/scopes/0: a scope is one word"),
            (
                json!({ "icon": "pocketidd" }),
                "/icon: there is no bundled icon with this name; did you mean `pocketid`?",
            ),
            (
                json!({ "authorize_params": { "organization": "{org}" } }),
                "/authorize_params/organization: `{org}` is not",
            ),
            (json!({ "authorize_params": { "state": "x" } }), "/authorize_params/state: this parameter belongs"),
            (json!({ "display_name": " " }), "/display_name: must not be empty"),
        ] {
            let found = faults(settings.clone());
            assert!(found.len() == 1 && found[0].starts_with(wanted), "{settings}: {found:?}");
        }
        let claims = json!({ "authorize_params": { "claims": "{\"userinfo\":{\"email\":null}}" } });
        assert_eq!(faults(claims), [""; 0], "JSON is no placeholder");
        assert_eq!(ProviderSettings::default().check(), Violations::default());
    }
}
