//! The certified provider says that a person has signed out there.

use http::StatusCode;
use serde_json::json;

use crate::fixture::ServerFixture;

/// LO-02: one session, by the provider's own token; the other one goes on.
#[tokio::test]
async fn the_provider_ends_a_session() {
    let fixture = ServerFixture::new().await;
    let (desk, phone) = (fixture.browser(), fixture.browser());
    fixture.signs_in(&desk, "op-basic").await;
    fixture.signs_in(&phone, "op-basic").await;
    // Without a name for it the provider takes the newest session of that person.
    assert_eq!(fixture.op.back_channel_logout("op-basic", "alice").await, 200);
    assert_eq!(phone.get_json("/api/auth/session").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(desk.get_json("/api/auth/session").await.status, StatusCode::OK);
    assert_eq!(fixture.op.back_channel_logout("op-basic", "alice").await, 200, "LO-03: it had ended before");
    assert_eq!(desk.get_json("/api/auth/session").await.status, StatusCode::OK);
}

/// LO-01, LO-03: by RP-initiated logout the session here ends first, and then the provider's token comes.
#[tokio::test]
async fn the_provider_answers_our_own_logout() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    fixture.signs_in(&browser, "op-basic").await;
    let left = browser.post_form("/api/auth/logout", &[]).await;
    let question = browser.abroad(&left).await;
    browser.submit(&question).await;
    let events = fixture.op.events().await;
    assert!(events.errors("backchannel.error").is_empty(), "{events:#?}");
    assert_eq!(events.count("backchannel.success"), 1, "{events:#?}");
}

/// LO-10: the key changed a moment ago.
#[tokio::test]
async fn with_a_new_key() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    fixture.signs_in(&browser, "op-post").await;
    fixture.op.rotate("replace").await;
    assert_eq!(fixture.op.back_channel_logout("op-post", "alice").await, 200);
    assert_eq!(browser.get_json("/api/auth/session").await.status, StatusCode::UNAUTHORIZED);
    let reported = fixture.audit(None).await.remove(0).event;
    assert_eq!(json!(reported.kind), json!("sign_out"));
}
