//! Logto: <https://docs.logto.io/developers/custom-id-token>.

use serde_json::json;

use crate::{
    openid,
    vendor::Paths,
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths = Paths { authorize: "/oidc/auth", token: "/oidc/token", userinfo: "/oidc/me", keys: "/oidc/jwks" };

fn setup() -> Setup {
    let more = json!({
        "id_token_signing_alg_values_supported": ["ES384", "RS256"],
        "end_session_endpoint": "BASE/oidc/session/end",
        "authorization_response_iss_parameter_supported": true,
    });
    let person = json!({
        "sub": "foo123bar456", "name": "Jane Doe", "username": "jane", "picture": "https://cdn.example.com/jane.png",
        "email": "jane@example.com", "email_verified": true, "roles": ["editor"],
    });
    let mut setup = openid::setup("logto", "/oidc/.well-known/openid-configuration", &PATHS, more, &person);
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
            ("name", json!("Jane Doe")),
            ("avatar_url", json!("https://cdn.example.com/jane.png")),
            ("groups", json!(["editor"])),
        ])
        .await;
    fixture.vendor.seen(|seen| assert_eq!(seen.authorize[0]["scope"], "openid profile email roles"));
}

#[tokio::test]
async fn only_a_verified_address_is_an_account() {
    openid::only_a_verified_address_is_an_account(&VendorFixture::open(setup()).await).await;
}
