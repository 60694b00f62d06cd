//! From claims to a profile: the claim map of a definition, and how answers of an upstream are merged.
//!
//! Expressions are JMESPath over the merged claims, with `id_token`, `userinfo` and every extra request under its name.
//! A bare name, the common case, is looked up without the interpreter.

use std::{collections::BTreeMap, fmt};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::Url;

use crate::{email::EmailAddress, identity::Profile, ids::Subject, settings::OneOrMany};

const MAX_TEXT: usize = 256;
const MAX_URL: usize = 2_048;
const MAX_GROUPS: usize = 1_000;

/// Claims about the token, not about the person: userinfo cannot set them.
const PROTOCOL: &[&str] = &[
    "iss",
    "sub",
    "aud",
    "azp",
    "exp",
    "iat",
    "nbf",
    "auth_time",
    "nonce",
    "acr",
    "amr",
    "at_hash",
    "c_hash",
    "jti",
    "sid",
    "typ",
    "events",
];

/// Which claims make the profile.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ClaimMap {
    /// The upstream's own, never reassigned name of the person.
    pub subject: ClaimPaths,
    /// E-mail address.
    pub email: ClaimPaths,
    /// Whether the upstream has verified it. Only a JSON `true` counts.
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
        let paths = |names: &[&str]| ClaimPaths(names.iter().map(|name| ClaimPath::bare(name)).collect());
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

/// One claim expression or several: the first one that is present and not empty counts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "OneOrMany", into = "OneOrMany")]
#[schemars(with = "OneOrMany")]
pub struct ClaimPaths(Vec<ClaimPath>);

impl TryFrom<OneOrMany> for ClaimPaths {
    type Error = String;
    fn try_from(texts: OneOrMany) -> Result<Self, String> {
        texts.as_slice().iter().cloned().map(ClaimPath::try_from).collect::<Result<_, _>>().map(Self)
    }
}

impl From<ClaimPaths> for OneOrMany {
    fn from(paths: ClaimPaths) -> Self {
        let mut texts: Vec<String> = paths.0.into_iter().map(String::from).collect();
        if texts.len() == 1 { Self::One(texts.remove(0)) } else { Self::Many(texts) }
    }
}

/// A compiled claim expression.
#[derive(Clone)]
pub struct ClaimPath {
    text: String,
    compiled: Option<jmespath::Expression<'static>>,
}

impl ClaimPath {
    fn bare(name: &str) -> Self {
        Self { text: name.to_owned(), compiled: None }
    }

    fn find(&self, scope: &Map<String, Value>) -> Option<Value> {
        match &self.compiled {
            None => scope.get(&self.text).cloned(),
            // A type error inside an expression (a function on the wrong type) counts as absent.
            Some(expression) => serde_json::to_value(expression.search(scope).ok()?).ok(),
        }
    }
}

impl fmt::Debug for ClaimPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.text)
    }
}

impl PartialEq for ClaimPath {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl From<ClaimPath> for String {
    fn from(path: ClaimPath) -> Self {
        path.text
    }
}

impl TryFrom<String> for ClaimPath {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let is_name = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
        if !text.is_empty() && text.bytes().all(is_name) {
            return Ok(Self { text, compiled: None });
        }
        if text.len() > 1_024 {
            return Err("a claim expression has at most 1024 characters".to_owned());
        }
        let compiled = jmespath::compile(&text).map_err(|error| {
            format!("`{text}` is not a JMESPath expression (column {}): {}", error.column + 1, error.reason)
        })?;
        Ok(Self { text, compiled: Some(compiled) })
    }
}

/// What an upstream said, before mapping. The ID token's claims are verified; userinfo came over TLS from the same
/// upstream and is about the same subject.
#[derive(Debug, Clone, Default)]
pub struct ClaimSources {
    /// Claims of the verified ID token.
    pub id_token: Map<String, Value>,
    /// The userinfo answer.
    pub userinfo: Map<String, Value>,
    /// Answers of extra requests, by name.
    pub extra: BTreeMap<String, Value>,
}

impl ClaimSources {
    /// One set of claims. Userinfo adds to and refreshes what the ID token says about the person, never what it says
    /// about itself; a `false` for `email_verified` on either side wins, and a `true` counts only for the address that
    /// stands beside it. Aggregated and distributed claims (OpenID Connect Core §5.6.2) are dropped unread.
    pub fn merged(&self) -> Map<String, Value> {
        let mut merged = self.id_token.clone();
        for (name, value) in &self.userinfo {
            let protocol = PROTOCOL.contains(&name.as_str()) && !self.id_token.is_empty();
            if !protocol && !value.is_null() {
                merged.insert(name.clone(), value.clone());
            }
        }
        let differs = match (self.id_token.get("email"), self.userinfo.get("email")) {
            (Some(token), Some(userinfo)) => token != userinfo,
            _ => false,
        };
        if differs {
            match self.userinfo.get("email_verified") {
                Some(verified) => merged.insert("email_verified".into(), verified.clone()),
                None => merged.remove("email_verified"),
            };
        }
        let says_no = |claims: &Map<String, Value>| claims.get("email_verified") == Some(&Value::Bool(false));
        if says_no(&self.id_token) || says_no(&self.userinfo) {
            merged.insert("email_verified".into(), Value::Bool(false));
        }
        merged.retain(|name, value| !value.is_null() && name != "_claim_names" && name != "_claim_sources");
        merged
    }

