//! PingOne: <https://docs.pingidentity.com/pingone/applications/p1_applications_add_applications.html>.

use serde_json::json;

use crate::{
    openid,
    vendor::Paths,
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths = Paths {
    authorize: "/3e1c9f0a/as/authorize",
    token: "/3e1c9f0a/as/token",
    userinfo: "/3e1c9f0a/as/userinfo",
    keys: "/3e1c9f0a/as/jwks",
};

fn setup() -> Setup {
    let more = json!({
        "end_session_endpoint": "BASE/3e1c9f0a/as/signoff",
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "private_key_jwt"],
        "code_challenge_methods_supported": ["plain", "S256"],
    });
    let person = json!({
        "sub": "6f1d9a1c-0b7e-4d1f-9c40-1d7a3a6a2b11", "preferred_username": "jane", "name": "Jane Doe",
        "given_name": "Jane", "family_name": "Doe", "email": "jane@example.com", "groups": ["Staff"],
        "env": "3e1c9f0a", "org": "5d0e4a52",
    });
    openid::setup("pingone", "/3e1c9f0a/as/.well-known/openid-configuration", &PATHS, more, &person)
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = VendorFixture::open(setup()).await;
    fixture
        .signs_in_as([
            ("email", json!("jane@example.com")),
            ("email_verified", json!(false)),
            ("username", json!("jane")),
            ("groups", json!(["Staff"])),
        ])
        .await;
    assert!(openid::secret_in_header(&fixture));
}

#[tokio::test]
async fn an_address_proves_nothing() {
    let fixture = VendorFixture::open(setup()).await;
    openid::an_address_proves_nothing(&fixture, |script| {
        script.person(|person| person["sub"] = "somebody-else".into());
    })
    .await;
}

/// Environments share a host.
#[tokio::test]
async fn another_environment_is_another_issuer() {
    let fixture = VendorFixture::open(setup()).await;
    fixture.vendor.change(|script| script.claims()["iss"] = "BASE/9f0a1c3e/as".into());
    fixture.is_refused("id_token_invalid").await;
}
