//! From claims to a profile: the claim map of a definition, and which values it takes.
//!
//! How an expression is written is in `path`, how answers of an upstream are merged in `sources`.

mod functions;
mod not_taken;
mod path;
mod sources;
mod token_answer;
mod verified;

pub use not_taken::NotTaken;
pub use path::{ClaimPath, ClaimPaths};
pub use sources::ClaimSources;
pub use token_answer::{is_token_member, without_token, without_tokens};
pub use verified::VerifiedClaim;

use std::iter;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::Url;

use self::not_taken::{Reader, read_email, read_text};
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
    /// Whether the upstream has verified it. Only a JSON `true` is taken, or what `true_values` lists.
    pub email_verified: VerifiedClaim,
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
    /// Group names in addition, by the options that are switched on.
    #[serde(skip)]
    pub(crate) more_groups: Vec<ClaimPaths>,
}

impl Default for ClaimMap {
    /// The standard claims of OpenID Connect Core §5.1.
    fn default() -> Self {
        let paths = |names: &[&str]| ClaimPaths::bare(names);
        Self {
            subject: paths(&["sub"]),
            email: paths(&["email"]),
            email_verified: VerifiedClaim::from(paths(&["email_verified"])),
            username: paths(&["preferred_username"]),
            name: paths(&["name", "preferred_username"]),
            first_name: paths(&["given_name"]),
            last_name: paths(&["family_name"]),
            avatar: paths(&["picture"]),
            groups: paths(&["groups"]),
            more_groups: Vec::new(),
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
        let sources = &self.email_verified.normalized(sources);
        let claims = sources.merged();
        let scope = sources.scope(&claims);
        let mut reader = Reader { scope: &scope, not_taken: Vec::new() };
        let dotless = accept.dotless_email_domains;
        let email = reader.first("email", &self.email, |value| read_email(value, dotless));
        let verified = &self.email_verified;
        let email_verified =
            reader.first("email_verified", &verified.value, |value| verified.read(value)).unwrap_or(false);
        let groups = self.groups(&mut reader, sources);
        // What the browser brings along may name somebody; it never decides who they are.
        let with_callback = sources.with_callback(&scope);
        reader.scope = &with_callback;
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
            groups,
        };
        let not_taken = reader.not_taken;
        let subject = self.subject.first(&scope, as_subject);
        Mapped { subject, profile, not_taken, claims: sources.decisive(&claims) }
    }
}

impl ClaimMap {
    /// The groups of the definition and of its options, each once; `None` when nothing was said about groups.
    fn groups(&self, reader: &mut Reader<'_>, sources: &ClaimSources) -> Option<Vec<String>> {
        let mut all: Option<Vec<String>> = None;
        for paths in iter::once(&self.groups).chain(&self.more_groups) {
            let Some(found) = reader.groups(paths, |claim| sources.is_elsewhere(claim)) else { continue };
            let known = all.get_or_insert_default();
            for group in found {
                // Those of one claim come as they are sent.
                if self.more_groups.is_empty() || !known.contains(&group) {
                    known.push(group);
                }
            }
        }
        all
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
    use serde_json::json;

    use super::*;

    fn sources(id_token: Value, userinfo: Value) -> ClaimSources {
        let object = |value: Value| value.as_object().cloned().unwrap_or_default();
        ClaimSources { id_token: object(id_token), userinfo: object(userinfo), ..ClaimSources::default() }
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

    /// GR-06: groups of options come in addition, and one that was not answered takes nothing away.
    #[test]
    fn gr_06_groups_of_options_are_joined() {
        let paths = |text: &str| serde_json::from_value::<ClaimPaths>(json!(text)).unwrap();
        let more_groups = vec![paths("orgs[].login"), paths("teams[].slug")];
        let map = ClaimMap { more_groups, ..ClaimMap::default() };
        let mut said = sources(json!({ "sub": "a", "groups": ["a", "b"] }), json!({}));
        said.extra.insert("teams".into(), json!([{ "slug": "b" }, { "slug": "c" }, { "slug": "c" }]));
        assert_eq!(map.apply(&said, Acceptance::default()).profile.groups.unwrap(), ["a", "b", "c"]);
        let none = sources(json!({ "sub": "a" }), json!({}));
        assert_eq!(map.apply(&none, Acceptance::default()).profile.groups, None);
    }

    /// PF-07: whatever a definition says, the browser's own words decide nothing.
    #[test]
    fn the_callback_names_somebody_at_most() {
        let callback =
            json!({ "id": "u2", "email": "evil@example.com", "ok": true, "groups": ["admins"], "name": "Jane" });
        let map: ClaimMap = serde_json::from_value(json!({
            "subject": ["callback.id", "sub"], "email": "callback.email", "email_verified": "callback.ok",
            "groups": "callback.groups", "name": "callback.name", "username": "token.login",
        }))
        .unwrap();
        let mut sources = sources(json!({ "sub": "u1" }), json!({ "callback": callback }));
        sources.callback = callback.as_object().cloned().unwrap();
        sources.token = json!({ "login": "jane" }).as_object().cloned().unwrap();
        let mapped = map.apply(&sources, Acceptance::default());
        let profile = mapped.profile;
        assert_eq!((mapped.subject.unwrap().as_str(), profile.email, profile.email_verified), ("u1", None, false));
        assert_eq!((profile.groups, profile.name.as_deref()), (None, Some("Jane")));
        assert_eq!(profile.username.as_deref(), Some("jane"));
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
