//! An administrator changes their password on the account page.

use http::StatusCode;
use vestibule_tests::Answer;

use crate::administrator::{EMAIL, PASSWORD, serve, try_password};

const HOME: &str = "198.51.100.7";
const PAGE: &str = "/account/password";
const NEW: &str = "seven quiet otters paint bridges";

fn token(page: &Answer) -> String {
    page.body
        .split("name=\"csrf\" value=\"")
        .nth(1)
        .unwrap_or_else(|| panic!("{}", page.body))
        .split('"')
        .next()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn a_password_is_changed_by_who_knows_it() {
    let (fixture, _) = serve(0).await;
    let (own, other) = (fixture.browser(), fixture.browser());
    for browser in [&own, &other] {
        assert_eq!(try_password(browser, HOME, EMAIL, PASSWORD).await.status, StatusCode::OK);
    }
    let page = own.get(PAGE).await;
    assert!(page.body.contains("Current password"), "{}", page.body);
    assert!(own.get("/account").await.body.contains(PAGE), "the account page leads there");
    let csrf = token(&page);
    for (current, new, again, says) in [
        ("wrong", NEW, NEW, "This is not your password"),
        (PASSWORD, NEW, "another", "don’t match"),
        (PASSWORD, "short", "short", "too short"),
        (PASSWORD, "rootrootroot", "rootrootroot", "password is"),
    ] {
        let fields = [("csrf", &*csrf), ("current", current), ("password", new), ("again", again)];
        let refused = own.post_form(PAGE, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{new}");
        assert!(refused.body.contains(says), "{new}: {}", refused.body);
        assert!(!refused.body.contains(PASSWORD) && !refused.body.contains(NEW), "AD-02");
    }
    assert_eq!(try_password(&fixture.browser(), HOME, EMAIL, PASSWORD).await.status, StatusCode::OK, "nothing changed");
    let fields = [("csrf", &*csrf), ("current", PASSWORD), ("password", NEW), ("again", NEW)];
    let done = own.post_form(PAGE, &fields).await;
    assert_eq!(done.header("location"), Some("/account"), "{}", done.body);
    assert!(own.get("/account").await.body.contains("Your password has been changed"), "its session stays");
    assert_eq!(other.get_json("/api/auth/session").await.status, StatusCode::UNAUTHORIZED, "the others end");
    for (password, status) in [(PASSWORD, StatusCode::UNAUTHORIZED), (NEW, StatusCode::OK)] {
        assert_eq!(try_password(&fixture.browser(), HOME, EMAIL, password).await.status, status, "{password}");
    }
}

/// Guessing the current password counts as at the login page, and who has none has no such page.
#[tokio::test]
async fn guesses_are_counted() {
    let (fixture, _) = serve(3).await;
    let own = fixture.browser();
    assert_eq!(try_password(&own, HOME, EMAIL, PASSWORD).await.status, StatusCode::OK);
    let csrf = token(&own.get(PAGE).await);
    let mut last = StatusCode::OK;
    for _ in 0..8 {
        let fields = [("csrf", &*csrf), ("current", "wrong"), ("password", NEW), ("again", NEW)];
        last = own.post_form(PAGE, &fields).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    let amara = fixture.browser();
    amara.sign_in_as("op", "amara").await;
    assert_eq!(amara.get(PAGE).await.status, StatusCode::NOT_FOUND);
}
