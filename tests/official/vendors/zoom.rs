//! Zoom: <https://developers.zoom.us/docs/integrations/oauth/>.

use serde_json::json;

use crate::{
    openid,
    vendor::Script,
    vendor_fixture::{Setup, VendorFixture},
};

const ME: &str = "/v2/users/me";

async fn open() -> VendorFixture {
    let me = json!({
        "id": "zJKyaiAyTNC-MWjiWC18KQ", "first_name": "Jane", "last_name": "Doe", "display_name": "Jane Doe",
        "email": "jane@example.com", "type": 2, "verified": 1, "pic_url": "https://us01web.zoom.us/p/jane", "status": "active",
        "account_id": "q6gBJVO5TzexKYTb_I2rpg",
    });
    let mut script = Script::oauth2(("/oauth/authorize", "/oauth/token"), [(ME, me)]);
    script.token = json!({ "token_type": "bearer", "expires_in": 3_599, "scope": "user:read:user", "refresh_token": "r", "api_url": "https://api.zoom.us" });
    let hosts = &[("https://zoom.us/", "BASE/"), ("https://api.zoom.us/", "BASE/")];
    VendorFixture::open(Setup { hosts, ..Setup::official("zoom", script) }).await
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = open().await;
    fixture
        .signs_in_as([
            ("email", json!("jane@example.com")),
            ("email_verified", json!(true)),
            ("name", json!("Jane Doe")),
            ("first_name", json!("Jane")),
            ("avatar_url", json!("https://us01web.zoom.us/p/jane")),
        ])
        .await;
    assert!(openid::secret_in_header(&fixture));
}

/// AC-01: Zoom says it with a number, 1 or 0; anything else is no.
#[tokio::test]
async fn an_unverified_address_takes_nothing_over() {
    let fixture = open().await;
    fixture.signs_in().await;
    for verified in [json!(0), json!("1"), json!(true), json!(null)] {
        fixture.vendor.change(|script| {
            let user = script.document(ME);
            (user["id"], user["verified"]) = ("another-user".into(), verified);
        });
        fixture.is_refused("account_exists").await;
    }
}
