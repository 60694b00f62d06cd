//! Signing out here signs out there.

use http::StatusCode;

use crate::fixture::ServerFixture;

#[tokio::test]
async fn both_sessions_end() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    fixture.signs_in(&browser, "op-basic").await;
    // The provider remembers the browser: a second sign-in asks nobody.
    let silent = browser.get("/api/auth/providers/op-basic/authorize?prompt=none").await;
    let callback = browser.through_the_provider(&silent).await;
    fixture.landed(&browser.get(callback).await).await;

    let left = browser.post_form("/api/auth/logout", &[]).await;
    assert_eq!(browser.get_json("/api/auth/session").await.status, StatusCode::UNAUTHORIZED);
    let question = browser.abroad(&left).await;
    let back = browser.submit(&question).await;
    let events = fixture.op.events().await;
    let home = back.location().unwrap_or_else(|| panic!("the provider sends back: {back:?} {events:#?}"));
    assert_eq!((home.origin(), back.sent_on("state")), (fixture.environment.base.origin(), left.sent_on("state")));
    assert!(events.complaints().is_empty(), "{:#?}", events.complaints());
    assert!(browser.get(home).await.body.contains("You have signed out"));

    let begun = browser.get("/api/auth/providers/op-basic/authorize?prompt=none").await;
    let callback = browser.through_the_provider(&begun).await;
    let answer = browser.get(callback).await;
    fixture.refused(&browser, &answer, "login_required", "the provider has forgotten the browser").await;
}

/// The provider no longer knows the key of our ID token and refuses: by then the person is signed out here.
#[tokio::test]
async fn the_provider_refuses() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    fixture.signs_in(&browser, "op-basic").await;
    fixture.op.rotate("replace").await;
    let left = browser.post_form("/api/auth/logout", &[]).await;
    let refusal = browser.abroad(&left).await;
    assert_eq!(
        (refusal.status, fixture.op.events().await.errors("end_session.error")),
        (StatusCode::BAD_REQUEST, vec!["invalid_request"])
    );
    assert_eq!(browser.get_json("/api/auth/session").await.status, StatusCode::UNAUTHORIZED);
}
