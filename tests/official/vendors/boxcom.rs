//! Box: <https://developer.box.com/reference/get-users-me/>.

use serde_json::json;

use crate::{
    openid,
    vendor::Script,
    vendor_fixture::{Setup, VendorFixture},
};

const ME: &str = "/2.0/users/me";

async fn open() -> VendorFixture {
    let me = json!({
        "type": "user", "id": "11446498", "name": "Jane Doe", "login": "jane@example.com", "status": "active",
        "created_at": "2026-11-03T11:59:58-07:00", "avatar_url": "https://www.box.com/api/avatar/large/11446498",
    });
    let mut script = Script::oauth2(("/api/oauth2/authorize", "/oauth2/token"), [(ME, me)]);
    script.token = json!({ "token_type": "bearer", "expires_in": 3_600, "restricted_to": [], "refresh_token": "r" });
    let hosts = &[("https://account.box.com/", "BASE/"), ("https://api.box.com/", "BASE/")];
    VendorFixture::open(Setup { hosts, ..Setup::official("boxcom", script) }).await
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = open().await;
    fixture
        .signs_in_as([
            ("email", json!("jane@example.com")),
            ("email_verified", json!(false)),
            ("name", json!("Jane Doe")),
        ])
        .await;
    assert!(!openid::secret_in_header(&fixture));
}

#[tokio::test]
async fn an_address_proves_nothing() {
    let fixture = open().await;
    openid::an_address_proves_nothing(&fixture, |script| script.document(ME)["id"] = "11446499".into()).await;
}

#[tokio::test]
async fn an_answer_about_nobody_is_refused() {
    let fixture = open().await;
    fixture.vendor.change(|script| script.document(ME)["id"] = serde_json::Value::Null);
    fixture.is_refused("subject_missing").await;
}
