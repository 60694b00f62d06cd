//! Who comes out of a sign-in, and where they land.

use http::StatusCode;
use serde_json::json;
use vestibule_core::clock::Clock as _;
use vestibule_demo_idp::{
    Endpoint,
    faults::{Fault, TokenFault},
};
use vestibule_store::{EventKind, Outcome};
use vestibule_tests::{ServerFixture, Setup, json_object};

/// The whole job: authorize, callback, session, with every field of the profile.
#[tokio::test]
async fn a_person_signs_in_with_pocket_id() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    let answer = browser.sign_in("op").await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, Some("/")));

    let session = browser.get_json("/api/auth/session").await;
    assert_eq!(session.status, StatusCode::OK);
    let body = session.json();
    let user = &body["user"];
    assert_eq!(user["email"], "amara@example.com");
    assert_eq!(user["email_verified"], true);
    assert_eq!((&user["name"], &user["username"]), (&json!("Amara Okafor"), &json!("amara")));
    assert_eq!((&user["first_name"], &user["last_name"]), (&json!("Amara"), &json!("Okafor")));
    assert_eq!(user["groups"], json!(["admins", "staff"]));
    assert!(user["avatar_url"].as_str().unwrap().ends_with("/profile-picture.png"), "{user}");
    assert_eq!((&user["is_admin"], &body["provider"]), (&json!(false), &json!("op")));
    assert_eq!(body["signed_in_at"], json!(fixture.clock.now()));
    assert_eq!(body["expires_at"], json!(fixture.clock.now() + chrono::Duration::hours(12)));

    let events = fixture.audit().await;
    assert_eq!(events.len(), 1, "one sign-in is one audit event");
    assert_eq!((events[0].event.kind, events[0].event.outcome), (EventKind::SignIn, Outcome::Ok));
    assert_eq!(events[0].event.user.unwrap().to_string(), user["id"]);
}

/// A name that is not there falls back; an empty family name is absent; no e-mail address is no obstacle.
#[tokio::test]
async fn profiles_of_every_shape() {
    let fixture = ServerFixture::new().await;
    for (who, name, last_name, email, verified) in [
        ("wulan", "Wulandari", json!(null), json!("wulan@example.com"), true),
        ("mei", "Mei Tanaka-Ruiz", json!("Tanaka-Ruiz"), json!("mei@example.com"), false),
        ("noor", "Noor al-Haddad", json!("al-Haddad"), json!(null), false),
    ] {
        let browser = fixture.browser();
        let begun = browser.get(format!("/api/auth/providers/op/authorize?login_hint={who}")).await;
        let callback = browser.through_the_provider(&begun).await;
        assert_eq!(browser.get(callback).await.header("location"), Some("/"), "{who}");
        let user = browser.get_json("/api/auth/session").await.json()["user"].clone();
        assert_eq!((&user["name"], &user["last_name"]), (&json!(name), &last_name), "{who}");
        assert_eq!((&user["email"], &user["email_verified"]), (&email, &json!(verified)), "{who}");
    }
}

/// UP-04: an address that is not accepted, and groups that are objects: the sign-in goes on, and the audit log says why they
/// are missing; where a policy needs them, the refusal says so.
#[tokio::test]
async fn what_is_not_taken_is_in_the_audit_log() {
    let strict = json!({ "require_email": true });
    let fixture = ServerFixture::with(Setup { more: vec![("strict", strict)], ..Setup::default() }).await;
    let claims = json!({ "email": "admin@localhost", "groups": [{ "name": "admins" }] });
    fixture.op.faults().set_id_token(TokenFault::new().claims(json_object(claims.clone())));
    fixture.op.faults().set(Endpoint::Userinfo, Fault::new().patch(json_object(claims)));
    let said = "email was not taken: its domain has no dot (`allow_dotless_email_domains` takes such addresses); \
                groups was not taken: 1 of its 1 items are no texts (an object)";
    let answer = fixture.browser().sign_in("op").await;
    assert_eq!(answer.header("location"), Some("/"));
    let event = fixture.audit().await.remove(0).event;
    assert!(event.detail.as_deref().is_some_and(|detail| detail.contains(said)), "{event:?}");
    let answer = fixture.browser().sign_in("strict").await;
    assert_eq!(answer.code(), "email_required");
    let event = fixture.audit().await.remove(0).event;
    assert!(event.detail.as_deref().is_some_and(|detail| detail.contains(said)), "{event:?}");
}

