//! Figma: <https://developers.figma.com/docs/rest-api/authentication/>.

use serde_json::json;

use crate::{
    openid,
    vendor::Script,
    vendor_fixture::{Setup, VendorFixture},
};

const ME: &str = "/v1/me";

async fn open() -> VendorFixture {
    let me = json!({ "id": "5522085", "email": "jane@example.com", "handle": "Jane Doe", "img_url": "https://s3-alpha.figma.com/jane.png" });
    let mut script = Script::oauth2(("/oauth", "/v1/oauth/token"), [(ME, me)]);
    script.token =
        json!({ "token_type": "bearer", "expires_in": 7_776_000, "user_id_string": "5522085", "refresh_token": "r" });
    let hosts = &[("https://www.figma.com/oauth", "BASE/oauth"), ("https://api.figma.com/", "BASE/")];
    VendorFixture::open(Setup { hosts, ..Setup::official("figma", script) }).await
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = open().await;
    fixture
        .signs_in_as([
            ("email", json!("jane@example.com")),
            ("email_verified", json!(false)),
            ("name", json!("Jane Doe")),
            ("avatar_url", json!("https://s3-alpha.figma.com/jane.png")),
        ])
        .await;
    assert!(openid::secret_in_header(&fixture));
    fixture.vendor.seen(|seen| assert_eq!(seen.authorize[0]["scope"], "current_user:read"));
}

#[tokio::test]
async fn an_address_proves_nothing() {
    let fixture = open().await;
    openid::an_address_proves_nothing(&fixture, |script| script.document(ME)["id"] = "5522086".into()).await;
}

#[tokio::test]
async fn an_answer_about_nobody_is_refused() {
    let fixture = open().await;
    fixture.vendor.change(|script| script.document(ME)["id"] = serde_json::Value::Null);
    fixture.is_refused("subject_missing").await;
}
