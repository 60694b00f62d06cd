//! Who may come in by a provider, and who is an administrator by it. Pure.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::{access::LinkGrant, code::ErrorCode, email::EmailAddress, identity::Identity, settings::ProviderSettings};

/// A provider's policy refuses a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {reason}")]
pub struct Refusal {
    /// What the person sees.
    pub code: ErrorCode,
    /// What the administrator sees: which setting refuses, never the claim's value.
    pub reason: String,
}

/// What a provider said of a person, as far as rules about addresses and groups ask: groups have the names that the
/// provider's group rules give them.
#[derive(Debug, Clone)]
pub struct Words<'a> {
    email: Option<&'a EmailAddress>,
    /// Whether the provider has verified the address.
    verified: bool,
    groups: Cow<'a, [String]>,
}

impl<'a> Words<'a> {
    /// Nothing was said.
    pub const NONE: Words<'static> = Words { email: None, verified: false, groups: Cow::Borrowed(&[]) };

    /// What is stored of the last time.
    pub fn of(grant: &'a LinkGrant, settings: &ProviderSettings) -> Self {
        let groups = settings.group_names(&grant.groups);
        Self { email: grant.email.as_ref(), verified: grant.email_verified, groups }
    }

    fn sent(identity: &'a Identity, settings: &ProviderSettings) -> Self {
        let profile = &identity.profile;
        let groups = settings.group_names(profile.groups.as_deref().unwrap_or_default());
        Self { email: profile.email.as_ref(), verified: profile.email_verified, groups }
    }

    /// The names under which the groups count here.
    pub fn groups(&self) -> &[String] {
        &self.groups
    }

    /// Only verified addresses count: an unverified one is a claim that anybody can make.
    fn in_domains(&self, domains: &[String]) -> bool {
        let Some(email) = self.email.filter(|_| self.verified) else { return false };
        domains.iter().any(|domain| domain.trim_start_matches('@').eq_ignore_ascii_case(email.domain()))
    }

    fn in_groups(&self, groups: &[String]) -> bool {
        self.groups.iter().any(|group| groups.contains(group))
    }
}

/// Checks `require_email`, `allowed_email_domains`, `allowed_groups` and `required_claims`.
pub fn admit(identity: &Identity, settings: &ProviderSettings) -> Result<(), Refusal> {
    admit_again(&Words::sent(identity, settings), settings)?;
    for (claim, wanted) in &settings.required_claims {
        if !claim_is(&identity.claims, claim, wanted.as_slice()) {
            let reason = format!("the claim `{claim}` does not have a value of `required_claims`");
            return Err(Refusal { code: ErrorCode::NotAllowed, reason });
        }
    }
    Ok(())
}

/// The same for what is known from the last sign-in: without `required_claims`, because claims are not stored.
pub fn admit_again(words: &Words<'_>, settings: &ProviderSettings) -> Result<(), Refusal> {
    let refuse = |code, reason: &str| Err(Refusal { code, reason: reason.to_owned() });
    if settings.require_email && words.email.is_none() {
        return refuse(ErrorCode::EmailRequired, "`require_email` is set and the provider sent no usable address");
    }
    if !settings.allowed_email_domains.is_empty() && !words.in_domains(&settings.allowed_email_domains) {
        return refuse(ErrorCode::NotAllowed, "no verified address in `allowed_email_domains`");
    }
    if !settings.allowed_groups.is_empty() && !words.in_groups(&settings.allowed_groups) {
        return refuse(ErrorCode::NotAllowed, "in none of the `allowed_groups`");
    }
    Ok(())
}

/// Whether this identity makes its user an administrator, by `admin_email_domains` or `admin_groups`.
pub fn is_admin(identity: &Identity, settings: &ProviderSettings) -> bool {
    makes_admin(&Words::sent(identity, settings), settings)
}

/// The same for what is known from the last sign-in.
pub fn makes_admin(words: &Words<'_>, settings: &ProviderSettings) -> bool {
    words.in_domains(&settings.admin_email_domains) || words.in_groups(&settings.admin_groups)
}

