//! What is refused at the token endpoint, and what leaves no trace.

use http::StatusCode;
use vestibule_apps::{AppAllow, AppSettings};
use vestibule_core::{code::ErrorCode, forward_auth::Allow};

use crate::fixture::{AppsFixture, REDIRECT, app, error, exchange_fields, sent, text};

/// OP-13, OP-14: each of these has a code that is right in everything else.
#[tokio::test]
async fn a_code_is_of_one_client_one_address_one_verifier_and_one_minute() {
    let fixture = AppsFixture::new().await;
    let browser = fixture.signed_in().await;
    let other = "a".repeat(43);
    for change in [
        ("redirect_uri", "https://wiki.example.com/other"),
        ("redirect_uri", ""),
        ("code_verifier", other.as_str()),
        ("code_verifier", ""),
        ("code", "unknown"),
    ] {
        let code = fixture.code(&browser, &[]).await;
        let answer = fixture.exchange(&code, &[change]).await;
        assert_eq!((answer.status, error(&answer)), (StatusCode::BAD_REQUEST, "invalid_grant".into()), "{change:?}");
        assert_eq!(fixture.exchange(&code, &[]).await.status, StatusCode::OK, "nobody else has used it up: {change:?}");
    }
    let code = fixture.code(&browser, &[]).await;
    let answer = fixture.post_as("other", "/api/oidc/token", &exchange_fields(&code, &[])).await;
    assert_eq!(error(&answer), "invalid_grant", "the code of another app");
    let flipped = format!("{}{}", if code.starts_with('A') { 'B' } else { 'A' }, &code[1..]);
    assert_eq!(error(&fixture.exchange(&flipped, &[]).await), "invalid_grant", "altered");
    fixture.clock.advance(chrono::Duration::seconds(60));
    assert_eq!(error(&fixture.exchange(&code, &[]).await), "invalid_grant", "too late");
    for (change, wanted) in [
        (("grant_type", "password"), "unsupported_grant_type"),
        (("grant_type", ""), "invalid_request"),
        (("code", ""), "invalid_request"),
    ] {
        assert_eq!(error(&fixture.exchange(&code, &[change]).await), wanted, "{change:?}");
    }
}

/// OP-14.
#[tokio::test]
async fn tokens_of_one_app_are_nothing_to_another() {
    let fixture = AppsFixture::new().await;
    let browser = fixture.signed_in().await;
    let tokens = fixture.tokens(&browser, &[("scope", "openid offline_access")]).await;
    let (access, refresh) = (text(&tokens, "access_token"), text(&tokens, "refresh_token"));
    let stolen = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
    assert_eq!(error(&fixture.post_as("other", "/api/oidc/token", &stolen).await), "invalid_grant");
    for token in [access, refresh] {
        let seen = fixture.post_as("other", "/api/oidc/introspect", &[("token", token)]).await.json();
        assert_eq!(seen, serde_json::json!({ "active": false }));
        assert_eq!(fixture.post_as("other", "/api/oidc/revoke", &[("token", token)]).await.status, StatusCode::OK);
        let own = fixture.post("/api/oidc/introspect", &[("token", token)]).await.json();
        assert_eq!((&own["active"], &own["client_id"]), (&true.into(), &"wiki".into()));
    }
    assert_eq!(fixture.post("/api/oidc/revoke", &[("token", refresh)]).await.status, StatusCode::OK);
    assert_eq!(fixture.userinfo(access).await.status, StatusCode::UNAUTHORIZED, "the grant has ended");
}

/// OP-07: refused at the app's own address, and on record.
#[tokio::test]
async fn whom_the_app_does_not_allow() {
    let people = Allow::Listed { groups: vec!["nobody".into()], emails: Vec::new() };
    let allow = AppAllow { people, providers: Vec::new() };
    let fixture = AppsFixture::with(AppSettings { allow, ..AppSettings::default() }).await;
    let browser = fixture.signed_in().await;
    let answer = fixture.visit(&browser, fixture.authorize_url(&[])).await;
    assert_eq!(sent(&answer, "error"), "access_denied");
    let event = fixture.audit().await.remove(0).event;
    assert_eq!(event.code, Some(ErrorCode::AppNotAllowed));
    assert!(event.user.is_some() && event.detail.as_deref() == Some("app wiki"));

    let allow = AppAllow { people: Allow::SignedIn, providers: vec!["elsewhere".parse().unwrap()] };
    fixture.change(|apps| apps[0] = app("wiki", "openid", AppSettings { allow, ..AppSettings::default() })).await;
    fixture.clock.advance(chrono::Duration::minutes(1));
    let page = fixture.visit(&browser, fixture.authorize_url(&[])).await;
    assert_eq!(page.status, StatusCode::OK, "the login page, without the providers that the app does not accept");
    assert!(!page.body.contains("Sign in with Pocket ID"), "{}", page.body);
}

/// OP-17, OP-05: nothing is written for somebody who is not signed in, and nothing is kept that is too long.
#[tokio::test]
async fn an_anonymous_request_writes_nothing() {
    let fixture = AppsFixture::new().await;
    let before = fixture.test_access.count_rows().await.unwrap();
    let browser = fixture.browser();
    let answer = browser.get(fixture.authorize_url(&[])).await;
    assert_eq!(answer.location().unwrap().path(), "/login");
    let wrong = fixture.exchange("unknown", &[]).await;
    assert_eq!(error(&wrong), "invalid_grant");
    fixture.browser().get(fixture.authorize_url(&[("client_id", "unknown")])).await;
    assert_eq!(fixture.test_access.count_rows().await.unwrap(), before);
    let long = "x".repeat(8 * 1024);
    let answer = browser.get(fixture.authorize_url(&[("state", &long)])).await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::BAD_REQUEST, "app_request_invalid"));
    let twice = format!("{}&state=again", fixture.authorize_url(&[]));
    assert_eq!(sent(&browser.get(twice).await, "error"), "invalid_request");
    let expired = browser.get("/api/oidc/authorize?pending=unknown").await;
    assert_eq!((expired.status, expired.code().as_str()), (StatusCode::BAD_REQUEST, "app_request_expired"));
}

/// A request survives a restart of the server, and several tabs do not disturb each other.
#[tokio::test]
async fn requests_wait_in_the_browser() {
    let fixture = AppsFixture::new().await;
    let browser = fixture.browser();
    let one = browser.get(fixture.authorize_url(&[("state", "one")])).await;
    let two = browser.get(fixture.authorize_url(&[("state", "two")])).await;
    assert_eq!(browser.cookies("vestibule_app").len(), 2);
    let fixture = AppsFixture(fixture.0.restart().await);
    let answer = fixture.visit(&browser, two.location().unwrap()).await;
    assert_eq!(sent(&answer, "state"), "two");
    let answer = fixture.visit(&browser, one.location().unwrap()).await;
    assert_eq!(sent(&answer, "state"), "one");
    let pending = fixture.visit(&browser, fixture.authorize_url(&[("prompt", "login")])).await;
    assert!(pending.location().unwrap().as_str().starts_with(REDIRECT));
}
