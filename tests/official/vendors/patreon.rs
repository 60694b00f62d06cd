//! Patreon: <https://docs.patreon.com/#oauth>.

use serde_json::json;

use crate::{
    openid,
    vendor::Script,
    vendor_fixture::{Setup, VendorFixture},
};

const ME: &str = "/api/oauth2/v2/identity";

async fn open() -> VendorFixture {
    let me = json!({
        "data": {
            "type": "user", "id": "32187",
            "attributes": {
                "email": "jane@example.com", "is_email_verified": true, "full_name": "Jane Doe", "vanity": "jane",
                "image_url": "https://c8.patreon.com/jane.png",
            },
        },
        "links": { "self": "https://www.patreon.com/api/oauth2/v2/user/32187" },
    });
    let mut script = Script::oauth2(("/oauth2/authorize", "/api/oauth2/token"), [(ME, me)]);
    script.token = json!({ "token_type": "Bearer", "expires_in": 2_678_400, "scope": "identity identity[email]", "version": "0.0.1" });
    let hosts = &[("https://www.patreon.com/oauth2/", "BASE/oauth2/"), ("https://www.patreon.com/api/", "BASE/api/")];
    VendorFixture::open(Setup { hosts, ..Setup::official("patreon", script) }).await
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = open().await;
    fixture
        .signs_in_as([
            ("email", json!("jane@example.com")),
            ("email_verified", json!(true)),
            ("username", json!("jane")),
            ("name", json!("Jane Doe")),
            ("avatar_url", json!("https://c8.patreon.com/jane.png")),
        ])
        .await;
    assert!(!openid::secret_in_header(&fixture));
    fixture.vendor.seen(|seen| assert_eq!(seen.authorize[0]["scope"], "identity identity[email]"));
}

/// AC-01.
#[tokio::test]
async fn an_unverified_address_takes_nothing_over() {
    let fixture = open().await;
    fixture.signs_in().await;
    fixture.vendor.change(|script| {
        let person = &mut script.document(ME)["data"];
        (person["id"], person["attributes"]["is_email_verified"]) = ("32188".into(), false.into());
    });
    fixture.is_refused("account_exists").await;
}

#[tokio::test]
async fn an_answer_about_nobody_is_refused() {
    let fixture = open().await;
    fixture.vendor.change(|script| script.document(ME)["data"] = serde_json::Value::Null);
    fixture.is_refused("subject_missing").await;
}
