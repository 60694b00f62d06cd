//! What an upstream said in several places, merged into one set of claims.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

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
    /// The token answer, without tokens ([`without_tokens`](super::without_tokens)).
    pub token: Map<String, Value>,
    /// The callback's own parameters. The browser brings them, so anybody can choose them.
    pub callback: Map<String, Value>,
}

impl ClaimSources {
    /// One set of claims. Userinfo adds to and refreshes what the ID token says about the person, never what it says
    /// about itself; a `false` for `email_verified` on either side wins, and a `true` is taken only for the address that
    /// comes with it. Aggregated and distributed claims (OpenID Connect Core §5.6.2) are dropped unread.
    pub fn merged(&self) -> Map<String, Value> {
        let mut merged = self.id_token.clone();
        for (name, value) in &self.userinfo {
            let protocol = PROTOCOL.contains(&name.as_str()) && !self.id_token.is_empty();
            if !protocol && !value.is_null() {
                merged.insert(name.clone(), value.clone());
            }
        }
        match self.verified(merged.get("email")) {
            Some(verified) => drop(merged.insert("email_verified".into(), verified)),
            None => drop(merged.remove("email_verified")),
        }
        merged.retain(|name, value| !value.is_null() && name != "_claim_names" && name != "_claim_sources");
        merged
    }

    /// Whether a claim is not here, but at another endpoint (OpenID Connect Core §5.6.2).
    pub(super) fn is_elsewhere(&self, claim: &str) -> bool {
        let names =
            |source: &Map<String, Value>| source.get("_claim_names").and_then(|names| names.get(claim)).is_some();
        [&self.id_token, &self.userinfo].into_iter().any(names)
    }

    /// The claims for policies: where the ID token has a claim, what it says counts, because it is signed.
    pub(super) fn decisive(&self, mut merged: Map<String, Value>) -> Map<String, Value> {
        for (name, value) in &mut merged {
            let signed = self.id_token.get(name).filter(|signed| !signed.is_null() && name != "email_verified");
            if let Some(signed) = signed.filter(|signed| *signed != value) {
                value.clone_from(signed);
            }
        }
        merged
    }

    /// What both sources together say about `email`. A `false` on either side wins; anything else is taken only from a
    /// source that names this address itself, or that is the only one, where no claim has the standard's name.
    fn verified(&self, email: Option<&Value>) -> Option<Value> {
        let sources = [&self.userinfo, &self.id_token];
        let no = Value::Bool(false);
        if sources.iter().any(|source| source.get("email_verified") == Some(&no)) {
            return Some(no);
        }
        let alone = sources.iter().filter(|source| !source.is_empty()).count() == 1;
        let about_it = |source: &&Map<String, Value>| match email {
            Some(_) => source.get("email") == email,
            None => alone,
        };
        let mut said = sources.into_iter().filter(about_it).filter_map(|source| source.get("email_verified"));
        said.find(|value| !value.is_null()).cloned()
    }

    /// What expressions see that decide something: all but the callback's parameters.
    pub(super) fn scope(&self, merged: &Map<String, Value>) -> Map<String, Value> {
        let mut scope = merged.clone();
        scope.extend(self.extra.iter().map(|(name, answer)| (name.clone(), answer.clone())));
        scope.insert("id_token".into(), Value::Object(self.id_token.clone()));
        scope.insert("userinfo".into(), Value::Object(self.userinfo.clone()));
        scope.insert("token".into(), Value::Object(self.token.clone()));
        scope.remove("callback");
        scope
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::claims::{Acceptance, ClaimMap};

    fn sources(id_token: Value, userinfo: Value) -> ClaimSources {
        let object = |value: Value| value.as_object().cloned().unwrap_or_default();
        ClaimSources { id_token: object(id_token), userinfo: object(userinfo), ..ClaimSources::default() }
    }

    /// UI-06, and the pair rule: a `true` belongs to the address that comes with it.
    #[test]
    fn userinfo_cannot_make_an_address_verified() {
        for (id_token, userinfo, verified) in [
            (json!({ "email": "a@b.co", "email_verified": false }), json!({ "email_verified": true }), false),
            (json!({ "email": "a@b.co", "email_verified": true }), json!({ "email_verified": false }), false),
            (json!({ "email": "a@b.co", "email_verified": true }), json!({ "email": "x@b.co" }), false),
            (json!({ "email": "a@b.co", "email_verified": true }), json!({ "email": "a@b.co" }), true),
            (json!({}), json!({ "email": "a@b.co", "email_verified": true }), true),
            // UP-19: a `true` counts only in the same source as the address.
            (json!({ "email": "a@b.co" }), json!({ "email_verified": true }), false),
            (json!({ "email_verified": true }), json!({ "email": "a@b.co" }), false),
            (json!({ "email": "a@b.co" }), json!({ "email": null, "email_verified": true }), false),
            (json!({ "email": "a@b.co" }), json!({ "email": "a@b.co", "email_verified": true }), true),
            (json!({ "email": "a@b.co", "email_verified": true }), json!({ "name": "A" }), true),
            (
                json!({ "email": "x@b.co", "email_verified": true }),
                json!({ "email": "a@b.co", "email_verified": true }),
                true,
            ),
            (json!({ "email": "a@b.co" }), json!({ "email": "x@b.co", "email_verified": "true" }), false),
            (json!({ "email_verified": true }), json!({ "mail": "a@b.co" }), false),
        ] {
            let mapped = ClaimMap::default().apply(&sources(id_token.clone(), userinfo.clone()), Acceptance::default());
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
}
