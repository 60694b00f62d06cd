//! Okta: <https://developer.okta.com/docs/reference/api/oidc/>.

use serde_json::{Value, json};

use crate::{
    client_key::ClientKey,
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

/// <https://developer.okta.com/docs/api/openapi/okta-oauth/guides/client-auth/>: the audience is the URL that the assertion is
/// sent to.
#[tokio::test]
async fn a_key_takes_the_place_of_a_secret() {
    let key = ClientKey::rsa();
    let with = |key: &ClientKey, pem: &str| {
        let mut setup = setup();
        let fits = |header: &Value, claims: &Value| {
            (&header["alg"], &header["kid"]) == (&json!("RS256"), &json!("key-1"))
                && (&claims["iss"], &claims["sub"]) == (&json!("client"), &json!("client"))
                && claims["aud"].as_str().is_some_and(|audience| audience.ends_with("/oauth2/v1/token"))
        };
        setup.script.client = Some(key.vendor_expects("client_assertion", fits));
        let own = json!({ "client_secret": null, "private_key": pem, "private_key_id": "key-1" });
        setup.credentials.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
        setup
    };
    VendorFixture::open(with(&key, &key.pem)).await.signs_in().await;
    // CA-01: another key is refused.
    let other = VendorFixture::open(with(&key, &ClientKey::rsa().pem)).await;
    let reported = other.is_refused("provider_misconfigured").await;
    assert!(reported.contains("Check client_id, private_key"), "{reported}");
}
