//! JumpCloud: <https://jumpcloud.com/support/sso-with-oidc>.

use serde_json::json;

use crate::{
    openid,
    vendor::{METADATA, Paths},
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths =
    Paths { authorize: "/oauth2/auth", token: "/oauth2/token", userinfo: "/userinfo", keys: "/.well-known/jwks.json" };

fn setup() -> Setup {
    let more = json!({ "issuer": "BASE/", "claims_supported": ["sub"] });
    let person = json!({
        "sub": "5f7c8ec7c33c6c004bbafe82", "email": "jane@example.com", "email_verified": true, "name": "Jane Doe",
        "given_name": "Jane", "family_name": "Doe", "groups": ["Staff"],
    });
    openid::setup("jumpcloud", METADATA, &PATHS, more, &person)
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = VendorFixture::open(setup()).await;
    fixture
        .signs_in_as([
            ("email", json!("jane@example.com")),
            ("email_verified", json!(true)),
            ("name", json!("Jane Doe")),
            ("groups", json!(["Staff"])),
        ])
        .await;
    assert!(openid::secret_in_header(&fixture));
}

#[tokio::test]
async fn only_a_verified_address_is_an_account() {
    openid::only_a_verified_address_is_an_account(&VendorFixture::open(setup()).await).await;
}
