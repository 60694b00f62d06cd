//! Clerk: <https://clerk.com/docs/guides/configure/auth-strategies/oauth/how-clerk-implements-oauth>.

use serde_json::json;

use crate::{
    openid,
    vendor::{METADATA, Paths},
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths = Paths {
    authorize: "/oauth/authorize",
    token: "/oauth/token",
    userinfo: "/oauth/userinfo",
    keys: "/.well-known/jwks.json",
};

fn setup() -> Setup {
    let more =
        json!({ "token_endpoint_auth_methods_supported": ["client_secret_basic", "none", "client_secret_post"] });
    let person = json!({
        "sub": "user_2NNEqL2nrIRdJ194ndJqAHwEfxC", "user_id": "user_2NNEqL2nrIRdJ194ndJqAHwEfxC", "name": "Jane Doe",
        "given_name": "Jane", "family_name": "Doe", "preferred_username": "jane", "email": "jane@example.com",
        "email_verified": true, "picture": "https://img.clerk.com/jane", "instance_id": "ins_1", "public_metadata": {},
    });
    openid::setup("clerk", METADATA, &PATHS, more, &person)
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
            ("avatar_url", json!("https://img.clerk.com/jane")),
        ])
        .await;
}

#[tokio::test]
async fn only_a_verified_address_is_an_account() {
    openid::only_a_verified_address_is_an_account(&VendorFixture::open(setup()).await).await;
}
