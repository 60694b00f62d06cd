//! A sign-in as an app, by an administrator: the whole way, and nothing is granted. AP-09.

use chrono::Duration;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use url::Url;
use vestibule_apps::{AppSettings, Consent};
use vestibule_core::forward_auth::Allow;
use vestibule_store::EventKind;
use vestibule_tests::{Answer, Browser, Setup};

use crate::{
    consent,
    fixture::{AppsFixture, REDIRECT, error},
};

const PAGE: &str = "/admin/apps/wiki";
const TEST: &str = "/admin/apps/wiki/test";

/// A server where two groups have administrator rights, and the app `wiki` with these settings.
async fn fixture(settings: AppSettings) -> AppsFixture {
    let admins = json!({ "admin_groups": ["admins", "guests"] });
    AppsFixture::of(Setup { settings: admins, ..Setup::default() }, settings).await
}

async fn signed_in(fixture: &AppsFixture, who: &str) -> Browser {
    let browser = fixture.browser();
    browser.sign_in_as("op", who).await;
    browser
}

/// Presses the button; where the browser is sent.
async fn begin(browser: &Browser) -> Url {
    let page = browser.get(PAGE).await;
    let form = page.body.split("/test#claims\"").nth(1).unwrap_or_else(|| panic!("no button: {}", page.body));
    let csrf = form.split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let begun = browser.post_form(TEST, &[("csrf", csrf)]).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.body);
    begun.location().unwrap()
}

/// Goes on to the page where a person is asked, or to the address of ours where the test is answered.
async fn answered(fixture: &AppsFixture, browser: &Browser) -> Answer {
    let begun = begin(browser).await;
    fixture.visit(browser, begun).await
}

/// The page with the result.
async fn result(browser: &Browser, answered: &Answer) -> Answer {
    let there = answered.location().unwrap_or_else(|| panic!("not answered: {}", answered.body));
    assert_eq!(there.path(), TEST);
    browser.get(there).await
}

/// The ID token that a page shows, as header and claims.
fn shown(page: &Answer) -> Value {
    let text = page.body.split("get now:").nth(1).and_then(|rest| rest.split("<code>").nth(1));
    let text = text.unwrap_or_else(|| panic!("no token: {}", page.body)).split("</code>").next().unwrap();
    serde_json::from_str(&text.replace("&#34;", "\"").replace("&#38;", "&").replace("&#39;", "'")).unwrap()
}

async fn unused(fixture: &AppsFixture, browser: &Browser) {
    let page = browser.get(PAGE).await.body;
    assert!(page.contains("Nobody uses it at the moment"), "{page}");
    assert_eq!(browser.get_json("/api/auth/apps").await.json()["items"], json!([]));
    let kinds: Vec<_> = fixture.audit().await.into_iter().map(|entry| entry.event.kind).collect();
    assert!(!kinds.contains(&EventKind::AppTokenRefused), "{kinds:?}");
}

/// Authorization endpoint, code and exchange: the token is the one that the app would get, and it gets nothing.
#[tokio::test]
async fn ap_09_the_whole_way_and_nothing_is_granted() {
    let fixture = fixture(AppSettings::default()).await;
    let amara = signed_in(&fixture, "amara").await;
    let arrived = answered(&fixture, &amara).await;
    let page = result(&amara, &arrived).await;
    let token = shown(&page);
    let (header, claims) = (&token["header"], &token["claims"]);
    assert!(header["kid"].is_string() && header["alg"] == "RS256", "{token}");
    assert_eq!((&claims["aud"], &claims["iss"]), (&json!("wiki"), &json!(fixture.issuer())));
    assert_eq!(claims["preferred_username"], "amara");
    for name in ["nonce", "at_hash", "auth_time", "sid", "exp"] {
        assert!(!claims[name].is_null(), "{name}: {token}");
    }
    let signed_in = fixture.audit().await.into_iter().find(|entry| entry.event.kind == EventKind::AppSignIn).unwrap();
    assert_eq!(signed_in.event.detail.as_deref(), Some("app wiki, test"));

    let again = result(&amara, &arrived).await;
    assert_eq!(again.code(), "app_request_expired", "a page that is loaded again is no second use");
    unused(&fixture, &amara).await;
    let code = arrived.sent_on("code").unwrap();
    let url = fixture.issuer() + TEST;
    let at_the_endpoint = fixture.exchange(&code, &[("redirect_uri", &*url)]).await;
    assert_eq!(error(&at_the_endpoint), "invalid_grant");
    let refused = fixture.audit().await.remove(0).event;
    assert_eq!(refused.kind, EventKind::AppTokenRefused);
    assert!(refused.detail.as_deref().unwrap().starts_with("app wiki: the code is of a test by"), "{refused:?}");
}

/// Consent is asked for as it would be, and not kept.
#[tokio::test]
async fn ap_09_consent_is_asked_for_and_not_kept() {
    let fixture = fixture(AppSettings { consent: Consent::First, ..AppSettings::default() }).await;
    let amara = signed_in(&fixture, "amara").await;
    for _ in 0..2 {
        let question = answered(&fixture, &amara).await;
        assert!(question.body.contains("Allow access to"), "{}", question.body);
        let page = result(&amara, &consent::answer(&amara, &question, "allow").await).await;
        assert_eq!(shown(&page)["claims"]["preferred_username"], "amara");
    }
    let question = answered(&fixture, &amara).await;
    let page = result(&amara, &consent::answer(&amara, &question, "deny").await).await;
    assert!(page.body.contains("access_denied: The person did not consent."), "{}", page.body);
    unused(&fixture, &amara).await;
}

