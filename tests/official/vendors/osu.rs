//! osu!: <https://osu.ppy.sh/docs/index.html#authentication>.

use serde_json::json;

use crate::{
    openid,
    vendor::Script,
    vendor_fixture::{Setup, VendorFixture},
};

const ME: &str = "/api/v2/me";

async fn open() -> VendorFixture {
    let me = json!({
        "id": 2, "username": "peppy", "avatar_url": "https://a.ppy.sh/2?1657169614.png", "country_code": "AU",
        "is_active": true, "is_bot": false, "is_deleted": false, "previous_usernames": [], "statistics": {},
    });
    let mut script = Script::oauth2(("/oauth/authorize", "/oauth/token"), [(ME, me)]);
    script.token = json!({ "token_type": "Bearer", "expires_in": 86_400 });
    let hosts = &[("https://osu.ppy.sh/oauth/", "BASE/oauth/"), ("https://osu.ppy.sh/api/", "BASE/api/")];
    VendorFixture::open(Setup { hosts, ..Setup::official("osu", script) }).await
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = open().await;
    fixture
        .signs_in_as([
            ("email", json!(null)),
            ("username", json!("peppy")),
            ("avatar_url", json!("https://a.ppy.sh/2?1657169614.png")),
        ])
        .await;
    assert!(!openid::secret_in_header(&fixture));
    fixture.vendor.seen(|seen| assert_eq!(seen.authorize[0]["scope"], "identify"));
}

/// A user name can be bought, and the old one becomes free: the number is who somebody is.
#[tokio::test]
async fn a_name_is_nobody() {
    let fixture = open().await;
    let first = fixture.signs_in().await;
    fixture.vendor.change(|script| script.document(ME)["username"] = "renamed".into());
    assert_eq!(fixture.signs_in().await["id"], first["id"]);
    fixture.vendor.change(|script| script.document(ME)["id"] = json!(3));
    assert_ne!(fixture.signs_in().await["id"], first["id"]);
}
