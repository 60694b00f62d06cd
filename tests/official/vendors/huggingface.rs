//! Hugging Face: <https://huggingface.co/docs/hub/oauth>.

use serde_json::json;

use crate::{
    openid,
    vendor::{METADATA, Paths},
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths =
    Paths { authorize: "/oauth/authorize", token: "/oauth/token", userinfo: "/oauth/userinfo", keys: "/oauth/jwks" };

fn setup() -> Setup {
    let more = json!({ "scopes_supported": ["openid", "profile", "email", "read-repos"] });
    let person = json!({
        "sub": "62f264b9f3c90f4b6514a269", "name": "Jane Doe", "preferred_username": "jane",
        "profile": "https://huggingface.co/jane", "picture": "https://cdn-avatars.huggingface.co/jane.png",
        "email": "jane@example.com", "email_verified": true, "isPro": false,
        "orgs": [{ "sub": "5f0c", "name": "Acme Inc.", "preferred_username": "acme", "isEnterprise": false }],
    });
    Setup {
        hosts: &[("const = \"https://huggingface.co", "const = \"BASE")],
        credentials: json!({}),
        ..openid::setup("huggingface", METADATA, &PATHS, more, &person)
    }
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
            ("groups", json!(["acme"])),
        ])
        .await;
}

/// Who gives access to no organisation has no groups.
#[tokio::test]
async fn without_organisations_there_are_no_groups() {
    let fixture = VendorFixture::open(setup()).await;
    fixture.vendor.change(|script| script.person(|person| person["orgs"] = serde_json::Value::Null));
    assert_eq!(fixture.signs_in().await["groups"], json!([]));
}

#[tokio::test]
async fn only_a_verified_address_is_an_account() {
    openid::only_a_verified_address_is_an_account(&VendorFixture::open(setup()).await).await;
}