    fn scope(&self, merged: &Map<String, Value>) -> Map<String, Value> {
        let mut scope = merged.clone();
        scope.extend(self.extra.iter().map(|(name, answer)| (name.clone(), answer.clone())));
        scope.insert("id_token".into(), Value::Object(self.id_token.clone()));
        scope.insert("userinfo".into(), Value::Object(self.userinfo.clone()));
        scope
    }
}

/// The outcome of mapping.
#[derive(Debug, Clone)]
pub struct Mapped {
    /// The subject, if there is a usable one.
    pub subject: Option<Subject>,
    /// The profile.
    pub profile: Profile,
    /// The merged claims that both were taken from.
    pub claims: Map<String, Value>,
}

impl ClaimMap {
    /// Maps what an upstream said. Pure. `issuer` is where plain-http pictures may come from (development only).
    pub fn apply(&self, sources: &ClaimSources, issuer: Option<&Url>) -> Mapped {
        let claims = sources.merged();
        let scope = sources.scope(&claims);
        let text = |paths: &ClaimPaths| paths.first(&scope, as_text);
        let profile = Profile {
            email: self.email.first(&scope, |value| EmailAddress::parse(value.as_str()?.trim()).ok()),
            email_verified: self.email_verified.first(&scope, |value| value.as_bool()).unwrap_or(false),
            username: text(&self.username),
            name: text(&self.name),
            first_name: text(&self.first_name),
            last_name: text(&self.last_name),
            avatar_url: self.avatar.first(&scope, |value| as_picture(value, issuer)),
            groups: self.groups.first(&scope, as_groups),
        };
        let subject = self.subject.first(&scope, as_subject);
        Mapped { subject, profile, claims }
    }
}

impl ClaimPaths {
    fn first<T>(&self, scope: &Map<String, Value>, read: impl Fn(&Value) -> Option<T>) -> Option<T> {
        self.0.iter().find_map(|path| path.find(scope).as_ref().and_then(&read))
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

fn as_picture(value: &Value, issuer: Option<&Url>) -> Option<String> {
    let text = value.as_str().filter(|text| text.len() <= MAX_URL)?;
    let url = Url::parse(text).ok()?;
    let ours = issuer.is_some_and(|issuer| issuer.origin() == url.origin());
    let acceptable = (url.scheme() == "https" || ours) && url.username().is_empty() && url.password().is_none();
    acceptable.then(|| url.to_string())
}

fn as_groups(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Array(items) => Some(items.iter().filter_map(as_text).take(MAX_GROUPS).collect()),
        Value::String(_) => as_text(value).map(|one| vec![one]),
        _ => None,
    }
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
        ClaimSources { id_token: object(id_token), userinfo: object(userinfo), extra: BTreeMap::new() }
    }

    fn map(claims: Value) -> Mapped {
        ClaimMap::default().apply(&sources(claims, json!({})), None)
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

    /// UI-06, and the pair rule: a `true` belongs to the address beside it.
    #[test]
    fn userinfo_cannot_make_an_address_verified() {
        for (id_token, userinfo, verified) in [
            (json!({ "email": "a@b.co", "email_verified": false }), json!({ "email_verified": true }), false),
            (json!({ "email": "a@b.co", "email_verified": true }), json!({ "email_verified": false }), false),
            (json!({ "email": "a@b.co", "email_verified": true }), json!({ "email": "x@b.co" }), false),
            (json!({ "email": "a@b.co", "email_verified": true }), json!({ "email": "a@b.co" }), true),
            (json!({}), json!({ "email": "a@b.co", "email_verified": true }), true),
        ] {
            let mapped = ClaimMap::default().apply(&sources(id_token.clone(), userinfo.clone()), None);
            assert_eq!(mapped.profile.email_verified, verified, "{id_token} {userinfo}");
        }
    }

    #[test]
    fn userinfo_adds_claims_but_not_protocol_claims() {
        let both = sources(
            json!({ "sub": "a", "iss": "i", "groups": ["x"] }),
            json!({ "sub": "b", "iss": "j", "aud": "k", "name": "N" }),
        );
        let merged = both.merged();
        assert_eq!(Value::Object(merged), json!({ "sub": "a", "iss": "i", "groups": ["x"], "name": "N" }));
    }

    /// UI-09: never read, never fetched.
    #[test]
    fn distributed_claims_are_dropped() {
        let merged = sources(json!({ "sub": "a" }), json!({ "_claim_names": {}, "_claim_sources": {} })).merged();
        assert_eq!(Value::Object(merged), json!({ "sub": "a" }));
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
            ClaimMap::default().apply(&sources(json!({ "picture": text }), json!({})), Some(&issuer)).profile.avatar_url
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
        assert_eq!(name(&"ä".repeat(300)).unwrap().chars().count(), MAX_TEXT);
        assert_eq!(name(" \t "), None);
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
        let profile = map.apply(&both, None).profile;
        assert_eq!(profile.email.unwrap().as_str(), "o@e.co");
        assert_eq!((profile.email_verified, profile.name.as_deref()), (true, Some("octo")));
        assert_eq!(profile.groups.unwrap(), ["r"]);
    }

    #[test]
    fn a_broken_expression_says_where() {
        let error = ClaimPath::try_from("emails[?".to_owned()).unwrap_err();
        assert!(error.contains("column"), "{error}");
    }
}
