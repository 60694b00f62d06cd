//! OneLogin: <https://developers.onelogin.com/openid-connect>.

use serde_json::json;

use crate::{
    openid,
    vendor::Paths,
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths = Paths {
    authorize: "/acme/oidc/2/auth",
    token: "/acme/oidc/2/token",
    userinfo: "/acme/oidc/2/me",
    keys: "/acme/oidc/2/certs",
};

fn setup() -> Setup {
    let more = json!({ "end_session_endpoint": "BASE/acme/oidc/2/logout", "scopes_supported": ["openid", "name", "profile", "groups", "email"] });
    let person = json!({
        "sub": "38456789", "email": "jane@example.com", "preferred_username": "jane", "name": "Jane Doe",
        "given_name": "Jane", "family_name": "Doe", "updated_at": "2026-11-03T11:59:58Z", "groups": ["Staff"],
    });
    Setup {
        hosts: &[("https://{subdomain}.onelogin.com/", "BASE/{subdomain}/")],
        credentials: json!({ "subdomain": "acme" }),
        ..openid::setup("onelogin", "/acme/oidc/2/.well-known/openid-configuration", &PATHS, more, &person)
    }
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
            ("groups", json!(["Staff"])),
        ])
        .await;
    assert!(openid::secret_in_header(&fixture));
}

#[tokio::test]
async fn an_address_proves_nothing() {
    let fixture = VendorFixture::open(setup()).await;
    openid::an_address_proves_nothing(&fixture, |script| {
        script.person(|person| person["sub"] = "somebody-else".into());
    })
    .await;
}
