//! Casdoor: <https://casdoor.org/docs/how-to-connect/oidc-client/>.

use serde_json::json;

use crate::{
    openid,
    vendor::{METADATA, Paths},
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths = Paths {
    authorize: "/login/oauth/authorize",
    token: "/api/login/oauth/access_token",
    userinfo: "/api/userinfo",
    keys: "/.well-known/jwks",
};

fn setup() -> Setup {
    let more = json!({
        "response_modes_supported": ["login", "code", "link"],
        "response_types_supported": ["code", "token", "id_token", "code token", "code id_token"],
        "scopes_supported": ["openid", "email", "profile", "address", "phone", "offline_access"],
        "request_parameter_supported": true,
    });
    let person = json!({
        "sub": "1f0e3d4c-5b6a-4789-90ab-cdef01234567", "preferred_username": "jane", "name": "Jane Doe",
        "email": "jane@example.com", "picture": "https://cdn.example.com/jane.png", "address": "New York",
    });
    let mut setup = openid::setup("casdoor", METADATA, &PATHS, more, &person);
    *setup.script.claims() = json!({
        // Its ID token is the row of its table: `name` is the user name.
        "iss": "BASE", "sub": "1f0e3d4c-5b6a-4789-90ab-cdef01234567", "owner": "built-in", "name": "jane",
        "displayName": "Jane Doe", "email": "jane@example.com", "isAdmin": false, "tokenType": "access-token",
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
            ("username", json!("jane")),
            ("name", json!("Jane Doe")),
            ("avatar_url", json!("https://cdn.example.com/jane.png")),
        ])
        .await;
}

#[tokio::test]
async fn an_address_proves_nothing() {
    let fixture = VendorFixture::open(setup()).await;
    openid::an_address_proves_nothing(&fixture, |script| {
        script.person(|person| person["sub"] = "somebody-else".into());
    })
    .await;
}
