//! Any provider with OAuth 2.0 alone: <https://www.rfc-editor.org/rfc/rfc6749>. Its three URLs are credentials.

use serde_json::{Value, json};

use crate::{
    vendor::Script,
    vendor_fixture::{Setup, VendorFixture},
};

const PROFILE: &str = "/api/profile";

fn setup(profile: Value) -> Setup {
    let script = Script::oauth2(("/oauth/authorize", "/oauth/token"), [(PROFILE, profile)]);
    let credentials = json!({
        "authorization_url": "BASE/oauth/authorize", "token_url": "BASE/oauth/token",
        "userinfo_url": format!("BASE{PROFILE}"),
    });
    Setup { credentials, settings: json!({ "scopes": ["profile", "email"] }), ..Setup::official("oauth2", script) }
}

#[tokio::test]
async fn a_person_signs_in() {
    let profile = json!({
        "id": 4_711, "username": "jane", "display_name": "Jane Doe", "email_address": "jane@example.com",
        "verified_email": true, "first_name": "Jane", "lastName": "Doe", "avatar_url": "https://cdn.example.com/j.png",
        "picture": "", "locale": "en",
    });
    let fixture = VendorFixture::open(setup(profile)).await;
    fixture
        .signs_in_as([
            ("email", json!("jane@example.com")),
            ("email_verified", json!(true)),
            ("username", json!("jane")),
            ("name", json!("Jane Doe")),
            ("first_name", json!("Jane")),
            ("last_name", json!("Doe")),
            ("avatar_url", json!("https://cdn.example.com/j.png")),
        ])
        .await;
    fixture.vendor.seen(|seen| {
        assert_eq!(seen.authorize[0]["scope"], "profile email");
        assert_eq!(seen.authorize[0]["code_challenge_method"], "S256");
    });
}

/// A number and its text are one person; what is not a whole number or text is nobody.
#[tokio::test]
async fn a_subject_has_one_spelling() {
    let fixture = VendorFixture::open(setup(json!({ "id": 4_711 }))).await;
    let first = fixture.signs_in().await;
    for same in [json!({ "id": "4711" }), json!({ "user_id": 4_711.0 }), json!({ "sub": "", "uid": "4711" })] {
        fixture.vendor.change(|script| *script.document(PROFILE) = same.clone());
        assert_eq!(fixture.signs_in().await["id"], first["id"], "{same}");
    }
    for nobody in [
        json!({}),
        json!({ "login": "jane", "email": "jane@example.com", "email_verified": true }),
        json!({ "id": true }),
        json!({ "id": 4_711.5 }),
        json!({ "id": null, "sub": {}, "uid": [] }),
    ] {
        fixture.vendor.change(|script| *script.document(PROFILE) = nobody);
        fixture.is_refused("subject_missing").await;
    }
}

/// AC-01, AC-02: and what is not verified reserves nothing.
#[tokio::test]
async fn an_address_is_unverified_unless_a_boolean_says_so() {
    for verified in [json!("true"), json!("yes"), json!(1), Value::Null, json!(false)] {
        let profile = json!({ "id": "1", "email": "jane@example.com", "email_verified": verified });
        let fixture = VendorFixture::open(setup(profile)).await;
        let first = fixture.signs_in().await;
        fixture.vendor.change(|script| script.document(PROFILE)["id"] = "2".into());
        let second = fixture.signs_in().await;
        for user in [&first, &second] {
            assert_eq!(user["email"], "jane@example.com", "{verified}");
            assert_eq!(user["email_verified"], false, "{verified}");
        }
        assert_ne!(second["id"], first["id"], "{verified}: it opens nobody's account, and locks nobody out");
    }
}

#[tokio::test]
async fn urls_are_whole_urls() {
    for (name, url) in [
        ("token_url", "http://op.example/token"),
        ("userinfo_url", "/api/profile"),
        ("authorization_url", "javascript:alert(1)"),
        ("token_url", "https://user:password@op.example/token"),
        ("token_url", ""),
    ] {
        let mut odd = setup(json!({ "id": "1" }));
        odd.credentials[name] = url.into();
        let faults = VendorFixture::open_without_waiting(odd).await.faults().await;
        assert!(faults.contains(&format!("/credentials/{name}")), "{url}: {faults}");
    }
}

#[tokio::test]
async fn an_error_is_an_error_whatever_its_status() {
    let fixture = VendorFixture::open(setup(json!({ "id": "1" }))).await;
    for (error, code) in [
        ("invalid_grant", "token_exchange_failed"),
        ("bad_verification_code", "token_exchange_failed"),
        ("invalid_client", "provider_misconfigured"),
    ] {
        fixture.vendor.change(|script| script.token_error = Some(json!({ "error": error })));
        fixture.is_refused(code).await;
    }
}
