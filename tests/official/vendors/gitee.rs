//! Gitee: <https://gitee.com/api/v5/oauth_doc>.

use serde_json::json;

use crate::{
    openid,
    vendor::Script,
    vendor_fixture::{Setup, VendorFixture},
};

const ME: &str = "/api/v5/user";

async fn open() -> VendorFixture {
    let me = json!({
        "id": 4711, "login": "jane", "name": "Jane Doe", "avatar_url": "https://foruda.gitee.com/avatar/jane.png",
        "email": "jane@example.com", "type": "User", "public_repos": 3,
    });
    let mut script = Script::oauth2(("/oauth/authorize", "/oauth/token"), [(ME, me)]);
    script.token =
        json!({ "token_type": "bearer", "expires_in": 86_400, "scope": "user_info", "created_at": 1_793_707_200 });
    let hosts = &[("https://gitee.com/oauth/", "BASE/oauth/"), ("https://gitee.com/api/", "BASE/api/")];
    VendorFixture::open(Setup { hosts, ..Setup::official("gitee", script) }).await
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = open().await;
    fixture
        .signs_in_as([
            ("email", json!("jane@example.com")),
            ("email_verified", json!(false)),
            ("username", json!("jane")),
            ("name", json!("Jane Doe")),
            ("avatar_url", json!("https://foruda.gitee.com/avatar/jane.png")),
        ])
        .await;
    assert!(!openid::secret_in_header(&fixture));
    fixture.vendor.seen(|seen| assert_eq!(seen.authorize[0]["scope"], "user_info"));
}

#[tokio::test]
async fn an_address_proves_nothing() {
    let fixture = open().await;
    openid::an_address_proves_nothing(&fixture, |script| script.document(ME)["id"] = json!(4712)).await;
}
/// A login can be changed: the number is who somebody is.
#[tokio::test]
async fn a_name_is_nobody() {
    let fixture = open().await;
    let first = fixture.signs_in().await;
    fixture.vendor.change(|script| script.document(ME)["login"] = "renamed".into());
    assert_eq!(fixture.signs_in().await["id"], first["id"]);
    fixture.vendor.change(|script| script.document(ME)["id"] = json!(4713));
    assert_ne!(fixture.signs_in().await["id"], first["id"]);
}
