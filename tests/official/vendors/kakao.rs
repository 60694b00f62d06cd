//! Kakao: <https://developers.kakao.com/docs/latest/en/kakaologin/rest-api>.

use serde_json::json;

use crate::{
    openid,
    vendor::{METADATA, Paths},
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths = Paths {
    authorize: "/oauth/authorize",
    token: "/oauth/token",
    userinfo: "/v1/oidc/userinfo",
    keys: "/.well-known/jwks.json",
};

fn setup() -> Setup {
    let more = json!({
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
        "subject_types_supported": ["public"],
        "claims_supported": ["iss", "aud", "sub", "auth_time", "exp", "iat", "nonce", "nickname", "picture", "email"],
    });
    let person = json!({
        "sub": "166959", "nickname": "JordyTest", "picture": "https://k.kakaocdn.net/jordy.jpg",
        "email": "jordy@example.com", "email_verified": true,
    });
    let mut setup = Setup {
        hosts: &[("const = \"https://kauth.kakao.com", "const = \"BASE")],
        credentials: json!({}),
        ..openid::setup("kakao", METADATA, &PATHS, more, &person)
    };
    *setup.script.claims() = json!({
        "iss": "BASE", "sub": "166959", "auth_time": 1_793_707_000, "nickname": "JordyTest",
        "picture": "https://k.kakaocdn.net/jordy.jpg", "email": "jordy@example.com",
    });
    setup
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = VendorFixture::open(setup()).await;
    fixture
        .signs_in_as([
            ("email", json!("jordy@example.com")),
            ("email_verified", json!(true)),
            ("name", json!("JordyTest")),
            ("avatar_url", json!("https://k.kakaocdn.net/jordy.jpg")),
        ])
        .await;
    assert!(!openid::secret_in_header(&fixture));
}

/// Whoever does not agree to show their address signs in without one.
#[tokio::test]
async fn without_consent_there_is_no_address() {
    let fixture = VendorFixture::open(setup()).await;
    fixture.vendor.change(|script| {
        script.person(|person| (person["email"], person["email_verified"]) = Default::default());
    });
    fixture.signs_in_as([("email", json!(null)), ("email_verified", json!(false))]).await;
}
