//! Roblox: <https://create.roblox.com/docs/cloud/auth/oauth2-reference>.

use serde_json::{Value, json};

use crate::{
    openid,
    vendor::Paths,
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths = Paths {
    authorize: "/oauth/v1/authorize",
    token: "/oauth/v1/token",
    userinfo: "/oauth/v1/userinfo",
    keys: "/oauth/v1/certs",
};

fn setup() -> Setup {
    let more = json!({
        "issuer": "BASE/oauth/",
        "id_token_signing_alg_values_supported": ["ES256", "RS256"],
        "response_types_supported": ["none", "code"],
        "scopes_supported": ["openid", "profile"],
    });
    let person = json!({
        "sub": "12345678", "name": "Jane", "nickname": "Jane", "preferred_username": "jane_builds",
        "created_at": 1_607_354_232, "profile": "https://www.roblox.com/users/12345678/profile", "picture": null,
    });
    Setup {
        hosts: &[("https://apis.roblox.com/", "BASE/")],
        credentials: json!({}),
        ..openid::setup("roblox", "/oauth/.well-known/openid-configuration", &PATHS, more, &person)
    }
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = VendorFixture::open(setup()).await;
    fixture
        .signs_in_as([
            ("email", Value::Null),
            ("username", json!("jane_builds")),
            ("name", json!("Jane")),
            ("avatar_url", Value::Null),
        ])
        .await;
    fixture.vendor.seen(|seen| assert_eq!(seen.authorize[0]["scope"], "openid profile"));
}

/// A user name can be changed, and another person may take the old one: the number is who somebody is.
#[tokio::test]
async fn a_user_name_is_nobody() {
    let fixture = VendorFixture::open(setup()).await;
    let first = fixture.signs_in().await;
    fixture.vendor.change(|script| script.person(|person| person["sub"] = "87654321".into()));
    assert_ne!(fixture.signs_in().await["id"], first["id"]);
}
