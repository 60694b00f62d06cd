//! Ory Hydra: <https://www.ory.com/docs/hydra/reference/cli/hydra-create-oauth2-client>.

use serde_json::json;

use crate::{
    openid,
    vendor::{METADATA, Paths},
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths =
    Paths { authorize: "/oauth2/auth", token: "/oauth2/token", userinfo: "/userinfo", keys: "/.well-known/jwks.json" };

fn setup() -> Setup {
    let more = json!({
        "issuer": "BASE/",
        "subject_types_supported": ["public", "pairwise"],
        "token_endpoint_auth_methods_supported": [
            "client_secret_post", "client_secret_basic", "private_key_jwt", "none",
        ],
        "end_session_endpoint": "BASE/oauth2/sessions/logout",
        "claims_supported": ["sub"],
    });
    let person = json!({
        "sub": "9f0a1c3e-0e5d-524a-409c-3a1d7a6a112b", "email": "jane@example.com", "email_verified": true,
        "name": "Jane Doe", "rat": 1_793_707_200, "groups": ["staff"],
    });
    openid::setup("hydra", METADATA, &PATHS, more, &person)
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = VendorFixture::open(setup()).await;
    fixture
        .signs_in_as([
            ("email", json!("jane@example.com")),
            ("email_verified", json!(true)),
            ("name", json!("Jane Doe")),
            ("groups", json!(["staff"])),
        ])
        .await;
    fixture.vendor.seen(|seen| assert_eq!(seen.authorize[0]["scope"], "openid profile email offline_access"));
    assert!(openid::secret_in_header(&fixture));
}

#[tokio::test]
async fn only_a_verified_address_is_an_account() {
    openid::only_a_verified_address_is_an_account(&VendorFixture::open(setup()).await).await;
}

/// A consent application that puts nothing into the session: somebody signs in, without a profile.
#[tokio::test]
async fn a_subject_alone_is_enough() {
    let fixture = VendorFixture::open(setup()).await;
    fixture.vendor.change(|script| {
        script.person(|person| person["email"] = serde_json::Value::Null);
    });
    assert!(fixture.signs_in().await["email"].is_null());
}
