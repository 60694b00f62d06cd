//! From claims to a profile: the claim map of a definition, and which values it takes.
//!
//! How an expression is written is in `path`, how answers of an upstream are merged in `sources`.

mod functions;
mod not_taken;
mod path;
mod sources;

pub use not_taken::NotTaken;
pub use path::{ClaimPath, ClaimPaths};
pub use sources::ClaimSources;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::Url;

use self::not_taken::{Reader, read_bool, read_email, read_text};
use crate::{identity::Profile, ids::Subject};

const MAX_URL: usize = 2_048;

/// Which claims make the profile.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ClaimMap {
    /// The upstream's own, never reassigned name of the person.
    pub subject: ClaimPaths,
    /// E-mail address.
    pub email: ClaimPaths,
    /// Whether the upstream has verified it. Only a JSON `true` is taken.
    pub email_verified: ClaimPaths,
    /// A suggestion for a local user name.
    pub username: ClaimPaths,
    /// Full name.
    pub name: ClaimPaths,
    /// Given name.
    pub first_name: ClaimPaths,
    /// Family name.
    pub last_name: ClaimPaths,
    /// Where a picture is.
    pub avatar: ClaimPaths,
    /// Group names.
    pub groups: ClaimPaths,
}

impl Default for ClaimMap {
    /// The standard claims of OpenID Connect Core §5.1.
    fn default() -> Self {
        let paths = |names: &[&str]| ClaimPaths::bare(names);
        Self {
            subject: paths(&["sub"]),
            email: paths(&["email"]),
            email_verified: paths(&["email_verified"]),
            username: paths(&["preferred_username"]),
            name: paths(&["name", "preferred_username"]),
            first_name: paths(&["given_name"]),
            last_name: paths(&["family_name"]),
            avatar: paths(&["picture"]),
            groups: paths(&["groups"]),
        }
    }
}

/// Which values are taken beyond those that always are.
#[derive(Debug, Clone, Copy, Default)]
pub struct Acceptance<'a> {
    /// Where plain-http pictures may come from (development only).
    pub pictures_of: Option<&'a Url>,
    /// Addresses whose domain has no dot.
    pub dotless_email_domains: bool,
}

/// The outcome of mapping.
#[derive(Debug, Clone)]
pub struct Mapped {
    /// The subject, if there is a usable one.
    pub subject: Option<Subject>,
    /// The profile.
    pub profile: Profile,
    /// What was there for the profile and was not taken.
    pub not_taken: Vec<NotTaken>,
    /// The claims for policies: those of userinfo, and over them those of the ID token.
    pub claims: Map<String, Value>,
}

impl ClaimMap {
    /// Maps what an upstream said. Pure.
    pub fn apply(&self, sources: &ClaimSources, accept: Acceptance<'_>) -> Mapped {
        let claims = sources.merged();
        let scope = sources.scope(&claims);
        let mut reader = Reader { scope: &scope, not_taken: Vec::new() };
        let dotless = accept.dotless_email_domains;
        let email = reader.first("email", &self.email, |value| read_email(value, dotless));
        let email_verified = reader.first("email_verified", &self.email_verified, read_bool).unwrap_or(false);
        let mut text = |field, paths: &ClaimPaths| reader.first(field, paths, read_text);
        let profile = Profile {
            email,
            email_verified,
            username: text("username", &self.username),
            name: text("name", &self.name),
            first_name: text("first_name", &self.first_name),
            last_name: text("last_name", &self.last_name),
            avatar_url: reader.first("avatar", &self.avatar, |value| {
                as_picture(value, accept.pictures_of)
                    .ok_or_else(|| format!("it is not an https URL of at most {MAX_URL} bytes"))
            }),
            groups: reader.groups(&self.groups, |claim| sources.is_elsewhere(claim)),
        };
        let not_taken = reader.not_taken;
        let subject = self.subject.first(&scope, as_subject);
        Mapped { subject, profile, not_taken, claims: sources.decisive(&claims) }
    }
}

fn as_picture(value: &Value, issuer: Option<&Url>) -> Option<String> {
    let text = value.as_str().filter(|text| text.len() <= MAX_URL)?;
    let url = Url::parse(text).ok()?;
    let ours = issuer.is_some_and(|issuer| issuer.origin() == url.origin());
    let acceptable = (url.scheme() == "https" || ours) && url.username().is_empty() && url.password().is_none();
    acceptable.then(|| url.to_string())
}

