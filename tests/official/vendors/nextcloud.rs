//! Nextcloud with the app OIDC Identity Provider: <https://github.com/H2CK/oidc>.

use serde_json::json;

use crate::{
    openid,
    vendor::Paths,
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths = Paths {
    authorize: "/index.php/apps/oidc/authorize",
    token: "/index.php/apps/oidc/token",
    userinfo: "/index.php/apps/oidc/userinfo",
    keys: "/index.php/apps/oidc/jwks",
};

fn setup() -> Setup {
    let more = json!({
        "response_types_supported": ["code", "code id_token", "id_token"],
        "id_token_signing_alg_values_supported": ["RS256", "HS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "end_session_endpoint": "BASE/index.php/apps/oidc/logout",
        "scopes_supported": ["openid", "profile", "email", "roles", "groups"],
    });
    let person = json!({
        "sub": "jane", "preferred_username": "jane", "name": "Jane Doe", "email": "jane@example.com",
        "email_verified": true, "roles": ["staff"], "groups": ["staff"],
    });
    openid::setup("nextcloud", "/index.php/apps/oidc/openid-configuration", &PATHS, more, &person)
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
    assert!(!openid::secret_in_header(&fixture));
}

#[tokio::test]
async fn only_a_verified_address_is_an_account() {
    openid::only_a_verified_address_is_an_account(&VendorFixture::open(setup()).await).await;
}
