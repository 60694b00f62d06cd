//! Gitea: <https://docs.gitea.com/development/oauth2-provider>.

use serde_json::json;

use crate::{
    openid,
    vendor::{METADATA, Paths},
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths = Paths {
    authorize: "/login/oauth/authorize",
    token: "/login/oauth/access_token",
    userinfo: "/login/oauth/userinfo",
    keys: "/login/oauth/keys",
};

fn setup() -> Setup {
    let more = json!({
        "response_types_supported": ["code", "id_token"],
        "scopes_supported": ["openid", "profile", "email", "groups"],
        "code_challenge_methods_supported": ["plain", "S256"],
    });
    let person = json!({
        "sub": "1", "name": "Jane Doe", "preferred_username": "jane", "email": "jane@example.com",
        "picture": "https://git.example.com/avatars/jane", "groups": ["acme", "acme:developers"],
    });
    let mut setup = openid::setup("gitea", METADATA, &PATHS, more, &person);
    setup.script.claims()["email_verified"] = true.into();
    setup
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
            ("groups", json!(["acme", "acme:developers"])),
        ])
        .await;
}

/// Userinfo does not say that the address is verified; the ID token does, and about the same one.
#[tokio::test]
async fn a_verified_address_is_the_one_of_the_id_token() {
    let fixture = VendorFixture::open(setup()).await;
    fixture.vendor.change(|script| script.document(PATHS.userinfo)["email"] = "changed@example.com".into());
    fixture.signs_in_as([("email", json!("changed@example.com")), ("email_verified", json!(false))]).await;
}
