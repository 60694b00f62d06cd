//! Frontegg: <https://developers.frontegg.com/ciam/guides/management/frontegg-idp/via-oidc>.

use serde_json::{Value, json};

use crate::{
    vendor::{Paths, Script},
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths = Paths {
    authorize: "/oauth/authorize",
    token: "/oauth/token",
    userinfo: "/identity/resources/users/v2/me",
    keys: "/.well-known/jwks.json",
};

async fn open() -> VendorFixture {
    let discovery = json!({
        "issuer": "BASE",
        "response_types_supported": ["code", "id_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
    });
    let person = json!({
        "sub": "7d2f3c5e-0000-4000-8000-1234567890ab", "name": "Jane Smith", "email": "jane@example.com",
        "email_verified": true, "metadata": {}, "roles": ["Admin"], "permissions": ["fe.secure.read.users"],
        "tenantId": "93a1e0b2", "tenantIds": ["93a1e0b2"], "profilePictureUrl": "https://gravatar.example/jane.png",
        "type": "userToken",
    });
    let mut script = Script::oidc(&PATHS, discovery, &person);
    // Its profile is that of its own product: another shape, without `sub`.
    *script.document(PATHS.userinfo) = json!({
        "id": "7d2f3c5e-0000-4000-8000-1234567890ab", "email": "jane@example.com", "verified": true,
        "name": "Jane Smith", "profilePictureUrl": null, "tenantId": "93a1e0b2", "mfaEnrolled": false,
    });
    let credentials = json!({ "issuer_url": "BASE" });
    VendorFixture::open(Setup { credentials, ..Setup::official("frontegg", script) }).await
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = open().await;
    fixture
        .signs_in_as([
            ("email", json!("jane@example.com")),
            ("email_verified", json!(true)),
            ("name", json!("Jane Smith")),
            ("avatar_url", json!("https://gravatar.example/jane.png")),
            ("groups", json!(["Admin"])),
        ])
        .await;
    fixture
        .vendor
        .seen(|seen| assert!(seen.agents.is_empty(), "the ID token says enough, its profile is not asked for"));
}

/// A user name may look like an address and is none: nobody has verified it.
#[tokio::test]
async fn a_user_name_is_no_address() {
    let fixture = open().await;
    fixture.vendor.change(|script| {
        let claims = script.claims().as_object_mut().unwrap();
        claims.remove("email");
        claims.insert("preferred_username".into(), "jane.smith@example.com".into());
        script.document(PATHS.userinfo)["sub"] = "7d2f3c5e-0000-4000-8000-1234567890ab".into();
        script.document(PATHS.userinfo)["email"] = Value::Null;
    });
    fixture.signs_in_as([("email", Value::Null), ("username", json!("jane.smith"))]).await;
}

/// What the ID token leaves out is asked for, and an answer without the subject is not believed.
#[tokio::test]
async fn a_profile_without_a_subject_is_nobody() {
    let fixture = open().await;
    fixture.vendor.change(|script| script.claims()["email"] = Value::Null);
    fixture.is_refused("userinfo_mismatch").await;
}

#[tokio::test]
async fn addresses_and_roles_of_another_shape() {
    let fixture = open().await;
    for (verified, roles, groups) in [
        (json!("true"), json!("Admin"), json!(["Admin"])),
        (json!(0), json!([{ "key": "Admin" }, "Reader", 7]), json!(["Reader"])),
    ] {
        fixture.vendor.change(|script| {
            let claims = script.claims();
            (claims["email_verified"], claims["roles"]) = (verified, roles);
            claims["sub"] = groups.to_string().into();
            claims["email"] =
                format!("{}@example.com", groups.as_array().unwrap().len() + groups.to_string().len()).into();
        });
        fixture.signs_in_as([("email_verified", json!(false)), ("groups", groups)]).await;
    }
}

#[tokio::test]
async fn another_environment_vouches_for_nobody() {
    let fixture = open().await;
    fixture.vendor.change(|script| script.claims()["iss"] = "https://app-other.frontegg.com".into());
    fixture.is_refused("id_token_invalid").await;
}
