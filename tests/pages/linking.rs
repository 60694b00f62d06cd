//! An address that has an account already: the person proves whose it is by signing in, and is asked once.

use chrono::Duration;
use http::StatusCode;
use serde_json::json;
use vestibule_tests::{Browser, ServerFixture, Setup};

use super::{sign_in_as, token};

/// A server where `op` signs in, `asks` never links by itself and `never` does not link at all; Amara has an account.
async fn fixture() -> ServerFixture {
    let more = vec![("asks", json!({ "linking": "ask" })), ("never", json!({ "linking": "never" }))];
    let fixture = ServerFixture::with(Setup { more, ..Setup::default() }).await;
    sign_in_as(&fixture.browser(), "op", "amara").await;
    fixture
}

/// Comes in by `asks` on the way to `/docs` and learns that there is an account.
async fn refused(fixture: &ServerFixture) -> Browser {
    let browser = fixture.browser();
    let begun = browser.get("/api/auth/providers/asks/authorize?return_to=%2Fdocs&login_hint=amara").await;
    let callback = browser.through_the_provider(&begun).await;
    let answer = browser.get(callback).await;
    assert_eq!(answer.code(), "account_exists");
    let page = browser.get(answer.header("location").unwrap()).await;
    assert!(page.body.contains("To link Pocket ID to your account"), "{}", page.body);
    assert!(page.body.contains("/api/auth/providers/op/authorize?return_to=%2Faccount%2Flink"), "{}", page.body);
    browser
}

#[tokio::test]
async fn after_signing_in_the_old_way_it_is_one_click() {
    let fixture = fixture().await;
    let browser = refused(&fixture).await;
    assert_eq!(browser.get("/account/link").await.header("location"), Some("/login?return_to=%2Faccount%2Flink"));

    sign_in_as(&browser, "op", "amara").await;
    let page = browser.get("/account/link").await;
    assert!(page.body.contains("Link this provider?") && page.body.contains("amara@example.com"), "{}", page.body);
    let answer = browser.post_form("/account/link", &[("csrf", &token(&page))]).await;
    assert_eq!(answer.header("location"), Some("/docs"), "on to where the person was going");
    assert!(browser.get("/account").await.body.contains("is linked. You can now sign in with it"));
    assert_eq!(browser.get("/account/link").await.header("location"), Some("/account"), "nothing waits any more");

    let again = fixture.browser();
    assert_eq!(sign_in_as(&again, "asks", "amara").await.header("location"), Some("/"), "it is a sign-in method now");
}

#[tokio::test]
async fn nobody_is_linked_without_a_click() {
    let fixture = fixture().await;
    let browser = refused(&fixture).await;
    sign_in_as(&browser, "op", "amara").await;
    let page = browser.get("/account/link").await;
    assert_eq!(browser.post_form("/account/link", &[]).await.status, StatusCode::FORBIDDEN, "without the token");
    let answer = browser.post_form("/account/link/dismiss", &[("csrf", &token(&page))]).await;
    assert_eq!(answer.header("location"), Some("/account"));
    assert_eq!(browser.get("/account/link").await.header("location"), Some("/account"));
    assert_eq!(sign_in_as(&fixture.browser(), "asks", "amara").await.code(), "account_exists");
}

#[tokio::test]
async fn it_waits_ten_minutes_in_one_browser() {
    let fixture = fixture().await;
    let browser = refused(&fixture).await;
    sign_in_as(&browser, "op", "amara").await;
    let (page, cookie) = (browser.get("/account/link").await, browser.cookies("link").remove(0));
    fixture.clock.advance(Duration::minutes(11));
    let late = browser.post_form("/account/link", &[("csrf", &token(&page))]).await;
    assert_eq!((late.status, &*late.code()), (StatusCode::BAD_REQUEST, "state_expired"));

    let other = fixture.browser();
    sign_in_as(&other, "op", "amara").await;
    other.plant(&cookie.0, &format!("{}A", cookie.1));
    assert_eq!(other.get("/account/link").await.header("location"), Some("/account"), "an altered one is none");
}

/// `never` is about addresses: what the owner of both says still counts.
#[tokio::test]
async fn where_addresses_never_link_a_click_still_does() {
    let fixture = fixture().await;
    let browser = fixture.browser();
    assert_eq!(sign_in_as(&browser, "never", "amara").await.code(), "account_exists");
    sign_in_as(&browser, "op", "amara").await;
    let page = browser.get("/account/link").await;
    browser.post_form("/account/link", &[("csrf", &token(&page))]).await;
    assert_eq!(sign_in_as(&fixture.browser(), "never", "amara").await.header("location"), Some("/"));
}
