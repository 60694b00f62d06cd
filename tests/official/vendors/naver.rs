//! Naver: <https://developers.naver.com/docs/login/api/api.md>.

use serde_json::json;

use crate::{
    openid,
    vendor::Script,
    vendor_fixture::{Setup, VendorFixture},
};

const ME: &str = "/v1/nid/me";

async fn open() -> VendorFixture {
    let me = json!({
        "resultcode": "00", "message": "success",
        "response": {
            "id": "32742776", "nickname": "openapi", "name": "Jane Doe", "email": "jane@naver.example",
            "profile_image": "https://phinf.pstatic.net/jane.png",
        },
    });
    let mut script = Script::oauth2(("/oauth2.0/authorize", "/oauth2.0/token"), [(ME, me)]);
    script.token = json!({ "token_type": "bearer", "expires_in": "3600", "refresh_token": "r" });
    let hosts = &[("https://nid.naver.com/", "BASE/"), ("https://openapi.naver.com/", "BASE/")];
    VendorFixture::open(Setup { hosts, ..Setup::official("naver", script) }).await
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = open().await;
    fixture
        .signs_in_as([
            ("email", json!("jane@naver.example")),
            ("email_verified", json!(false)),
            ("username", json!("openapi")),
            ("name", json!("Jane Doe")),
            ("avatar_url", json!("https://phinf.pstatic.net/jane.png")),
        ])
        .await;
    assert!(!openid::secret_in_header(&fixture));
}

#[tokio::test]
async fn an_address_proves_nothing() {
    let fixture = open().await;
    openid::an_address_proves_nothing(&fixture, |script| script.document(ME)["response"]["id"] = "32742777".into())
        .await;
}

/// Its errors have the status 200, at the token endpoint and at the profile.
#[tokio::test]
async fn an_error_is_an_error_whatever_its_status() {
    let fixture = open().await;
    fixture.vendor.change(|script| {
        *script.document(ME) = json!({ "resultcode": "024", "message": "Authentication failed" });
    });
    fixture.is_refused("subject_missing").await;
    let error = json!({ "error": "invalid_request", "error_description": "no valid data in session" });
    fixture.vendor.change(|script| script.token_error = Some(error));
    fixture.is_refused("token_exchange_failed").await;
}
