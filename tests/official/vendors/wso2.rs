//! WSO2 Identity Server: <https://is.docs.wso2.com/en/latest/guides/applications/register-oidc-web-app/>.

use serde_json::json;

use crate::{
    openid,
    vendor::Paths,
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths = Paths {
    authorize: "/oauth2/authorize",
    token: "/oauth2/token",
    userinfo: "/oauth2/userinfo",
    keys: "/oauth2/jwks",
};

fn setup() -> Setup {
    let more = json!({
        "end_session_endpoint": "BASE/oidc/logout",
        "subject_types_supported": ["public", "pairwise"],
        "code_challenge_methods_supported": ["S256", "plain"],
        "backchannel_logout_supported": true,
    });
    let person = json!({
        "sub": "9f0a1c3e-0e5d-524a-409c-3a1d7a6a112b", "username": "jane", "given_name": "Jane", "family_name": "Doe",
        "name": "Jane Doe", "email": "jane@example.com", "groups": ["staff"], "org_name": "Super",
    });
    openid::setup("wso2", "/oauth2/token/.well-known/openid-configuration", &PATHS, more, &person)
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = VendorFixture::open(setup()).await;
    fixture
        .signs_in_as([
            ("email", json!("jane@example.com")),
            ("email_verified", json!(false)),
            ("username", json!("jane")),
            ("groups", json!(["staff"])),
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