fn claim_is(claims: &Map<String, Value>, claim: &str, wanted: &[String]) -> bool {
    let one = |value: &Value| match value {
        Value::String(text) => wanted.contains(text),
        Value::Bool(_) | Value::Number(_) => wanted.contains(&value.to_string()),
        _ => false,
    };
    match claims.get(claim) {
        Some(Value::Array(items)) => items.iter().any(one),
        Some(value) => one(value),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        email::EmailAddress,
        identity::Profile,
        ids::{Issuer, Subject},
    };

    fn person(email: Option<&str>, verified: bool, groups: Option<&[&str]>, claims: Value) -> Identity {
        Identity {
            issuer: Issuer("https://id.example.com".into()),
            subject: Subject::parse("s").unwrap(),
            profile: Profile {
                email: email.map(|email| EmailAddress::parse(email).unwrap()),
                email_verified: verified,
                groups: groups.map(|groups| groups.iter().map(|&group| group.to_owned()).collect()),
                ..Profile::default()
            },
            claims: claims.as_object().cloned().unwrap_or_default(),
            id_token: None,
            not_taken: Vec::new(),
            id_token_alg: None,
            upstream_session: None,
            refresh_token: None,
        }
    }

    fn settings(json: Value) -> ProviderSettings {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn admission() {
        let no_claims = || json!({});
        for (name, settings_json, identity, outcome) in [
            ("no policy admits all", no_claims(), person(None, false, None, no_claims()), None),
            (
                "an address is required",
                json!({ "require_email": true }),
                person(None, false, None, no_claims()),
                Some(ErrorCode::EmailRequired),
            ),
            (
                "a verified address in the domain, whatever its case",
                json!({ "allowed_email_domains": ["company.com"] }),
                person(Some("a@COMPANY.COM"), true, None, no_claims()),
                None,
            ),
            (
                "an unverified address proves nothing",
                json!({ "allowed_email_domains": ["company.com"] }),
                person(Some("a@company.com"), false, None, no_claims()),
                Some(ErrorCode::NotAllowed),
            ),
            (
                "a domain is not a suffix",
                json!({ "allowed_email_domains": ["company.com"] }),
                person(Some("a@evil-company.com"), true, None, no_claims()),
                Some(ErrorCode::NotAllowed),
            ),
            (
                "nor a prefix",
                json!({ "allowed_email_domains": ["company.com"] }),
                person(Some("a@company.com.evil.net"), true, None, no_claims()),
                Some(ErrorCode::NotAllowed),
            ),
            (
                "a member",
                json!({ "allowed_groups": ["staff"] }),
                person(None, false, Some(&["staff"]), no_claims()),
                None,
            ),
            (
                "no groups at all",
                json!({ "allowed_groups": ["staff"] }),
                person(None, false, None, no_claims()),
                Some(ErrorCode::NotAllowed),
            ),
            (
                "groups compare exactly",
                json!({ "allowed_groups": ["staff"] }),
                person(None, false, Some(&["Staff"]), no_claims()),
                Some(ErrorCode::NotAllowed),
            ),
            (
                "a required claim",
                json!({ "required_claims": { "hd": ["a.com", "b.com"] } }),
                person(None, false, None, json!({ "hd": "b.com" })),
                None,
            ),
            (
                "a required claim in a list",
                json!({ "required_claims": { "org": "x" } }),
                person(None, false, None, json!({ "org": ["w", "x"] })),
                None,
            ),
            (
                "a required claim is absent",
                json!({ "required_claims": { "hd": "a.com" } }),
                person(None, false, None, no_claims()),
                Some(ErrorCode::NotAllowed),
            ),
        ] {
            let found = admit(&identity, &settings(settings_json)).err().map(|refusal| refusal.code);
            assert_eq!(found, outcome, "{name}");
        }
    }

    /// AC-16: claims alone give no rights; a mapping does, and only from verified addresses.
    #[test]
    fn administrators() {
        let claims = json!({ "role": "admin", "is_admin": true });
        let identity = person(Some("a@company.com"), true, Some(&["admins"]), claims);
        assert!(!is_admin(&identity, &settings(json!({}))));
        assert!(is_admin(&identity, &settings(json!({ "admin_groups": ["admins"] }))));
        assert!(is_admin(&identity, &settings(json!({ "admin_email_domains": ["company.com"] }))));
        // GR-03: rights are for the names after the rules, and for none before them.
        let renamed = json!({ "group_rules": [{ "match": "^admins$", "name": "ops" }], "admin_groups": ["ops"] });
        assert!(is_admin(&identity, &settings(renamed)));
        let former = json!({ "group_rules": [{ "match": "^admins$", "name": "ops" }], "admin_groups": ["admins"] });
        assert!(!is_admin(&identity, &settings(former.clone())));
        let allowed = json!({ "group_rules": former["group_rules"], "allowed_groups": ["admins"] });
        assert!(admit(&identity, &settings(allowed)).is_err());
        let unverified = person(Some("a@company.com"), false, None, json!({}));
        assert!(!is_admin(&unverified, &settings(json!({ "admin_email_domains": ["company.com"] }))));
    }
}
