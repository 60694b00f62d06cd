//! Authelia: <https://www.authelia.com/integration/openid-connect/introduction/>,
//! <https://www.authelia.com/integration/openid-connect/openid-connect-1.0-claims/>.

use serde_json::json;

use crate::{
    openid,
    vendor::{METADATA, PAR_BASIC, Paths},
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths = Paths {
    authorize: "/api/oidc/authorization",
    token: "/api/oidc/token",
    userinfo: "/api/oidc/userinfo",
    keys: "/jwks.json",
};

pub(crate) fn setup() -> Setup {
    let more = json!({
        "scopes_supported": ["offline_access", "openid", "profile", "groups", "email"],
        "token_endpoint_auth_methods_supported": [
            "client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none",
        ],
        "authorization_response_iss_parameter_supported": true,
        "pushed_authorization_request_endpoint": format!("BASE{PAR_BASIC}"),
        "require_pushed_authorization_requests": false,
    });
    let person = json!({
        "sub": "14bdd3a4-7e2d-4f0c-a9a1-2c6b6f1f0f5d", "name": "Jane Doe", "preferred_username": "jane",
        "email": "jane@example.com", "email_verified": true, "groups": ["dev", "admins"], "updated_at": 1_793_000_000,
    });
    let mut setup = openid::setup("authelia", METADATA, &PATHS, more, &person);
    *setup.script.claims() = json!({
        "iss": "BASE", "sub": "14bdd3a4-7e2d-4f0c-a9a1-2c6b6f1f0f5d", "amr": ["pwd", "otp", "mfa"], "azp": "client",
    });
    setup.script.iss = Some("BASE");
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
            ("groups", json!(["dev", "admins"])),
        ])
        .await;
    assert!(openid::secret_in_header(&fixture));
    fixture.vendor.seen(|seen| assert_eq!((seen.pushed, seen.authorize.len()), (1, 1), "it was pushed"));
}

/// Before 4.38 there is nothing to push to.
#[tokio::test]
async fn an_older_one_takes_requests_through_the_browser() {
    let mut setup = setup();
    let metadata = setup.script.document(METADATA).as_object_mut().unwrap();
    metadata.retain(|name, _| !name.contains("pushed"));
    let fixture = VendorFixture::open(setup).await;
    fixture.signs_in().await;
    fixture.vendor.seen(|seen| assert_eq!((seen.pushed, seen.authorize.len()), (0, 1)));
}

/// RFC 9207: Authelia names itself in its answer, and an answer without a name, or with another, is not its.
#[tokio::test]
async fn an_answer_names_its_issuer() {
    let fixture = VendorFixture::open(setup()).await;
    for iss in [None, Some("https://auth.other.example")] {
        fixture.vendor.change(|script| script.iss = iss);
        let browser = fixture.browser();
        let answer = browser.sign_in("authelia").await;
        assert!(browser.cookies("session").is_empty(), "{iss:?}: {:?}", answer.location());
    }
}
