//! The account page and its forms.

use http::{Method, StatusCode};
use serde_json::json;
use vestibule_store::EventKind;
use vestibule_tests::{ServerFixture, Setup};

use super::{action, sign_in_as, sure, token};

#[tokio::test]
async fn an_unlinked_identity_is_gone_and_the_last_one_stays() {
    let fixture = ServerFixture::with(Setup { more: vec![("second", json!({}))], ..Setup::default() }).await;
    let browser = fixture.browser();
    sign_in_as(&browser, "op", "amara").await;
    let page = browser.get("/account").await;
    assert!(page.body.contains("This is your only way to sign in") && !page.body.contains("/unlink\""));
    // The older link is the first of the list; the session is by the other one.
    fixture.clock.advance(chrono::Duration::seconds(1));
    sign_in_as(&browser, "second", "amara").await;

    let page = browser.get("/account").await;
    let (unlink, token) = (action(&page, "/account/links/"), token(&page));
    let answer = sure(&browser, &unlink, &[("csrf", &token)]).await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, Some("/account")));
    let page = browser.get("/account").await;
    assert!(page.body.contains("Pocket ID is no longer linked") && !page.body.contains("/unlink\""), "{}", page.body);
    assert!(!browser.get("/account").await.body.contains("is no longer linked"), "it is said once");
    assert_eq!(browser.post_form(&unlink, &[("csrf", &token)]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_session_of_ones_own_ends() {
    let fixture = ServerFixture::new().await;
    let (here, there, anonymous) = (fixture.browser(), fixture.browser(), fixture.browser());
    for browser in [&here, &there] {
        sign_in_as(browser, "op", "amara").await;
    }
    sign_in_as(&anonymous, "op", "joonas").await;
    let page = here.get("/account").await;
    let end = action(&page, "/account/sessions/");

    let other = anonymous.get("/account").await;
    let answer = anonymous.post_form(&end, &[("csrf", &token_of_account(&other, &page))]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "a token of another session");

    assert_eq!(there.get_json("/api/auth/session").await.status, StatusCode::OK);
    assert_eq!(here.post_form(&end, &[("csrf", &token(&page))]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(there.get_json("/api/auth/session").await.status, StatusCode::UNAUTHORIZED, "at once");
    assert_eq!(fixture.audit().await[0].event.kind, EventKind::SignOut);
    assert!(here.get("/account").await.body.contains("Session ended"));
    assert_eq!(here.get_json("/api/auth/session").await.status, StatusCode::OK);
}

/// The page of somebody with one session and one link has no form with a token; then the other's serves.
fn token_of_account(own: &vestibule_tests::Answer, other: &vestibule_tests::Answer) -> String {
    if own.body.contains("name=\"csrf\"") { token(own) } else { token(other) }
}

#[tokio::test]
async fn all_other_sessions_end() {
    let fixture = ServerFixture::new().await;
    let browsers = [fixture.browser(), fixture.browser(), fixture.browser()];
    for browser in &browsers {
        sign_in_as(browser, "op", "amara").await;
    }
    let page = browsers[0].get("/account").await;
    sure(&browsers[0], "/account/sessions/end-others", &[("csrf", &token(&page))]).await;
    assert!(browsers[0].get("/account").await.body.contains("All 2 other sessions have ended."));
    let statuses = [
        browsers[0].get_json("/api/auth/session").await.status.as_u16(),
        browsers[1].get_json("/api/auth/session").await.status.as_u16(),
        browsers[2].get_json("/api/auth/session").await.status.as_u16(),
    ];
    assert_eq!(statuses, [200, 401, 401]);
}

/// CF-01: both locks, each by itself.
#[tokio::test]
async fn forms_come_from_our_own_pages() {
    let fixture = ServerFixture::new().await;
    let (browser, other) = (fixture.browser(), fixture.browser());
    for one in [&browser, &other] {
        sign_in_as(one, "op", "amara").await;
    }
    let page = browser.get("/account").await;
    let (right, path) = (token(&page), "/account/sessions/end-others");
    for (name, token) in
        [("no token", ""), ("another session's", &*token(&other.get("/account").await)), ("made up", "AAAA")]
    {
        let answer = browser.post_form(path, &[("csrf", token)]).await;
        assert_eq!((answer.status, &*answer.code()), (StatusCode::FORBIDDEN, "csrf"), "{name}");
    }
    let headers = [("origin", "https://evil.example"), ("content-type", "application/x-www-form-urlencoded")];
    let answer = browser.send(Method::POST, path, &headers, Some(format!("csrf={right}"))).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "another site, with the right token");
    assert_eq!(other.get_json("/api/auth/session").await.status, StatusCode::OK);
}

#[tokio::test]
async fn every_value_says_where_it_comes_from() {
    let second = json!({ "display_name": "Second", "profile_sync": "every_sign_in" });
    let fixture = ServerFixture::with(Setup { more: vec![("second", second)], ..Setup::default() }).await;
    let browser = fixture.browser();
    let origin_of = |page: &vestibule_tests::Answer, name: &str| {
        let row = page.body.split("<div><dt>").find(|row| row.starts_with(name)).unwrap_or_else(|| panic!("{name}"));
        let row = row.split("</div>").next().unwrap();
        row.split("<dd class=\"origin\">").nth(1).and_then(|rest| rest.split('<').next()).unwrap_or_default().to_owned()
    };
    sign_in_as(&browser, "op", "amara").await;
    let page = browser.get("/account").await;
    for name in ["E-mail address", "Name", "First name", "Last name", "Groups"] {
        assert_eq!(origin_of(&page, name), "from Pocket ID", "{name}");
    }
    assert_eq!(origin_of(&page, "Username"), "set here");
    // The older link says which address it is.
    fixture.clock.advance(chrono::Duration::seconds(1));
    sign_in_as(&browser, "second", "amara").await;
    let page = browser.get("/account").await;
    assert_eq!(origin_of(&page, "Name"), "from Second", "its rule is to replace");
    assert_eq!(origin_of(&page, "E-mail address"), "from Pocket ID", "an address that is the same stays as it is");
}
