//! Kanidm: <https://github.com/kanidm/kanidm/blob/master/book/src/integrations/oauth2.md>.

use serde_json::json;

use crate::{
    openid,
    vendor::Paths,
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths = Paths {
    authorize: "/ui/oauth2",
    token: "/oauth2/token",
    userinfo: "/oauth2/openid/vestibule/userinfo",
    keys: "/oauth2/openid/vestibule/public_key.jwk",
};

fn setup() -> Setup {
    let more = json!({
        // RS256 is what a client has after `warning-enable-legacy-crypto`.
        "id_token_signing_alg_values_supported": ["ES256", "RS256"],
        "scopes_supported": ["openid", "profile", "email", "groups"],
    });
    let person = json!({
        "sub": "0e2c8a4f-6a1c-4d3d-8a7b-6f2a1f0f5d14", "name": "Jane Doe", "preferred_username": "jane@idm.example.com",
        "email": "jane@example.com", "email_verified": true,
        "groups": ["staff@idm.example.com", "a8d3c1f2-9b4e-4a52-9c40-1d7a3a6a2b11"],
    });
    openid::setup("kanidm", "/oauth2/openid/vestibule/.well-known/openid-configuration", &PATHS, more, &person)
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = VendorFixture::open(setup()).await;
    fixture
        .signs_in_as([
            ("email", json!("jane@example.com")),
            ("email_verified", json!(true)),
            ("name", json!("Jane Doe")),
            ("groups", json!(["staff@idm.example.com"])),
        ])
        .await;
    fixture.vendor.seen(|seen| assert_eq!(seen.authorize[0]["scope"], "openid profile email groups"));
    assert!(openid::secret_in_header(&fixture));
}

#[tokio::test]
async fn only_a_verified_address_is_an_account() {
    openid::only_a_verified_address_is_an_account(&VendorFixture::open(setup()).await).await;
}
