//! What is said about a person: the claims of each scope, as Pocket ID sends them.

use serde_json::{Map, Value, json};

use crate::{authorization_request::Scopes, model::Person};

/// Names that a custom claim cannot take: the protocol's and those of the other scopes.
const RESERVED: [&str; 21] = [
    "iss",
    "sub",
    "aud",
    "exp",
    "iat",
    "nbf",
    "rat",
    "jti",
    "nonce",
    "auth_time",
    "amr",
    "acr",
    "azp",
    "at_hash",
    "c_hash",
    "sid",
    "type",
    "email",
    "email_verified",
    "groups",
    "client_id",
];

/// The claims of the granted scopes: the body of userinfo, and part of an ID token.
pub(crate) fn user_claims(person: &Person, scopes: &Scopes, issuer: &str) -> Map<String, Value> {
    let mut claims = Map::new();
    if scopes.has("profile") {
        let custom = person.custom.iter().filter(|(name, _)| !RESERVED.contains(&name.as_str()));
        claims.extend(custom.map(|(name, value)| (name.clone(), value.clone())));
        let picture = format!("{issuer}/api/users/{}/profile-picture.png", person.subject);
        for (name, value) in [
            ("given_name", &person.given_name),
            ("family_name", &person.family_name),
            ("name", &person.name()),
            ("display_name", &person.display_name),
            ("preferred_username", &person.username),
            ("picture", &picture),
        ] {
            claims.insert(name.to_owned(), json!(value));
        }
    }
    if let (true, Some(email)) = (scopes.has("email"), &person.email) {
        claims.insert("email".to_owned(), json!(email));
        claims.insert("email_verified".to_owned(), json!(person.email_verified));
    }
    if scopes.has("groups") {
        claims.insert("groups".to_owned(), json!(person.groups));
    }
    claims.insert("sub".to_owned(), json!(person.subject));
    claims
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::demonstration_people;

    fn names(person: &Person, scopes: &str) -> Vec<String> {
        let mut names: Vec<_> = user_claims(person, &Scopes::parse(scopes), "http://i").into_iter().collect();
        names.sort_by(|left, right| left.0.cmp(&right.0));
        names.into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn each_scope_brings_its_claims() {
        let person = &demonstration_people()[0];
        let profile =
            ["display_name", "family_name", "given_name", "name", "picture", "preferred_username", "sub"].as_slice();
        for (scopes, expected) in [
            ("openid", ["sub"].as_slice()),
            ("openid email", &["email", "email_verified", "sub"]),
            ("openid groups", &["groups", "sub"]),
            ("openid profile", profile),
        ] {
            assert_eq!(names(person, scopes), expected, "{scopes}");
        }
    }

    #[test]
    fn without_an_address_there_is_no_word_of_one() {
        let person = Person { email: None, ..demonstration_people().remove(0) };
        assert_eq!(names(&person, "openid email"), ["sub"]);
    }

    #[test]
    fn custom_claims_forge_nothing() {
        let custom = json!({ "roles": [1], "sub": "x", "email": "x", "groups": ["x"], "name": "x", "nonce": "x" });
        let person = Person { custom: custom.as_object().unwrap().clone(), ..demonstration_people().remove(0) };
        let claims = user_claims(&person, &Scopes::parse("openid profile"), "http://i");
        assert_eq!(claims["roles"], json!([1]));
        assert_eq!(claims["sub"], person.subject);
        assert_eq!(claims["name"], person.name());
        for name in ["email", "groups", "nonce"] {
            assert!(!claims.contains_key(name), "{name}");
        }
    }
}
