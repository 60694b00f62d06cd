//! Yahoo: <https://developer.yahoo.com/sign-in-with-yahoo/>.

use serde_json::json;

use crate::{
    openid,
    vendor::{METADATA, Paths},
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths = Paths {
    authorize: "/oauth2/request_auth",
    token: "/oauth2/get_token",
    userinfo: "/openid/v1/userinfo",
    keys: "/openid/v1/certs",
};

fn setup() -> Setup {
    let more = json!({
        "id_token_signing_alg_values_supported": ["ES256", "RS256"],
        "response_types_supported": ["code", "token", "id_token", "code id_token"],
    });
    let person = json!({
        "sub": "FSVIDUW3D7FSVIDUW3D72F2F", "name": "Jane Doe", "given_name": "Jane", "family_name": "Doe",
        "nickname": "jane", "email": "jane@yahoo.example", "email_verified": true, "locale": "en-US",
        "picture": "https://s.yimg.com/jane.jpg", "profile_images": { "image32": "https://s.yimg.com/j32.jpg" },
    });
    Setup {
        hosts: &[("https://api.login.yahoo.com", "BASE")],
        credentials: json!({}),
        ..openid::setup("yahoo", METADATA, &PATHS, more, &person)
    }
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = VendorFixture::open(setup()).await;
    fixture
        .signs_in_as([
            ("email", json!("jane@yahoo.example")),
            ("email_verified", json!(true)),
            ("username", json!("jane")),
            ("name", json!("Jane Doe")),
            ("avatar_url", json!("https://s.yimg.com/jane.jpg")),
        ])
        .await;
}

#[tokio::test]
async fn only_a_verified_address_is_an_account() {
    openid::only_a_verified_address_is_an_account(&VendorFixture::open(setup()).await).await;
}
