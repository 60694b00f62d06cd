//! VoidAuth: <https://voidauth.app/#/OIDC-Setup>.

use serde_json::json;

use crate::{
    openid,
    vendor::Paths,
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths = Paths { authorize: "/oidc/auth", token: "/oidc/token", userinfo: "/oidc/me", keys: "/oidc/jwks" };

fn setup() -> Setup {
    let more = json!({ "end_session_endpoint": "BASE/oidc/session/end", "authorization_response_iss_parameter_supported": true });
    let person = json!({
        "sub": "6f1d9a1c-0b7e-4d1f-9c40-1d7a3a6a2b11", "name": "Jane Doe", "preferred_username": "jane",
        "email": "jane@example.com", "email_verified": true, "groups": ["staff"],
    });
    let mut setup = openid::setup("voidauth", "/oidc/.well-known/openid-configuration", &PATHS, more, &person);
    setup.script.iss = Some("BASE/oidc");
    setup
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = VendorFixture::open(setup()).await;
    fixture
        .signs_in_as([
            ("email", json!("jane@example.com")),
            ("email_verified", json!(true)),
            ("username", json!("jane")),
            ("groups", json!(["staff"])),
        ])
        .await;
}

#[tokio::test]
async fn only_a_verified_address_is_an_account() {
    openid::only_a_verified_address_is_an_account(&VendorFixture::open(setup()).await).await;
}
