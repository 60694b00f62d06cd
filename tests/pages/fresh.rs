//! What a session that is more than ten minutes old asks for before it changes how its person signs in.

use chrono::Duration;
use http::{Method, StatusCode};
use serde_json::json;
use vestibule_tests::{Browser, ServerFixture, Setup};

use super::{action, sign_in_as, token};

const LOGIN: &str = "/login?error=fresh_sign_in_required&return_to=%2Faccount";
const BY_PROGRAM: [(&str, &str); 2] = [("accept", "application/json"), ("sec-fetch-site", "same-origin")];

/// Amara has `op` and `second`, can add `asks`, and signed in eleven minutes ago.
async fn fixture() -> (ServerFixture, Browser) {
    let more = vec![("second", json!({})), ("asks", json!({ "linking": "ask" }))];
    let fixture = ServerFixture::with(Setup { more, ..Setup::default() }).await;
    let browser = fixture.browser();
    sign_in_as(&browser, "op", "amara").await;
    fixture.clock.advance(Duration::seconds(1));
    sign_in_as(&browser, "second", "amara").await;
    fixture.clock.advance(Duration::minutes(11));
    (fixture, browser)
}

/// WH-02: by the button of the account page.
#[tokio::test]
async fn a_link_asks_for_a_fresh_sign_in() {
    let (_fixture, browser) = fixture().await;
    let path = "/api/auth/providers/asks/link";
    let refused = browser.send(Method::POST, path, &BY_PROGRAM, None).await;
    assert_eq!((refused.status, &*refused.code()), (StatusCode::FORBIDDEN, "fresh_sign_in_required"));
    let sent = browser.post_form(path, &[]).await;
    assert_eq!((sent.status, sent.header("location")), (StatusCode::SEE_OTHER, Some(LOGIN)));
    let page = browser.get(LOGIN).await;
    assert!(page.body.contains("Sign in again to make this change"), "{}", page.body);
    assert!(page.body.contains("/api/auth/providers/op/authorize?return_to=%2Faccount"), "{}", page.body);
    sign_in_as(&browser, "op", "amara").await;
    let begun = browser.post_form(path, &[]).await;
    let landed = browser.get(browser.through_the_provider(&begun).await).await;
    assert_eq!(landed.header("location"), Some("/account"));
    assert!(browser.get("/account").await.body.contains("is linked. You can now sign in with it"));
}

/// WH-02: by the question of an identity that waits.
#[tokio::test]
async fn the_question_asks_for_a_fresh_sign_in() {
    let (_fixture, browser) = fixture().await;
    assert_eq!(sign_in_as(&browser, "asks", "amara").await.code(), "account_exists");
    let login = format!("{LOGIN}%2Flink");
    assert_eq!(browser.get("/account/link").await.header("location"), Some(&*login));
    let page_token = token(&browser.get("/account").await);
    let sent = browser.post_form("/account/link", &[("csrf", &page_token)]).await;
    assert_eq!((sent.status, sent.header("location")), (StatusCode::SEE_OTHER, Some(&*login)));
    let begun = browser.get("/api/auth/providers/op/authorize?return_to=%2Faccount%2Flink&login_hint=amara").await;
    let landed = browser.get(browser.through_the_provider(&begun).await).await;
    assert_eq!(landed.header("location"), Some("/account/link"), "where the person was on the way to");
    let page = browser.get("/account/link").await;
    let answer = browser.post_form("/account/link", &[("csrf", &token(&page))]).await;
    assert_eq!(answer.header("location"), Some("/"));
    assert!(browser.get("/account").await.body.contains("is linked. You can now sign in with it"));
}

/// WH-02: so does taking one away.
#[tokio::test]
async fn unlinking_asks_for_a_fresh_sign_in() {
    let (fixture, browser) = fixture().await;
    let page = browser.get("/account").await;
    let (unlink, page_token) = (action(&page, "/account/links/"), token(&page));
    let sent = browser.post_form(&unlink, &[("csrf", &page_token)]).await;
    assert_eq!((sent.status, sent.header("location")), (StatusCode::SEE_OTHER, Some(LOGIN)));
    let id = unlink.trim_start_matches("/account/links/").trim_end_matches("/unlink");
    let refused = browser.send(Method::DELETE, format!("/api/auth/links/{id}"), &BY_PROGRAM, None).await;
    assert_eq!((refused.status, &*refused.code()), (StatusCode::FORBIDDEN, "fresh_sign_in_required"));
    let user = browser.get_json("/api/auth/session").await.json()["user"]["id"].as_str().unwrap().parse().unwrap();
    assert_eq!(fixture.application.store.list_links(user).await.unwrap().len(), 2);
}
