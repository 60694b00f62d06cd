//! Dex: <https://dexidp.io/docs/configuration/custom-scopes-claims-clients/>.

use serde_json::json;

use crate::{
    openid,
    vendor::Paths,
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths =
    Paths { authorize: "/dex/auth", token: "/dex/token", userinfo: "/dex/userinfo", keys: "/dex/keys" };

fn setup() -> Setup {
    let more = json!({ "scopes_supported": ["openid", "email", "groups", "profile", "offline_access"] });
    let person = json!({
        "sub": "CgRqYW5lEgVsb2NhbA", "email": "jane@example.com", "email_verified": true, "groups": ["acme:developers"],
        "name": "Jane Doe", "preferred_username": "jane",
    });
    openid::setup("dex", "/dex/.well-known/openid-configuration", &PATHS, more, &person)
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
            ("groups", json!(["acme:developers"])),
        ])
        .await;
    fixture.vendor.seen(|seen| assert_eq!(seen.authorize[0]["scope"], "openid profile email groups offline_access"));
}

#[tokio::test]
async fn only_a_verified_address_is_an_account() {
    openid::only_a_verified_address_is_an_account(&VendorFixture::open(setup()).await).await;
}

/// Cross-client trust: a token that another client asked for in our name is for both, and `azp` says which one asked.
#[tokio::test]
async fn a_token_that_another_client_asked_for_is_refused() {
    let fixture = VendorFixture::open(setup()).await;
    fixture.vendor.change(|script| {
        let claims = script.claims();
        (claims["aud"], claims["azp"]) = (json!(["client", "other-app"]), "other-app".into());
    });
    fixture.is_refused("id_token_invalid").await;
}
