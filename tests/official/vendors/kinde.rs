//! Kinde: <https://docs.kinde.com/developer-tools/about/using-kinde-without-an-sdk/>,
//! <https://docs.kinde.com/build/tokens/about-id-tokens/>.

use serde_json::{Value, json};

use crate::{
    vendor::{Paths, Script},
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths = Paths {
    authorize: "/oauth2/auth",
    token: "/oauth2/token",
    userinfo: "/oauth2/v2/user_profile",
    keys: "/.well-known/jwks",
};

fn setup(settings: Value) -> Setup {
    let discovery = json!({
        "issuer": "BASE",
        "end_session_endpoint": "BASE/logout",
        "response_types_supported": ["code", "id_token", "code id_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "code_challenge_methods_supported": ["plain", "S256"],
    });
    // Nothing says whether the address is verified.
    let person = json!({
        "sub": "kp_5a1fb20000000000000000000000abcd", "email": "jane.smith@example.com", "name": "Jane Smith",
        "given_name": "Jane", "family_name": "Smith", "picture": "https://gravatar.com/avatar/abc?d=blank",
    });
    let mut script = Script::oidc(&PATHS, discovery, &person);
    let claims = script.claims();
    claims["aud"] = json!(["BASE", "client"]);
    (claims["azp"], claims["org_codes"]) = ("client".into(), json!(["org_a1b2c3"]));
    Setup { credentials: json!({ "issuer_url": "BASE" }), settings, ..Setup::official("kinde", script) }
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = VendorFixture::open(setup(json!({}))).await;
    fixture
        .signs_in_as([
            ("email", json!("jane.smith@example.com")),
            ("email_verified", json!(false)),
            ("name", json!("Jane Smith")),
            ("first_name", json!("Jane")),
            ("last_name", json!("Smith")),
            ("avatar_url", json!("https://gravatar.com/avatar/abc?d=blank")),
        ])
        .await;
    fixture.vendor.seen(|seen| assert_eq!(seen.authorize[0]["scope"], "openid profile email offline"));
}

/// The business's domain may be listed with our client, and the token must say that it was made for us.
#[tokio::test]
async fn a_token_is_for_this_application() {
    let fixture = VendorFixture::open(setup(json!({}))).await;
    for (aud, azp) in [
        (json!(["client"]), Value::Null),
        (json!("client"), json!("client")),
        (json!(["client", "BASE", "https://api.example.com"]), json!("client")),
    ] {
        fixture.vendor.change(|script| {
            script.claims()["aud"] = aud;
            if azp.is_null() {
                script.claims().as_object_mut().unwrap().remove("azp");
            } else {
                script.claims()["azp"] = azp;
            }
        });
        fixture.signs_in().await;
    }
    for (aud, azp) in [
        (json!(["BASE"]), json!("client")),
        (json!(["BASE", "client"]), json!("another")),
        (json!(["BASE", "client"]), json!(["client"])),
        (json!(["BASE", "client"]), Value::Null),
        (json!([]), json!("client")),
    ] {
        fixture.vendor.change(|script| (script.claims()["aud"], script.claims()["azp"]) = (aud, azp));
        fixture.is_refused("id_token_invalid").await;
    }
}

/// The guide's two ways: an address proves nothing, or the administrator says that all of them are proven.
#[tokio::test]
async fn an_address_counts_as_verified_when_the_administrator_says_so() {
    let fixture = VendorFixture::open(setup(json!({}))).await;
    let first = fixture.signs_in().await;
    fixture.vendor.change(|script| script.person(|person| person["sub"] = "kp_another".into()));
    let another = fixture.signs_in().await;
    assert_ne!(another["id"], first["id"], "it opens nobody's account, and is nobody's alone");
    assert_eq!((&first["email_verified"], &another["email_verified"]), (&json!(false), &json!(false)));
    let fixture = VendorFixture::open(setup(json!({ "linking": "trusted_email" }))).await;
    fixture.signs_in_as([("email_verified", json!(true))]).await;
    fixture.vendor.change(|script| script.person(|person| person["sub"] = "kp_another".into()));
    fixture.is_refused("account_exists").await;
}

/// The profile of the older endpoint has other names, and no `sub`: it is never taken for a person.
#[tokio::test]
async fn the_old_profile_is_nobody() {
    let fixture = VendorFixture::open(setup(json!({}))).await;
    fixture.vendor.change(|script| {
        *script.document(PATHS.userinfo) = json!({
            "id": "kp_5a1fb20000000000000000000000abcd", "preferred_email": "jane.smith@example.com",
            "first_name": "Jane", "last_name": "Smith", "is_password_reset_requested": false,
        });
    });
    fixture.is_refused("userinfo_mismatch").await;
}

#[tokio::test]
async fn another_business_vouches_for_nobody() {
    let fixture = VendorFixture::open(setup(json!({}))).await;
    fixture.vendor.change(|script| script.claims()["iss"] = "https://other.kinde.com".into());
    fixture.is_refused("id_token_invalid").await;
}
