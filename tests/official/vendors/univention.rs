//! Univention: <https://docs.software-univention.de/keycloak-app/latest/configuration.html>.

use serde_json::json;

use crate::{
    openid,
    vendor::Paths,
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths = Paths {
    authorize: "/realms/ucs/protocol/openid-connect/auth",
    token: "/realms/ucs/protocol/openid-connect/token",
    userinfo: "/realms/ucs/protocol/openid-connect/userinfo",
    keys: "/realms/ucs/protocol/openid-connect/certs",
};

fn setup() -> Setup {
    let more = json!({ "end_session_endpoint": "BASE/realms/ucs/protocol/openid-connect/logout", "backchannel_logout_supported": true });
    let person = json!({
        "sub": "f:0e2c8a4f:jane", "email_verified": false, "name": "Jane Doe", "preferred_username": "jane",
        "given_name": "Jane", "family_name": "Doe", "email": "jane@example.com", "groups": ["Domain Users"],
        "uid": "jane",
    });
    openid::setup("univention", "/realms/ucs/.well-known/openid-configuration", &PATHS, more, &person)
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
            ("groups", json!(["Domain Users"])),
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
