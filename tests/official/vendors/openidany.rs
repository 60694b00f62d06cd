//! A server that each person chooses, with OpenID Connect and open dynamic registration, as Solid servers have it:
//! <https://solidproject.org/TR/oidc>, 2026-11-29.

use serde_json::json;

use crate::{
    openid,
    vendor::{CLIENT_ID, CLIENT_SECRET, METADATA, Paths},
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths = Paths { authorize: "/auth", token: "/token", userinfo: "/me", keys: "/jwks" };
const REGISTER: &str = "/register";

fn setup() -> Setup {
    let more = json!({ "registration_endpoint": format!("BASE{REGISTER}"), "scopes_supported": ["openid", "webid"] });
    let person = json!({
        "sub": "jane", "name": "Jane Doe", "email": "jane@example.com", "email_verified": true, "groups": ["admins"],
    });
    let mut setup = openid::setup("openidany", METADATA, &PATHS, more, &person);
    let client = json!({
        "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "client_secret_expires_at": 0,
        "token_endpoint_auth_method": "client_secret_basic",
    });
    setup.script.posts.insert(REGISTER, (201, client));
    Setup { credentials: json!({ "client_id": null, "client_secret": null }), ..setup }
}

/// PS-08: the server can be anybody's: an address that it calls verified is not, and its groups are no groups.
#[tokio::test]
async fn ps_08_a_person_signs_in_and_proves_nothing_else() {
    let fixture = VendorFixture::open(setup()).await;
    let browser = fixture.browser();
    let begun = browser.get(format!("/api/auth/providers/openidany/authorize?server={}", fixture.vendor.base)).await;
    let callback = browser.through_the_provider(&begun).await;
    let done = browser.get(callback).await;
    assert_eq!(done.header("location"), Some("/"), "{done:?}");
    let user = browser.get_json("/api/auth/session").await.json()["user"].clone();
    assert_eq!((&user["name"], &user["email"]), (&json!("Jane Doe"), &json!("jane@example.com")));
    assert_eq!(user["email_verified"], false);
    assert!(user["groups"].as_array().is_none_or(Vec::is_empty), "{user}");
}

/// PS-04: metadata that names another issuer than the server that was entered is refused.
#[tokio::test]
async fn ps_04_a_server_is_its_issuer() {
    let mut other = setup();
    other.script.document(METADATA)["issuer"] = "https://id.example.com".into();
    let fixture = VendorFixture::open(other).await;
    let answer =
        fixture.browser().get(format!("/api/auth/providers/openidany/authorize?server={}", fixture.vendor.base)).await;
    assert_eq!(answer.code(), "invalid_server", "{answer:?}");
}