/// Text, or a whole number in its one decimal spelling, never through floating point where that would round.
fn as_subject(value: &Value) -> Option<Subject> {
    match value {
        Value::String(text) => Subject::parse(text),
        Value::Number(number) if number.is_u64() || number.is_i64() => Subject::parse(&number.to_string()),
        Value::Number(number) => {
            const EXACT: f64 = 9_007_199_254_740_992.0; // 2^53: beyond it a float no longer names one integer
            let float = number.as_f64().filter(|f| f.fract() == 0.0 && f.abs() < EXACT)?;
            Subject::parse(&format!("{float:.0}"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;

    fn sources(id_token: Value, userinfo: Value) -> ClaimSources {
        let object = |value: Value| value.as_object().cloned().unwrap_or_default();
        ClaimSources { id_token: object(id_token), userinfo: object(userinfo), extra: BTreeMap::new() }
    }

    fn map(claims: Value) -> Mapped {
        ClaimMap::default().apply(&sources(claims, json!({})), Acceptance::default())
    }

    /// The table of the Pocket ID guide: name falls back to the user name, an empty text is absent.
    #[test]
    fn pocket_id_person() {
        let mapped = map(json!({
            "sub": "u1", "email": "jane@example.com", "email_verified": true, "name": "", "preferred_username": "jane",
            "given_name": "Jane", "family_name": "", "picture": "https://id.example.com/p.png", "groups": ["a", "b"],
        }));
        let profile = mapped.profile;
        assert_eq!(mapped.subject.unwrap().as_str(), "u1");
        assert_eq!(profile.name.as_deref(), Some("jane"));
        assert_eq!((profile.first_name.as_deref(), profile.last_name), (Some("Jane"), None));
        assert_eq!(profile.groups.unwrap(), ["a", "b"]);
        assert!(profile.email_verified);
    }

    /// AC-02: only a JSON `true`.
    #[test]
    fn email_verified_is_a_boolean() {
        for value in [json!("true"), json!("false"), json!(1), json!(null), json!([true]), json!(false)] {
            assert!(!map(json!({ "sub": "s", "email_verified": value })).profile.email_verified, "{value}");
        }
    }

    /// UI-11.
    #[test]
    fn numeric_subjects_have_one_spelling() {
        for (value, subject) in [
            (json!(123), Some("123")),
            (json!("123"), Some("123")),
            (json!(123.0), Some("123")),
            (json!(1e2), Some("100")),
            (json!(9_007_199_254_740_993_u64), Some("9007199254740993")),
            (json!(1.5), None),
            (json!(1e300), None),
            (json!(null), None),
            (json!(""), None),
            (json!({}), None),
            (json!(true), None),
        ] {
            let found = map(json!({ "sub": value })).subject;
            assert_eq!(found.as_ref().map(Subject::as_str), subject, "{value}");
        }
    }

    /// UI-10.
    #[test]
    fn pictures_are_https_or_the_issuers_own() {
        let issuer = Url::parse("http://127.0.0.1:9000/").unwrap();
        let picture = |text: &str| {
            let accept = Acceptance { pictures_of: Some(&issuer), ..Acceptance::default() };
            ClaimMap::default().apply(&sources(json!({ "picture": text }), json!({})), accept).profile.avatar_url
        };
        assert!(picture("https://example.com/a.png").is_some());
        assert!(picture("http://127.0.0.1:9000/a.png").is_some());
        for bad in ["http://10.0.0.1/a.png", "javascript:alert(1)", "data:image/png,x", "https://u:p@e.co/", "x"] {
            assert_eq!(picture(bad), None, "{bad}");
        }
        assert_eq!(picture(&format!("https://e.co/{}", "a".repeat(3_000))), None);
    }

    #[test]
    fn text_is_trimmed_cut_and_cleared_of_controls() {
        let name = |text: &str| map(json!({ "name": text })).profile.name;
        assert_eq!(name("  Jane\n\u{202e}Doe "), Some("JaneDoe".to_owned()));
        assert_eq!(name(&"ä".repeat(300)).unwrap().chars().count(), not_taken::MAX_TEXT);
        assert_eq!(name(" \t "), None);
    }

    /// UP-20: `required_claims` reads what is signed, where it is.
    #[test]
    fn the_id_token_decides_for_policies() {
        let both = sources(json!({ "hd": "other.com", "email": "a@b.co" }), json!({ "hd": "company.com", "org": "x" }));
        let mapped = ClaimMap::default().apply(&both, Acceptance::default());
        assert_eq!((&mapped.claims["hd"], &mapped.claims["org"]), (&json!("other.com"), &json!("x")));
        let only = sources(json!({ "hd": null, "_claim_names": {} }), json!({ "hd": "company.com" }));
        let mapped = ClaimMap::default().apply(&only, Acceptance::default());
        assert_eq!(Value::Object(mapped.claims), json!({ "hd": "company.com" }));
    }

    #[test]
    fn expressions_reach_into_every_source() {
        let map: ClaimMap = serde_json::from_value(json!({
            "email": "emails[?primary && verified].email | [0]",
            "email_verified": "emails[?primary].verified | [0]",
            "name": ["userinfo.profile.display", "login"],
            "groups": "id_token.realm_access.roles",
        }))
        .unwrap();
        let mut both = sources(json!({ "realm_access": { "roles": ["r"] } }), json!({ "login": "octo" }));
        both.extra.insert("emails".into(), json!([{ "email": "o@e.co", "primary": true, "verified": true }]));
        let profile = map.apply(&both, Acceptance::default()).profile;
        assert_eq!(profile.email.unwrap().as_str(), "o@e.co");
        assert_eq!((profile.email_verified, profile.name.as_deref()), (true, Some("octo")));
        assert_eq!(profile.groups.unwrap(), ["r"]);
    }
}
