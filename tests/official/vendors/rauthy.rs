//! Rauthy: <https://sebadob.github.io/rauthy/>.

use serde_json::json;

use crate::{
    openid,
    vendor::Paths,
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths = Paths {
    authorize: "/auth/v1/oidc/authorize",
    token: "/auth/v1/oidc/token",
    userinfo: "/auth/v1/oidc/userinfo",
    keys: "/auth/v1/oidc/certs",
};

fn setup() -> Setup {
    let more = json!({
        "issuer": "BASE/auth/v1/",
        "id_token_signing_alg_values_supported": ["RS256", "RS384", "RS512", "EdDSA"],
        "code_challenge_methods_supported": ["plain", "S256"],
        "end_session_endpoint": "BASE/auth/v1/oidc/logout",
    });
    let person = json!({
        "sub": "AbCdEf0123456789AbCdEf01", "name": "Jane Doe", "given_name": "Jane", "family_name": "Doe",
        "preferred_username": "jane", "email": "jane@example.com", "email_verified": true, "roles": ["user"],
        "groups": ["staff"],
    });
    openid::setup("rauthy", "/auth/v1/.well-known/openid-configuration", &PATHS, more, &person)
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
            ("groups", json!(["staff"])),
        ])
        .await;
}

#[tokio::test]
async fn only_a_verified_address_is_an_account() {
    openid::only_a_verified_address_is_an_account(&VendorFixture::open(setup()).await).await;
}

/// Rauthy's issuer ends with a slash: it is the same one without.
#[tokio::test]
async fn a_slash_at_the_end_may_be_left_out() {
    let setup = Setup { credentials: json!({ "issuer_url": "BASE/auth/v1" }), ..setup() };
    VendorFixture::open(setup).await.signs_in().await;
}
