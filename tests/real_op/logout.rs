//! Signing out here signs out there.

use http::StatusCode;

use crate::world::World;

#[tokio::test]
async fn both_sessions_end() {
    let world = World::new().await;
    let browser = world.browser();
    world.signs_in(&browser, "op-basic").await;
    // The provider remembers the browser: a second sign-in asks nobody.
    let silent = browser.get("/api/auth/providers/op-basic/authorize?prompt=none").await;
    let callback = browser.through_the_provider(&silent).await;
    world.landed(&browser.get(callback).await).await;

    let left = browser.post_form("/api/auth/logout", &[]).await;
    assert_eq!(browser.get_json("/api/auth/session").await.status, StatusCode::UNAUTHORIZED);
    let question = browser.abroad(&left).await;
    let back = browser.submit(&question).await;
    let events = world.op.events().await;
    let home = back.location().unwrap_or_else(|| panic!("the provider sends back: {back:?} {events:#?}"));
    assert_eq!((home.origin(), back.sent_on("state")), (world.site.base.origin(), left.sent_on("state")));
    assert!(events.complaints().is_empty(), "{:#?}", events.complaints());
    assert!(browser.get(home).await.body.contains("You are signed out"));

    let begun = browser.get("/api/auth/providers/op-basic/authorize?prompt=none").await;
    let callback = browser.through_the_provider(&begun).await;
    let answer = browser.get(callback).await;
    world.refused(&browser, &answer, "login_required", "the provider has forgotten the browser").await;
}

/// The provider no longer knows the key of our ID token and refuses: by then the person is signed out here.
#[tokio::test]
async fn the_provider_refuses() {
    let world = World::new().await;
    let browser = world.browser();
    world.signs_in(&browser, "op-basic").await;
    world.op.rotate("replace").await;
    let left = browser.post_form("/api/auth/logout", &[]).await;
    let refusal = browser.abroad(&left).await;
    assert_eq!(
        (refusal.status, world.op.events().await.errors("end_session.error")),
        (StatusCode::BAD_REQUEST, vec!["invalid_request"])
    );
    assert_eq!(browser.get_json("/api/auth/session").await.status, StatusCode::UNAUTHORIZED);
}
