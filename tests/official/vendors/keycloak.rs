//! Keycloak: <https://www.keycloak.org/docs/latest/server_admin/>.

use serde_json::json;

use crate::{
    openid,
    vendor::Paths,
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths = Paths {
    authorize: "/realms/main/protocol/openid-connect/auth",
    token: "/realms/main/protocol/openid-connect/token",
    userinfo: "/realms/main/protocol/openid-connect/userinfo",
    keys: "/realms/main/protocol/openid-connect/certs",
};

pub(crate) fn setup() -> Setup {
    let more = json!({
        "end_session_endpoint": "BASE/realms/main/protocol/openid-connect/logout",
        "response_types_supported": ["code", "none", "id_token", "token", "id_token token", "code id_token"],
        "id_token_signing_alg_values_supported": ["PS384", "RS384", "EdDSA", "ES384", "HS256", "RS256", "ES256"],
        "token_endpoint_auth_methods_supported": [
            "private_key_jwt", "client_secret_basic", "client_secret_post", "tls_client_auth", "client_secret_jwt",
        ],
        "code_challenge_methods_supported": ["plain", "S256"],
        "backchannel_logout_supported": true,
    });
    let person = json!({
        "sub": "f1d9a1c0-b7e4-4d1f-9c40-1d7a3a6a2b11", "email_verified": true, "name": "Jane Doe", "given_name": "Jane",
        "family_name": "Doe", "preferred_username": "jane", "email": "jane@example.com", "groups": ["staff", "admins"],
    });
    openid::setup("keycloak", "/realms/main/.well-known/openid-configuration", &PATHS, more, &person)
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
            ("first_name", json!("Jane")),
            ("last_name", json!("Doe")),
            ("groups", json!(["staff", "admins"])),
        ])
        .await;
}

#[tokio::test]
async fn only_a_verified_address_is_an_account() {
    openid::only_a_verified_address_is_an_account(&VendorFixture::open(setup()).await).await;
}

/// Realms of one Keycloak share a host: a token of another one with the same client ID does not count.
#[tokio::test]
async fn another_realm_is_another_issuer() {
    let fixture = VendorFixture::open(setup()).await;
    fixture.vendor.change(|script| script.claims()["iss"] = "BASE/realms/other".into());
    fixture.is_refused("id_token_invalid").await;
}
