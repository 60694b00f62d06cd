//! Bitbucket Cloud: <https://developer.atlassian.com/cloud/bitbucket/oauth-2/>.

use serde_json::json;

use crate::{
    openid,
    vendor::Script,
    vendor_fixture::{Setup, VendorFixture},
};

const ME: &str = "/2.0/user";
const EMAILS: &str = "/2.0/user/emails";

async fn open() -> VendorFixture {
    let me = json!({
        "type": "user", "uuid": "{6f1d9a1c-0b7e-4d1f-9c40-1d7a3a6a2b11}", "account_id": "557058:c0b72ad0", "nickname": "jane",
        "display_name": "Jane Doe", "links": { "avatar": { "href": "https://avatar.example.com/jane.png" } },
    });
    let emails = json!({
        "values": [
            { "type": "email", "email": "old@example.com", "is_primary": false, "is_confirmed": true },
            { "type": "email", "email": "jane@example.com", "is_primary": true, "is_confirmed": true },
        ],
        "pagelen": 10, "size": 2, "page": 1,
    });
    let mut script =
        Script::oauth2(("/site/oauth2/authorize", "/site/oauth2/access_token"), [(ME, me), (EMAILS, emails)]);
    script.token =
        json!({ "token_type": "bearer", "expires_in": 7_200, "scopes": "account email", "refresh_token": "r" });
    let hosts = &[("https://bitbucket.org/", "BASE/"), ("https://api.bitbucket.org/", "BASE/")];
    VendorFixture::open(Setup { hosts, ..Setup::official("bitbucket", script) }).await
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
            ("avatar_url", json!("https://avatar.example.com/jane.png")),
        ])
        .await;
    assert!(openid::secret_in_header(&fixture));
    fixture.vendor.seen(|seen| assert_eq!(seen.authorize[0]["scope"], "account email"));
}

/// AC-01: an address that is not confirmed, or not the primary one, is not taken.
#[tokio::test]
async fn only_the_confirmed_primary_address_is_taken() {
    for (primary, confirmed) in [(true, json!(false)), (false, json!(true)), (true, json!("true"))] {
        let fixture = open().await;
        fixture.vendor.change(|script| {
            let address = json!({ "email": "jane@example.com", "is_primary": primary, "is_confirmed": confirmed });
            script.document(EMAILS)["values"] = json!([address]);
        });
        fixture.signs_in_as([("email", json!(null)), ("email_verified", json!(false))]).await;
    }
}
