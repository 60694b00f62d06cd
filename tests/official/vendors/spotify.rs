//! Spotify: <https://developer.spotify.com/documentation/web-api/reference/get-current-users-profile>.

use serde_json::json;

use crate::{
    openid,
    vendor::Script,
    vendor_fixture::{Setup, VendorFixture},
};

const ME: &str = "/v1/me";

async fn open() -> VendorFixture {
    let me = json!({
        "id": "janespot", "display_name": "Jane Doe", "email": "jane@example.com", "country": "SE", "product": "premium",
        "images": [{ "url": "https://i.scdn.co/image/jane", "height": 300, "width": 300 }], "type": "user",
        "uri": "spotify:user:janespot", "followers": { "href": null, "total": 3 },
    });
    let mut script = Script::oauth2(("/authorize", "/api/token"), [(ME, me)]);
    script.token = json!({ "token_type": "Bearer", "expires_in": 3_600, "scope": "user-read-email user-read-private" });
    let hosts = &[("https://accounts.spotify.com/", "BASE/"), ("https://api.spotify.com/", "BASE/")];
    VendorFixture::open(Setup { hosts, ..Setup::official("spotify", script) }).await
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = open().await;
    fixture
        .signs_in_as([
            ("email", json!("jane@example.com")),
            ("email_verified", json!(false)),
            ("username", json!("janespot")),
            ("name", json!("Jane Doe")),
            ("avatar_url", json!("https://i.scdn.co/image/jane")),
        ])
        .await;
    assert!(openid::secret_in_header(&fixture));
    fixture.vendor.seen(|seen| assert_eq!(seen.authorize[0]["scope"], "user-read-email user-read-private"));
}

#[tokio::test]
async fn an_address_proves_nothing() {
    let fixture = open().await;
    openid::an_address_proves_nothing(&fixture, |script| script.document(ME)["id"] = "somebody-else".into()).await;
}

#[tokio::test]
async fn without_a_picture() {
    let fixture = open().await;
    fixture.vendor.change(|script| {
        (script.document(ME)["images"], script.document(ME)["display_name"]) = (json!([]), json!(null));
    });
    fixture.signs_in_as([("avatar_url", json!(null)), ("name", json!("janespot"))]).await;
}