/// The rules of the app count: whom it lets in, and how long ago they may have signed in.
#[tokio::test]
async fn ap_09_the_rules_of_the_app_count() {
    let rules = |groups: &[&str]| {
        let mut settings = AppSettings { max_age: Some(Duration::minutes(30)), ..AppSettings::default() };
        let groups = groups.iter().map(|&name| name.to_owned()).collect();
        settings.allow.people = Allow::Listed { groups, emails: Vec::new() };
        settings
    };
    let fixture = fixture(rules(&["staff"])).await;
    let (amara, noor) = (signed_in(&fixture, "amara").await, signed_in(&fixture, "noor").await);
    let arrived = answered(&fixture, &noor).await;
    let page = result(&noor, &arrived).await;
    assert!(page.body.contains("access_denied: The person may not use this client."), "{}", page.body);
    assert!(page.body.contains("may not use it") && !page.body.contains("get now:"), "{}", page.body);

    fixture.clock.advance(Duration::minutes(31));
    let begun = begin(&amara).await;
    let login = amara.get(amara.get(begun).await.location().unwrap()).await;
    assert!(login.url.path() == "/login", "the sign-in is too old: {}", login.url);
    let arrived = fixture.visit(&amara, login.url).await;
    let claims = shown(&result(&amara, &arrived).await)["claims"].clone();
    assert_eq!(claims["auth_time"], fixture.now().timestamp(), "{claims}");
}

/// Only the administrator who began it, and only by what was sealed for them.
#[tokio::test]
async fn ap_09_nobody_else_is_answered_there() {
    let fixture = fixture(AppSettings::default()).await;
    let (amara, noor, joonas) =
        (signed_in(&fixture, "amara").await, signed_in(&fixture, "noor").await, signed_in(&fixture, "joonas").await);
    // The address alone is no registered one.
    let url = fixture.issuer() + TEST;
    let asked = amara.get(fixture.authorize_url(&[("redirect_uri", &url)])).await;
    assert_eq!((asked.status, &*asked.code()), (StatusCode::BAD_REQUEST, "redirect_uri_mismatch"));
    let pushed = [("redirect_uri", &*url), ("response_type", "code"), ("scope", "openid")];
    assert_eq!(error(&fixture.post("/api/oidc/par", &pushed).await), "invalid_request");

    let begun = begin(&amara).await;
    for other in [&noor, &joonas] {
        let refused = other.get(&begun).await;
        assert_eq!((refused.status, &*refused.code()), (StatusCode::FORBIDDEN, "forbidden"), "{}", refused.body);
    }
    // Another app's sealed request leads to its own page alone.
    let arrived = fixture.visit(&amara, &begun).await.location().unwrap();
    let there = |path: &str, without: &str| {
        let mut url = arrived.clone();
        url.set_path(path);
        let pairs: Vec<(String, String)> =
            arrived.query_pairs().into_owned().filter(|(name, _)| name != without).collect();
        url.query_pairs_mut().clear().extend_pairs(pairs);
        url
    };
    let expired = |page: Answer| assert_eq!(page.code(), "app_request_expired", "{}", page.body);
    expired(amara.get(there("/admin/apps/other/test", "")).await);
    expired(noor.get(there(TEST, "")).await);
    expired(amara.get(there(TEST, "state")).await);
    expired(amara.get(there(TEST, "").join("?state=x&code=y").unwrap()).await);
    let refused = joonas.get(there(TEST, "")).await;
    assert_eq!(refused.code(), "forbidden", "{}", refused.body);
    let without_issuer = amara.get(there(TEST, "iss")).await;
    expired(without_issuer);

    let csrf = amara.post_form(TEST, &[("csrf", "x")]).await;
    assert_eq!((csrf.status, &*csrf.code()), (StatusCode::FORBIDDEN, "csrf"));
    let no_rights = joonas.send(Method::POST, TEST, &[("sec-fetch-site", "same-origin")], None).await;
    assert_eq!(no_rights.status, StatusCode::FORBIDDEN, "{}", no_rights.body);
    // Theirs stays their own.
    assert!(fixture.code(&noor, &[]).await.len() > 20, "{REDIRECT} is answered as ever");
}

/// An app that nobody can sign in to gets nothing in a test, either.
#[tokio::test]
async fn ap_09_an_app_that_is_disabled_is_not_tested() {
    let fixture = fixture(AppSettings::default()).await;
    let amara = signed_in(&fixture, "amara").await;
    let arrived = answered(&fixture, &amara).await;
    fixture
        .change(|apps| {
            let settings = std::sync::Arc::make_mut(&mut apps[0].settings);
            settings.enabled = false;
        })
        .await;
    let page = result(&amara, &arrived).await;
    assert_eq!(page.code(), "unknown_app", "{}", page.body);
    assert!(!amara.get(PAGE).await.body.contains("/test#claims"), "no button");
}
