//! The device authorization grant (RFC 8628). OP-38.

use http::{Method, StatusCode};
use serde_json::{Value, json};
use vestibule_apps::{AppAllow, AppRecord, AppSettings};
use vestibule_core::forward_auth::Allow;
use vestibule_server::Limits;
use vestibule_tests::{Answer, Browser, Setup};

use crate::fixture::{AppsFixture, FORM, claims, error, form};

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

pub(crate) fn device_app(id: &str) -> AppRecord {
    device_app_with(id, AppSettings::default())
}

fn device_app_with(id: &str, settings: AppSettings) -> AppRecord {
    let settings = AppSettings { definition: Some("openid-device".parse().unwrap()), ..settings };
    AppRecord {
        id: id.parse().unwrap(),
        owner: vestibule_core::provider::Owner::Config,
        settings: settings.into(),
        values: std::sync::Arc::default(),
        secret_hashes: std::sync::Arc::default(),
        origins: std::sync::Arc::default(),
    }
}

/// What a click on a button of the page sends.
pub(crate) async fn press(browser: &Browser, page: &Answer, answer: &str) -> Answer {
    let form = page.form();
    let fields = form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let fields: Vec<_> = fields.filter(|(name, _)| *name != "answer").chain([("answer", answer)]).collect();
    browser.post_form(form.action.as_str(), &fields).await
}

async fn with_device(setup: Setup) -> AppsFixture {
    let fixture = AppsFixture::of(setup, AppSettings::default()).await;
    fixture.change(|apps| apps.push(device_app("tv"))).await;
    fixture
}

async fn send(fixture: &AppsFixture, path: &str, fields: &[(&str, &str)]) -> Answer {
    let body = form(&[&[("client_id", "tv")], fields].concat());
    fixture.browser().send(Method::POST, path, &[FORM], Some(body)).await
}

async fn begin(fixture: &AppsFixture) -> Value {
    let fields = [("scope", "openid email offline_access")];
    let answer = send(fixture, "/api/oidc/device-authorization", &fields).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.json()
}

async fn poll(fixture: &AppsFixture, begun: &Value) -> Answer {
    fixture.clock.advance(chrono::Duration::seconds(5));
    let code = begun["device_code"].as_str().unwrap();
    send(fixture, "/api/oidc/token", &[("grant_type", GRANT), ("device_code", code)]).await
}

fn code(begun: &Value) -> &str {
    begun["user_code"].as_str().unwrap()
}

