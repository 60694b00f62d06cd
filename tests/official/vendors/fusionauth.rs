//! FusionAuth: <https://fusionauth.io/docs/lifecycle/authenticate-users/oauth/endpoints>.

use serde_json::json;

use crate::{
    openid,
    vendor::{METADATA, Paths},
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths = Paths {
    authorize: "/oauth2/authorize",
    token: "/oauth2/token",
    userinfo: "/oauth2/userinfo",
    keys: "/.well-known/jwks.json",
};

fn setup() -> Setup {
    let more = json!({
        "end_session_endpoint": "BASE/oauth2/logout",
        "id_token_signing_alg_values_supported": ["ES256", "HS256", "RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
    });
    let person = json!({
        "sub": "3b6d2f70-4821-4694-ac89-60333c9c4165", "applicationId": "client", "email": "jane@example.com",
        "email_verified": true, "preferred_username": "jane", "given_name": "Jane", "family_name": "Doe",
        "roles": ["admin"], "tid": "d7d09513-a3f5-401c-9685-34ab6c552453",
    });
    openid::setup("fusionauth", METADATA, &PATHS, more, &person)
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = VendorFixture::open(setup()).await;
    fixture
        .signs_in_as([
            ("email", json!("jane@example.com")),
            ("email_verified", json!(true)),
            ("username", json!("jane")),
            ("first_name", json!("Jane")),
            ("groups", json!(["admin"])),
        ])
        .await;
}

#[tokio::test]
async fn only_a_verified_address_is_an_account() {
    openid::only_a_verified_address_is_an_account(&VendorFixture::open(setup()).await).await;
}

/// The issuer that a tenant comes with is no address of FusionAuth.
#[tokio::test]
async fn the_first_issuer_of_a_tenant_is_explained() {
    let mut fresh = setup();
    fresh.script.document(METADATA)["issuer"] = "acme.com".into();
    let faults = VendorFixture::open_without_waiting(fresh).await.faults().await;
    assert!(faults.contains("acme.com"), "{faults}");
}
