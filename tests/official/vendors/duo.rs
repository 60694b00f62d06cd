//! Duo: <https://duo.com/docs/sso-oidc-generic>.

use serde_json::json;

use crate::{
    openid,
    vendor::Paths,
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths = Paths {
    authorize: "/oidc/client/authorize",
    token: "/oidc/client/token",
    userinfo: "/oidc/client/userinfo",
    keys: "/oidc/client/jwks",
};

fn setup() -> Setup {
    let more = json!({ "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "private_key_jwt"] });
    let person = json!({
        "sub": "jane@example.com", "email": "jane@example.com", "name": "Jane Doe", "given_name": "Jane",
        "family_name": "Doe", "preferred_username": "jane",
    });
    openid::setup("duo", "/oidc/client/.well-known/openid-configuration", &PATHS, more, &person)
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = VendorFixture::open(setup()).await;
    fixture
        .signs_in_as([
            ("email", json!("jane@example.com")),
            ("email_verified", json!(false)),
            ("username", json!("jane")),
            ("name", json!("Jane Doe")),
        ])
        .await;
}

#[tokio::test]
async fn an_address_proves_nothing() {
    let fixture = VendorFixture::open(setup()).await;
    openid::an_address_proves_nothing(&fixture, |script| {
        script.person(|person| person["sub"] = "somebody-else".into());
    })
    .await;
}

/// Every application has an issuer of its own.
#[tokio::test]
async fn another_application_is_another_issuer() {
    let fixture = VendorFixture::open(setup()).await;
    fixture.vendor.change(|script| script.claims()["iss"] = "BASE/oidc/DIOTHER".into());
    fixture.is_refused("id_token_invalid").await;
}
