//! What somebody is informed of whose address another person has verified.

use serde_json::json;
use vestibule_demo_idp::Person;
use vestibule_tests::{ServerFixture, Setup};

use super::sign_in_as;

/// WH-04: until they have another address.
#[tokio::test]
async fn who_loses_an_address_is_informed() {
    let fixture = ServerFixture::with(Setup { more: vec![("second", json!({}))], ..Setup::default() }).await;
    let claimant = |email: &str| Person {
        email: Some(email.to_owned()),
        email_verified: false,
        ..Person::new("another-subject", "mallory", "Mallory", "Other")
    };
    fixture.op.people().put(claimant("amara@example.com"));
    let mallory = fixture.browser();
    sign_in_as(&mallory, "second", "mallory").await;
    let lost = "amara@example.com has been verified by somebody else";
    let page = mallory.get("/account").await;
    assert!(page.body.contains("amara@example.com") && !page.body.contains(lost), "{}", page.body);

    let amara = fixture.browser();
    sign_in_as(&amara, "op", "amara").await;
    assert!(!amara.get("/account").await.body.contains(lost), "it is theirs");
    for _ in 0..2 {
        assert!(mallory.get("/account").await.body.contains(lost), "each time, until there is another address");
    }
    fixture.op.people().put(claimant("mallory@example.com"));
    sign_in_as(&mallory, "second", "mallory").await;
    let page = mallory.get("/account").await;
    assert!(page.body.contains("mallory@example.com") && !page.body.contains(lost), "{}", page.body);
}
