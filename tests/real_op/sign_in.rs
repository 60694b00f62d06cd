//! A complete sign-in, and who comes out of it.

use http::StatusCode;
use serde_json::json;
use vestibule_store::{EventKind, Outcome};

use crate::fixture::ServerFixture;

/// The mapped person, in the session, on the account page, in the link and in the audit log.
#[tokio::test]
async fn the_person_is_mapped() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    fixture.signs_in(&browser, "op-basic").await;

    let user = browser.get_json("/api/auth/session").await.json()["user"].clone();
    assert_eq!((&user["email"], &user["email_verified"]), (&json!("alice@example.com"), &json!(true)));
    assert_eq!((&user["name"], &user["username"]), (&json!("Alice Archer"), &json!("alice")));
    assert_eq!((&user["first_name"], &user["last_name"]), (&json!("Alice"), &json!("Archer")));
    assert_eq!(user["groups"], json!(["admins", "staff"]));
    assert_eq!(user["avatar_url"], "https://example.com/alice.png");

    let id = serde_json::from_value(user["id"].clone()).unwrap();
    let links = fixture.application.store.list_links(id).await.unwrap();
    assert_eq!(links.len(), 1);
    let link = &links[0];
    assert_eq!((link.provider.as_str(), link.issuer.as_str()), ("op-basic", fixture.op.issuer.as_str()));
    assert_eq!(link.subject.as_str(), "alice");

    let events = fixture.audit(None).await;
    assert_eq!(events.len(), 1, "one sign-in is one audit event");
    assert_eq!((events[0].event.kind, events[0].event.outcome), (EventKind::SignIn, Outcome::Ok));
    let page = browser.get("/account").await;
    assert!(page.body.contains("Alice Archer") && page.body.contains("alice@example.com"), "{}", page.body);
}

/// An address that nobody has checked stays unverified, and is no way into the account of who has it verified.
#[tokio::test]
async fn an_unverified_address_is_nobodys() {
    let fixture = ServerFixture::new().await;
    fixture.signs_in(&fixture.browser(), "op-basic").await;
    fixture.op.change(json!({ "currentSub": "mallory" })).await;
    let browser = fixture.browser();
    let answer = browser.sign_in("op-post").await;
    fixture.refused(&browser, &answer, "account_exists", "mallory says that she is alice").await;

    let alone = json!({ "currentSub": "zoe", "accounts": { "zoe": { "email": "zoe@example.com", "name": "Zoe" } } });
    fixture.op.change(alone).await;
    let browser = fixture.browser();
    fixture.signs_in(&browser, "op-basic").await;
    let user = browser.get_json("/api/auth/session").await.json()["user"].clone();
    assert_eq!((&user["email"], &user["email_verified"]), (&json!("zoe@example.com"), &json!(false)));
}

/// A person of whom only a name is known.
#[tokio::test]
async fn a_person_without_an_address() {
    let fixture = ServerFixture::new().await;
    fixture.op.change(json!({ "currentSub": "nemo" })).await;
    let browser = fixture.browser();
    fixture.signs_in(&browser, "op-basic").await;
    let user = browser.get_json("/api/auth/session").await.json()["user"].clone();
    assert_eq!((&user["name"], &user["email"], &user["groups"]), (&json!("Nemo"), &json!(null), &json!([])));
    assert_eq!(browser.get("/account").await.status, StatusCode::OK);
}
