//! AD FS: <https://learn.microsoft.com/windows-server/identity/ad-fs/development/ad-fs-openid-connect-oauth-concepts>.

use serde_json::json;

use crate::{
    openid,
    vendor::Paths,
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths = Paths {
    authorize: "/adfs/oauth2/authorize/",
    token: "/adfs/oauth2/token/",
    userinfo: "/adfs/userinfo",
    keys: "/adfs/discovery/keys",
};

fn setup() -> Setup {
    let more = json!({
        "access_token_issuer": "http://adfs.example.com/adfs/services/trust",
        "end_session_endpoint": "BASE/adfs/oauth2/logout",
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token", "code token"],
        "subject_types_supported": ["pairwise"],
        "token_endpoint_auth_methods_supported": [
            "client_secret_post", "client_secret_basic", "private_key_jwt", "windows_client_authentication",
        ],
        "code_challenge_methods_supported": null,
        "scopes_supported": ["openid", "profile", "email", "allatclaims", "aza", "user_impersonation"],
    });
    let person = json!({ "sub": "zNZ9Kb4kPOxMCwL0pBVYh3kbQ0VfY0yVKLYg2ZJ1kC8=" });
    let mut setup = openid::setup("adfs", "/adfs/.well-known/openid-configuration", &PATHS, more, &person);
    *setup.script.claims() = json!({
        "iss": "BASE/adfs", "sub": "zNZ9Kb4kPOxMCwL0pBVYh3kbQ0VfY0yVKLYg2ZJ1kC8=", "upn": "jane@corp.example",
        "unique_name": "CORP\\jane", "name": "Jane Doe", "email": "jane@example.com", "group": "Domain Users",
        "pwd_exp": "1200000", "apptype": "Confidential",
    });
    setup
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = VendorFixture::open(setup()).await;
    fixture
        .signs_in_as([
            ("email", json!("jane@example.com")),
            ("email_verified", json!(false)),
            ("name", json!("Jane Doe")),
            ("groups", json!(["Domain Users"])),
        ])
        .await;
    fixture.vendor.seen(|seen| assert_eq!(seen.authorize[0]["scope"], "openid profile email allatclaims"));
}

/// Userinfo has the subject alone: all of the profile is in the ID token.
#[tokio::test]
async fn an_address_proves_nothing() {
    let fixture = VendorFixture::open(setup()).await;
    openid::an_address_proves_nothing(&fixture, |script| {
        script.person(|person| person["sub"] = "somebody-else".into());
    })
    .await;
}

/// One group is text, several are a list.
#[tokio::test]
async fn several_groups() {
    let fixture = VendorFixture::open(setup()).await;
    fixture.vendor.change(|script| script.claims()["group"] = json!(["Domain Users", "Staff"]));
    assert_eq!(fixture.signs_in().await["groups"], json!(["Domain Users", "Staff"]));
}