#[tokio::test]
async fn op_38_a_person_lets_a_device_in() {
    let fixture = with_device(Setup::default()).await;
    let begun = begin(&fixture).await;
    assert_eq!((&begun["expires_in"], &begun["interval"]), (&json!(600), &json!(5)));
    assert_eq!(begun["verification_uri"], json!(format!("{}/device", fixture.issuer())));
    assert_eq!(error(&poll(&fixture, &begun).await), "authorization_pending");

    let browser = fixture.browser();
    let path = format!("/device?user_code={}", code(&begun).to_lowercase().replace('-', "%20"));
    let login = browser.get(&path).await;
    assert_eq!(login.location().unwrap().path(), "/login", "who types a code is signed in");
    let page = fixture.visit(&browser, &path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    for words in ["OpenID Connect device", code(&begun), "amara@example.com", "your e-mail address"] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    assert_eq!(error(&poll(&fixture, &begun).await), "authorization_pending", "to look is not to allow");
    let forged = browser.post_form("/device", &[("user_code", code(&begun)), ("answer", "allow"), ("csrf", "x")]).await;
    assert_eq!((forged.status, forged.code().as_str()), (StatusCode::FORBIDDEN, "csrf"));
    assert!(press(&browser, &page, "allow").await.body.contains("goes on by itself"));
    assert_eq!(press(&browser, &page, "deny").await.status, StatusCode::BAD_REQUEST, "it was answered");

    let answer = poll(&fixture, &begun).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let tokens = answer.json();
    assert_eq!(claims(tokens["id_token"].as_str().unwrap())["aud"], json!("tv"));
    assert!(tokens["refresh_token"].is_string());
    assert_eq!(fixture.audit().await[0].event.detail.as_deref(), Some("app tv"));
    assert_eq!(error(&poll(&fixture, &begun).await), "invalid_grant", "a device code gives tokens once");
    let access = tokens["access_token"].as_str().unwrap();
    assert_eq!(fixture.userinfo(access).await.status, StatusCode::UNAUTHORIZED, "and a second use ends them");
}

#[tokio::test]
async fn op_38_what_a_device_is_refused() {
    let fixture = with_device(Setup::default()).await;
    let browser = fixture.signed_in().await;
    let denied = begin(&fixture).await;
    let page = browser.get(format!("/device?user_code={}", code(&denied))).await;
    press(&browser, &page, "deny").await;
    assert_eq!(error(&poll(&fixture, &denied).await), "access_denied");

    let hasty = begin(&fixture).await;
    poll(&fixture, &hasty).await;
    let fields = [("grant_type", GRANT), ("device_code", hasty["device_code"].as_str().unwrap())];
    assert_eq!(error(&send(&fixture, "/api/oidc/token", &fields).await), "slow_down");
    assert_eq!(error(&poll(&fixture, &hasty).await), "slow_down", "five seconds are not enough any more");
    fixture.clock.advance(chrono::Duration::minutes(10));
    assert_eq!(error(&poll(&fixture, &hasty).await), "expired_token");
    let late = browser.get(format!("/device?user_code={}", code(&hasty))).await;
    assert_eq!(late.status, StatusCode::BAD_REQUEST);
    assert!(late.body.contains("No device waits with this code"), "{}", late.body);

    let fields = [("grant_type", GRANT), ("device_code", "unknown")];
    assert_eq!(error(&send(&fixture, "/api/oidc/token", &fields).await), "invalid_grant");
    for (scope, wanted) in [("profile", "invalid_scope"), ("", "invalid_scope")] {
        let answer = send(&fixture, "/api/oidc/device-authorization", &[("scope", scope)]).await;
        assert_eq!(error(&answer), wanted, "{scope}");
    }
    let other = fixture.post("/api/oidc/device-authorization", &[("scope", "openid")]).await;
    assert_eq!(error(&other), "unauthorized_client", "its definition does not list the grant");

    let people = Allow::Listed { groups: vec!["nobody".into()], emails: Vec::new() };
    let allow = AppAllow { people, providers: Vec::new() };
    let settings = AppSettings { allow, ..AppSettings::default() };
    fixture.change(|apps| *apps = vec![device_app_with("tv", settings)]).await;
    let begun = begin(&fixture).await;
    let page = browser.get(format!("/device?user_code={}", code(&begun))).await;
    let refused = press(&browser, &page, "allow").await;
    assert_eq!(refused.code(), "app_not_allowed");
    assert_eq!(error(&poll(&fixture, &begun).await), "authorization_pending");
}

/// Whoever guesses codes, or asks for many, is stopped.
#[tokio::test]
async fn op_38_guesses_are_counted() {
    let limits = Limits { authorize: 30, callback_failures: 5, password: 0 };
    let fixture = with_device(Setup { limits, ..Setup::default() }).await;
    let browser = fixture.signed_in().await;
    let mut statuses = Vec::new();
    for _ in 0..8 {
        statuses.push(browser.get("/device?user_code=BCDF-GHJK").await.status.as_u16());
    }
    assert_eq!((statuses[0], statuses[7]), (400, 429), "{statuses:?}");
}

#[tokio::test]
async fn the_grant_is_in_the_metadata_while_an_app_has_it() {
    let fixture = AppsFixture::new().await;
    let metadata = || async { fixture.browser().get_json("/.well-known/openid-configuration").await.json() };
    let has_grant = |document: &Value| document["grant_types_supported"].as_array().unwrap().contains(&json!(GRANT));
    let before = metadata().await;
    assert!(!has_grant(&before) && before.get("device_authorization_endpoint").is_none());
    fixture.change(|apps| apps.push(device_app("tv"))).await;
    let after = metadata().await;
    assert!(has_grant(&after));
    let endpoint = format!("{}/api/oidc/device-authorization", fixture.issuer());
    assert_eq!(after["device_authorization_endpoint"], json!(endpoint));
}
