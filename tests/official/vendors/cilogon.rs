//! CILogon: <https://www.cilogon.org/oidc>.

use serde_json::json;

use crate::{
    openid,
    vendor::{METADATA, Paths},
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths =
    Paths { authorize: "/authorize", token: "/oauth2/token", userinfo: "/oauth2/userinfo", keys: "/oauth2/certs" };

fn setup() -> Setup {
    let more = json!({
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic", "private_key_jwt"],
        "scopes_supported": ["openid", "profile", "email", "org.cilogon.userinfo"],
        "code_challenge_methods_supported": ["plain", "S256"],
    });
    let person = json!({
        "sub": "http://cilogon.org/serverA/users/12345", "name": "Jane Doe", "given_name": "Jane", "family_name": "Doe",
        "email": "jane@university.example", "eppn": "jane@university.example", "idp_name": "Example University",
        "idp": "https://idp.university.example/shibboleth", "affiliation": "staff@university.example",
    });
    Setup {
        hosts: &[("const = \"https://cilogon.org", "const = \"BASE")],
        credentials: json!({}),
        ..openid::setup("cilogon", METADATA, &PATHS, more, &person)
    }
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = VendorFixture::open(setup()).await;
    fixture
        .signs_in_as([
            ("email", json!("jane@university.example")),
            ("email_verified", json!(false)),
            ("name", json!("Jane Doe")),
        ])
        .await;
    fixture.vendor.seen(|seen| assert_eq!(seen.authorize[0]["scope"], "openid profile email org.cilogon.userinfo"));
    assert!(!openid::secret_in_header(&fixture));
}

#[tokio::test]
async fn an_address_proves_nothing() {
    let fixture = VendorFixture::open(setup()).await;
    openid::an_address_proves_nothing(&fixture, |script| {
        script.person(|person| person["sub"] = "somebody-else".into());
    })
    .await;
}
