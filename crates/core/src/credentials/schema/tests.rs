//! What a schema of credentials takes and refuses, and in which words.

use serde_json::json;

use super::*;
use crate::origin::Origin;

fn schema() -> CredentialsSchema {
    CredentialsSchema::parse(&json!({
        "type": "object",
        "properties": {
            "issuer_url": { "type": "string", "title": "Provider URL", "format": "uri" },
            "client_id": { "type": "string", "minLength": 1 },
            "client_secret": { "type": "string", "minLength": 1, "writeOnly": true },
        },
        "required": ["issuer_url", "client_id", "client_secret"],
    }))
    .unwrap()
}

fn supply(values: Value) -> Credentials {
    let mut credentials = Credentials::default();
    for (name, value) in values.as_object().unwrap() {
        credentials.insert(name, value.clone(), Origin::Admin);
    }
    credentials
}

#[test]
fn complete_credentials_pass() {
    let good = json!({ "issuer_url": "https://id.example.com", "client_id": "c", "client_secret": "s" });
    assert_eq!(schema().check(&supply(good)), Violations::default());
}

/// People paste: white space around a value is not part of it, except in a secret.
#[test]
fn white_space_around_a_value_is_ignored() {
    let pasted = json!({ "issuer_url": " https://id.example.com\n", "client_id": "c ", "client_secret": " " });
    assert_eq!(schema().check(&supply(pasted)), Violations::default());
    let blank = json!({ "issuer_url": "https://id.example.com", "client_id": " ", "client_secret": "s" });
    assert_eq!(schema().check(&supply(blank)).0[0].pointer, "/client_id");
}

#[test]
fn each_violation_points_at_its_field_and_never_shows_the_value() {
    for (values, pointers) in [
        (json!({}), vec!["/issuer_url", "/client_id", "/client_secret"]),
        (json!({ "issuer_url": "canary bad", "client_id": "c", "client_secret": "s" }), vec!["/issuer_url"]),
        (
            json!({ "issuer_url": "https://a.b", "client_id": "", "client_secret": 7 }),
            vec!["/client_id", "/client_secret"],
        ),
        (
            json!({ "issuer_url": "https://a.b", "client_id": "c", "client_secret": "s", "client_secert": "canary" }),
            vec!["/client_secert"],
        ),
    ] {
        let bad = schema().check(&supply(values.clone()));
        let mut found: Vec<_> = bad.0.iter().map(|violation| violation.pointer.as_str()).collect();
        let mut wanted = pointers;
        found.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(found, wanted, "{values}");
        assert!(!bad.to_string().contains("canary"), "{bad}");
    }
    let typo = json!({ "issuer_url": "https://a.b", "client_id": "c", "client_secret": "s", "client_secert": "x" });
    assert!(schema().check(&supply(typo)).to_string().contains("did you mean `client_secret`?"));
}

/// DB-12: what does not open is named, and is not called missing.
#[test]
fn an_unreadable_value_is_not_a_missing_one() {
    let mut credentials = supply(json!({ "issuer_url": "https://id.example.com", "client_id": "c" }));
    let without = credentials.digest();
    credentials.mark_unreadable("client_secret", "the stored value cannot be opened", Origin::Admin);
    let bad = schema().check(&credentials);
    assert_eq!(bad.to_string(), "administrator: /client_secret: the stored value cannot be opened");
    assert_ne!(credentials.digest(), without);
}

/// CL-05: a URL without its beginning is completed, once.
#[test]
fn cl_05_a_url_without_a_scheme_is_completed() {
    for (text, says) in [
        ("id.example.com", "must begin with https://; did you mean https://id.example.com?"),
        ("id.example.com/realms/a", "must begin with https://; did you mean https://id.example.com/realms/a?"),
        ("127.0.0.1:1411", "must begin with http://; did you mean http://127.0.0.1:1411?"),
        ("pocketid", "must be a URL that begins with https://"),
        ("id.example.com and more", "must be a URL that begins with https://"),
    ] {
        let bad = schema().check(&supply(json!({ "issuer_url": text, "client_id": "c", "client_secret": "s" })));
        assert_eq!(bad.to_string(), format!("administrator: /issuer_url: {says}"), "{text}");
    }
}

/// CL-05: what is a URL already, and not the one, gets no advice about its beginning.
#[test]
fn cl_05_a_url_that_is_not_the_one_is_described() {
    let schema = CredentialsSchema::parse(&json!({
        "type": "object",
        "properties": { "issuer_url": {
            "type": "string", "format": "uri", "pattern": "^https?://.+/o/.", "description": "Ends with /o/ and a name.",
        } },
    }))
    .unwrap();
    let described = "is not the right address: Ends with /o/ and a name.";
    for (text, says) in [
        ("https://id.example.com", described),
        ("http://id.example.com/o/", described),
        ("ftp://id.example.com/o/a", "must be a URL that begins with https://"),
        ("id.example.com", "must begin with https://; did you mean https://id.example.com?"),
    ] {
        let bad = schema.check(&supply(json!({ "issuer_url": text })));
        assert_eq!(bad.to_string(), format!("administrator: /issuer_url: {says}"), "{text}");
    }
}

/// CL-08, CL-09: for each value that is not a credential, the fault says where it belongs.
#[test]
fn cl_09_a_name_that_is_no_credential() {
    let given = json!({
        "issuer_url": "https://a.b", "client_id": "c", "client_secret": "s",
        "client_secret_file": "x", "client_id_env": "X", "enabled": true, "colour": "x",
    });
    let bad = schema().check(&supply(given));
    let found: Vec<String> =
        bad.0.iter().map(|violation| format!("{}: {}", violation.pointer, violation.detail)).collect();
    assert_eq!(
        found,
        [
            "/client_id_env: there is no credential of this name; write `client_id = { env = \"…\" }`, or for a variable \
             …__CREDENTIALS__CLIENT_ID__ENV",
            "/client_secret_file: there is no credential of this name; write `client_secret = { file = \"…\" }`, or for a \
             variable …__CREDENTIALS__CLIENT_SECRET__FILE",
            "/colour: there is no credential of this name",
            "/enabled: `enabled` is a setting: move it above the credentials, below `[providers.ID]`",
        ]
    );
}

#[test]
fn printing_credentials_shows_names_only() {
    assert_eq!(format!("{:?}", supply(json!({ "client_secret": "canary" }))), "{\"client_secret\"}");
}
