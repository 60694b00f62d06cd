//! Which claims make a profile, as cases.

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
    let callback = json!({ "id": "u2", "email": "evil@example.com", "ok": true, "groups": ["admins"], "name": "Jane" });
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
