//! Coinbase: <https://docs.cdp.coinbase.com/coinbase-app/oauth2-integration/overview>.

use serde_json::json;

use crate::{
    openid,
    vendor::Script,
    vendor_fixture::{Setup, VendorFixture},
};

const ME: &str = "/v2/user";

async fn open() -> VendorFixture {
    let me = json!({
        "data": {
            "id": "9da7a204-544e-5fd1-9a12-61176c5d4cd8", "name": "Jane Doe", "username": null, "resource": "user",
            "email": "jane@example.com", "avatar_url": "https://images.coinbase.com/avatar?h=jane",
        },
    });
    let mut script = Script::oauth2(("/oauth2/auth", "/oauth2/token"), [(ME, me)]);
    script.token =
        json!({ "token_type": "bearer", "expires_in": 3_600, "scope": "wallet:user:read wallet:user:email" });
    let hosts = &[("https://login.coinbase.com/", "BASE/"), ("https://api.coinbase.com/", "BASE/")];
    VendorFixture::open(Setup { hosts, ..Setup::official("coinbase", script) }).await
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = open().await;
    fixture
        .signs_in_as([
            ("email", json!("jane@example.com")),
            ("email_verified", json!(false)),
            ("name", json!("Jane Doe")),
            ("avatar_url", json!("https://images.coinbase.com/avatar?h=jane")),
        ])
        .await;
    assert!(!openid::secret_in_header(&fixture));
    fixture.vendor.seen(|seen| assert_eq!(seen.authorize[0]["scope"], "wallet:user:read wallet:user:email"));
}

#[tokio::test]
async fn an_address_proves_nothing() {
    let fixture = open().await;
    openid::an_address_proves_nothing(&fixture, |script| script.document(ME)["data"]["id"] = "another-user".into())
        .await;
}

#[tokio::test]
async fn an_answer_about_nobody_is_refused() {
    let fixture = open().await;
    fixture.vendor.change(|script| script.document(ME)["data"] = serde_json::Value::Null);
    fixture.is_refused("subject_missing").await;
}