#[tokio::test]
async fn a_second_sign_in_is_the_same_user() {
    let fixture = ServerFixture::new().await;
    let (first, second) = (fixture.browser(), fixture.browser());
    first.sign_in("op").await;
    second.sign_in("op").await;
    let id = |answer: vestibule_tests::Answer| answer.json()["user"]["id"].clone();
    assert_eq!(id(first.get_json("/api/auth/session").await), id(second.get_json("/api/auth/session").await));
}

/// RD-01, RD-02: the way back is kept when it is ours, and dropped without a word when it is not.
#[tokio::test]
async fn the_way_back() {
    let setup = Setup { allowed_return_origins: vec!["https://app.example.com".to_owned()], ..Setup::default() };
    let fixture = ServerFixture::with(setup).await;
    for (return_to, lands) in [
        ("/deep/page?x=1&y=%2F#part", "/deep/page?x=1&y=%2F#part"),
        ("https://app.example.com/in?a", "https://app.example.com/in?a"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("/%5cevil.example", "/"),
    ] {
        let browser = fixture.browser();
        let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("return_to", return_to).finish();
        let begun = browser.get(format!("/api/auth/providers/op/authorize?{query}")).await;
        let callback = browser.through_the_provider(&begun).await;
        assert_eq!(browser.get(callback).await.header("location"), Some(lands), "{return_to}");
    }
}

/// AZ-01, AZ-02, AZ-05: what is asked for comes from the configuration and from nowhere else.
#[tokio::test]
async fn the_authorization_request() {
    let fixture = ServerFixture::new().await;
    let mut seen = std::collections::HashSet::new();
    for _ in 0..50 {
        let browser = fixture.browser();
        let hostile = "redirect_uri=https%3A%2F%2Fevil&client_id=evil&state=known&nonce=known&code_challenge=x\
                       &response_type=token&scope=admin&response_mode=fragment&request=x&login_hint=noor";
        let headers = [("x-forwarded-host", "evil.example"), ("x-forwarded-proto", "https"), ("accept", "text/html")];
        let path = format!("/api/auth/providers/op/authorize?{hostile}");
        let answer = browser.send(http::Method::GET, path, &headers, None).await;
        let value = |name: &str| answer.sent_on(name).unwrap_or_default();
        assert_eq!(value("response_type"), "code");
        assert_eq!(value("client_id"), "op");
        assert_eq!(
            value("redirect_uri"),
            fixture.environment.base.join("api/auth/providers/op/callback").unwrap().as_str()
        );
        assert_eq!(value("scope"), "openid profile email groups offline_access");
        assert_eq!((value("code_challenge_method"), value("login_hint")), ("S256".to_owned(), "noor".to_owned()));
        assert_eq!((value("response_mode"), value("request")), (String::new(), String::new()));
        for name in ["state", "nonce", "code_challenge"] {
            assert!(value(name).len() >= 22, "{name}");
            assert!(seen.insert(value(name)), "{name} is new every time");
        }
    }
    assert!(fixture.audit().await.is_empty(), "an anonymous request writes nothing");
}

/// Client authentication in the header, percent-encoded, never in the body too.
#[tokio::test]
async fn the_token_request() {
    let settings = json!({ "client_authentication": "client_secret_basic" });
    let fixture = ServerFixture::with(Setup { settings, ..Setup::default() }).await;
    fixture.browser().sign_in("op").await;
    let request = fixture.op.requests().last(Endpoint::Token).unwrap();
    assert_eq!(request.credentials, vestibule_demo_idp::Credentials::Basic);
    assert!(request.value("client_secret").is_none());
    assert_eq!(
        request.value("redirect_uri"),
        Some(fixture.environment.base.join("api/auth/providers/op/callback").unwrap().as_str())
    );
    assert!(request.value("code_verifier").unwrap().len() >= 43);
}

#[tokio::test]
async fn the_list_of_providers() {
    let more = vec![
        ("second", json!({ "sort_order": 1, "display_name": "First in line" })),
        ("off", json!({ "enabled": false })),
    ];
    let fixture = ServerFixture::with(Setup { more, ..Setup::default() }).await;
    let list = fixture.browser().get_json("/api/auth/providers").await.json();
    let providers = list["providers"].as_array().unwrap();
    let ids: Vec<_> = providers.iter().map(|provider| provider["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["second", "op"]);
    let op = &providers[1];
    assert_eq!((&op["name"], &op["protocol"], &op["official"]), (&json!("Pocket ID"), &json!("oidc"), &json!(true)));
    assert_eq!(op["authorize_url"], fixture.environment.base.join("api/auth/providers/op/authorize").unwrap().as_str());
    let icon = fixture.browser().get(op["icon_url"].as_str().unwrap()).await;
    assert_eq!((icon.status, icon.header("content-type")), (StatusCode::OK, Some("image/svg+xml")));

    let page = fixture.browser().get("/login").await.body;
    let (first, second) =
        (page.find("Sign in with First in line").unwrap(), page.find("Sign in with Pocket ID").unwrap());
    assert!(first < second, "the buttons are in sort order");
}

/// §6.6: rights come with a claim and go with it, but the last administrator stays.
#[tokio::test]
async fn administrators_by_group() {
    let setup = Setup { settings: json!({ "admin_groups": ["admins"] }), ..Setup::default() };
    let fixture = ServerFixture::with(setup).await;
    let browser = fixture.browser();
    browser.sign_in("op").await;
    assert_eq!(browser.get_json("/api/auth/session").await.json()["user"]["is_admin"], true);
    let begun = browser.get("/api/auth/providers/op/authorize?login_hint=joonas").await;
    let callback = browser.through_the_provider(&begun).await;
    browser.get(callback).await;
    assert_eq!(browser.get_json("/api/auth/session").await.json()["user"]["is_admin"], false);
}

/// WH-03: a domain of one label where the provider's settings allow it, and an internationalised one anywhere.
#[tokio::test]
async fn unusual_domains_have_one_form() {
    let intranet = json!({ "allow_dotless_email_domains": true });
    let fixture = ServerFixture::with(Setup { more: vec![("intranet", intranet)], ..Setup::default() }).await;
    for (by, sent, kept) in [
        ("intranet", "Admin@localhost", "Admin@localhost"),
        ("op", "admin@bücher.example", "admin@xn--bcher-kva.example"),
    ] {
        let claims = json!({ "email": sent, "email_verified": true });
        fixture.op.faults().set_id_token(TokenFault::new().claims(json_object(claims.clone())));
        fixture.op.faults().set(Endpoint::Userinfo, Fault::new().patch(json_object(claims)));
        let browser = fixture.browser();
        browser.sign_in(by).await;
        let user = browser.get_json("/api/auth/session").await.json()["user"].clone();
        assert_eq!((&user["email"], &user["email_verified"]), (&json!(kept), &json!(true)), "{by}");
    }
}

/// WH-05: what the operator of an Entra tenant sees of a person in more groups than fit.
#[tokio::test]
async fn group_overage_is_said_with_the_way_out() {
    let strict = json!({ "allowed_groups": ["staff"] });
    let fixture = ServerFixture::with(Setup { more: vec![("strict", strict)], ..Setup::default() }).await;
    let elsewhere = json!({ "groups": null, "_claim_names": { "groups": "src1" } });
    fixture.op.faults().set_id_token(TokenFault::new().claims(json_object(elsewhere.clone())));
    fixture.op.faults().set(Endpoint::Userinfo, Fault::new().patch(json_object(elsewhere)));
    let browser = fixture.browser();
    browser.sign_in("op").await;
    assert_eq!(browser.get_json("/api/auth/session").await.json()["user"]["groups"], json!([]));
    let refused = fixture.browser().sign_in("strict").await;
    assert_eq!(refused.code(), "not_allowed");
    for event in fixture.audit().await.into_iter().take(2) {
        let detail = event.event.detail.unwrap_or_default();
        assert!(
            detail.contains("groups was not taken: group overage") && detail.contains("application roles"),
            "{detail}"
        );
    }
}
