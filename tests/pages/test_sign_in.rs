//! The test sign-in of the provider form: what it shows, and that it changes nothing.

use http::StatusCode;
use serde_json::json;
use vestibule_tests::{Answer, Browser, ServerFixture, Setup};

use super::{sign_in_as, token};

async fn administrator() -> (ServerFixture, Browser) {
    let setup = Setup { settings: json!({ "admin_groups": ["admins"] }), ..Setup::default() };
    let fixture = ServerFixture::with(setup).await;
    let browser = fixture.browser();
    sign_in_as(&browser, "op", "amara").await;
    (fixture, browser)
}

async fn start(browser: &Browser, issuer: &str) -> Answer {
    let csrf = token(&browser.get("/admin/providers/new/pocketid").await);
    let fields = [
        ("csrf", csrf.as_str()),
        ("action", "sign-in"),
        ("id", "fresh"),
        ("c.issuer_url", issuer),
        ("c.client_id", "fresh"),
        ("c.client_secret", "a-secret-of-the-test"),
    ];
    browser.post_form("/admin/providers/new/pocketid", &fields).await
}

#[tokio::test]
async fn an_unreachable_upstream_is_unavailable_and_not_misconfigured() {
    let (_fixture, browser) = administrator().await;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let started = start(&browser, &closed).await;
    assert_eq!(started.status, StatusCode::SEE_OTHER, "{}", started.body);
    let page = browser.get(started.header("location").unwrap()).await;
    assert!(page.body.contains("provider_unavailable"), "{}", page.body);
    assert!(!page.body.contains("provider_misconfigured"), "{}", page.body);
}
