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
        let sources = &*self.email_verified.normalized(sources);
        let claims = sources.merged();
        let mut scope = sources.scope(&claims);
        let subject = self.subject.first(&scope, as_subject);
        let mut reader = Reader { scope: &scope, not_taken: Vec::new() };
        let dotless = accept.dotless_email_domains;
        let email = reader.first("email", &self.email, |value| read_email(value, dotless));
        let verified = &self.email_verified;
        let email_verified =
            reader.first("email_verified", &verified.value, |value| verified.read(value)).unwrap_or(false);
        let groups = self.groups(&mut reader, sources);
        let not_taken = reader.not_taken;
        // What the browser brings along may name somebody; it never decides who they are.
        scope.insert("callback".into(), Value::Object(sources.callback.clone()));
        let mut reader = Reader { scope: &scope, not_taken };
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
        Mapped { subject, profile, not_taken, claims: sources.decisive(claims) }
    }

    /// The subject alone, as [`Self::apply`] finds it.
    pub fn subject(&self, sources: &ClaimSources) -> Option<Subject> {
        let sources = self.email_verified.normalized(sources);
        self.subject.first(&sources.scope(&sources.merged()), as_subject)
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
mod tests;
