//! Okta: <https://developer.okta.com/docs/reference/api/oidc/>.

use serde_json::json;

use crate::{
    openid,
    vendor::{METADATA, Paths},
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths = Paths {
    authorize: "/oauth2/v1/authorize",
    token: "/oauth2/v1/token",
    userinfo: "/oauth2/v1/userinfo",
    keys: "/oauth2/v1/keys",
};

fn setup() -> Setup {
    let more = json!({
        "end_session_endpoint": "BASE/oauth2/v1/logout",
        "response_types_supported": ["code", "id_token", "code id_token", "code token", "id_token token"],
        "token_endpoint_auth_methods_supported": [
            "client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none",
        ],
        "scopes_supported": ["openid", "profile", "email", "groups", "address", "phone", "offline_access"],
    });
    let person = json!({
        "sub": "00uid4BxXw6I6TV4m0g3", "name": "Jane Doe", "given_name": "Jane", "family_name": "Doe",
        "preferred_username": "jane@acme.example", "email": "jane@example.com", "email_verified": true,
        "groups": ["Everyone", "Staff"], "zoneinfo": "America/Los_Angeles", "updated_at": 1_793_000_000,
    });
    openid::setup("okta", METADATA, &PATHS, more, &person)
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = VendorFixture::open(setup()).await;
    fixture
        .signs_in_as([
            ("email", json!("jane@example.com")),
            ("email_verified", json!(true)),
            ("name", json!("Jane Doe")),
            ("first_name", json!("Jane")),
            ("groups", json!(["Everyone", "Staff"])),
        ])
        .await;
    fixture.vendor.seen(|seen| assert_eq!(seen.authorize[0]["scope"], "openid profile email offline_access"));
}

#[tokio::test]
async fn only_a_verified_address_is_an_account() {
    openid::only_a_verified_address_is_an_account(&VendorFixture::open(setup()).await).await;
}

/// The org authorization server and a custom one are two issuers.
#[tokio::test]
async fn a_token_of_a_custom_authorization_server_is_refused() {
    let fixture = VendorFixture::open(setup()).await;
    fixture.vendor.change(|script| script.claims()["iss"] = "BASE/oauth2/default".into());
    fixture.is_refused("id_token_invalid").await;
}
