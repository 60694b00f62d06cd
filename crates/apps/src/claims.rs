//! What is said about a person, in ID tokens and by userinfo (OpenID Connect Core §5.1 and §5.4).

use serde_json::{Map, Value, json};

use crate::{app::App, scopes::Scopes};

/// Claims that belong to the protocol or to the standard scopes: no definition sets one.
const RESERVED: [&str; 23] = [
    "iss",
    "sub",
    "aud",
    "exp",
    "iat",
    "nbf",
    "jti",
    "nonce",
    "auth_time",
    "amr",
    "acr",
    "azp",
    "at_hash",
    "c_hash",
    "s_hash",
    "sid",
    "events",
    "cnf",
    "email",
    "email_verified",
    "groups",
    "client_id",
    "scope",
];

/// Whether a claim cannot be set by a definition.
pub(crate) fn is_reserved(claim: &str) -> bool {
    RESERVED.contains(&claim)
}

/// A person, as far as applications may know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// Never changed and never given to anybody else.
    pub subject: String,
    /// Unique; may be changed.
    pub username: String,
    /// The full name.
    pub name: Option<String>,
    /// Given name.
    pub given_name: Option<String>,
    /// Family name.
    pub family_name: Option<String>,
    /// Where a picture is.
    pub picture: Option<String>,
    /// The address, and whether it is verified.
    pub email: Option<(String, bool)>,
    /// Groups.
    pub groups: Vec<String>,
    /// The provider that they signed in with.
    pub provider: Option<String>,
    /// How they signed in; `None`: there is no session.
    pub session: Option<PersonSession>,
}

/// How a person signed in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonSession {
    /// When they proved who they are, in seconds.
    pub auth_time: i64,
    /// By which methods (`amr`).
    pub methods: Vec<String>,
    /// The class of it (`acr`).
    pub class: Option<String>,
}

/// The claims of the granted scopes, and those of the app's definition.
pub fn claims_of(person: &Person, scopes: &Scopes, app: &App) -> Map<String, Value> {
    let mut claims = app.own_claims(&subject_of_expressions(person));
    if scopes.has("profile") {
        for (name, value) in [
            ("preferred_username", Some(&person.username)),
            ("name", person.name.as_ref()),
            ("given_name", person.given_name.as_ref()),
            ("family_name", person.family_name.as_ref()),
            ("picture", person.picture.as_ref()),
        ] {
            claims.extend(value.map(|value| (name.to_owned(), json!(value))));
        }
    }
    if let (true, Some((address, verified))) = (scopes.has("email"), &person.email) {
        claims.insert("email".to_owned(), json!(address));
        claims.insert("email_verified".to_owned(), json!(verified));
    }
    if scopes.has("groups") {
        claims.insert("groups".to_owned(), json!(person.groups));
    }
    claims.insert("sub".to_owned(), json!(person.subject));
    claims
}

/// What the expressions of a definition are about.
fn subject_of_expressions(person: &Person) -> Map<String, Value> {
    let (email, verified) = person.email.as_ref().map_or((None, false), |(email, verified)| (Some(email), *verified));
    let user = json!({
        "id": person.subject,
        "username": person.username,
        "name": person.name,
        "first_name": person.given_name,
        "last_name": person.family_name,
        "email": email,
        "email_verified": verified,
        "groups": person.groups,
    });
    let provider = json!({ "id": person.provider });
    let session = person.session.as_ref();
    let session = json!({
        "auth_time": session.map(|session| session.auth_time),
        "amr": session.map_or(&[][..], |session| &session.methods),
        "acr": session.and_then(|session| session.class.as_ref()),
    });
    [("user", user), ("provider", provider), ("session", session)]
        .map(|(name, value)| (name.to_owned(), value))
        .into_iter()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_app::app_with_claims;

    #[test]
    fn a_scope_gives_its_claims_and_no_other() {
        let person = Person {
            subject: "u-1".into(),
            username: "amara".into(),
            name: Some("Amara Okafor".into()),
            email: Some(("amara@example.com".into(), true)),
            groups: vec!["admins".into()],
            ..Person::default()
        };
        let app = app_with_claims(&[("role", "contains(user.groups, 'admins') && 'Admin' || 'Viewer'")]);
        for (scopes, expected) in [
            ("openid", json!({ "sub": "u-1", "role": "Admin" })),
            (
                "openid email",
                json!({ "sub": "u-1", "role": "Admin", "email": "amara@example.com", "email_verified": true }),
            ),
            (
                "openid profile",
                json!({ "sub": "u-1", "role": "Admin", "preferred_username": "amara", "name": "Amara Okafor" }),
            ),
            ("openid groups", json!({ "sub": "u-1", "role": "Admin", "groups": ["admins"] })),
        ] {
            let claims = claims_of(&person, &Scopes::parse(scopes), &app);
            assert_eq!(Value::Object(claims), expected, "{scopes}");
        }
        let strong = app_with_claims(&[("strong", "contains(session.amr, 'mfa') && provider.id || 'no'")]);
        let session = PersonSession { methods: vec!["pwd".into(), "mfa".into()], ..PersonSession::default() };
        let by_mfa = Person { provider: Some("corp".into()), session: Some(session), ..person.clone() };
        for (who, expected) in [(&by_mfa, "corp"), (&person, "no")] {
            assert_eq!(claims_of(who, &Scopes::parse("openid"), &strong)["strong"], expected);
        }
        let other = Person { groups: Vec::new(), email: None, ..person };
        let claims = claims_of(&other, &Scopes::parse("openid email"), &app);
        assert_eq!(Value::Object(claims), json!({ "sub": "u-1", "role": "Viewer" }));
    }
}
