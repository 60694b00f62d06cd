//! Google: <https://developers.google.com/identity/openid-connect/openid-connect>.

use serde_json::{Value, json};

use crate::{
    vendor::Script,
    vendor_fixture::{Setup, VendorFixture},
};

pub(crate) fn script() -> Script {
    let discovery = json!({
        "issuer": "BASE",
        "authorization_endpoint": "BASE/o/oauth2/v2/auth",
        "device_authorization_endpoint": "BASE/device/code",
        "token_endpoint": "BASE/token",
        "userinfo_endpoint": "BASE/v1/userinfo",
        "revocation_endpoint": "BASE/revoke",
        "jwks_uri": "BASE/oauth2/v3/certs",
        "response_types_supported": ["code", "token", "id_token", "code token", "code id_token", "none"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "email", "profile"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "code_challenge_methods_supported": ["plain", "S256"],
    });
    let person = json!({
        "sub": "110169484474386276334", "email": "jsmith@example.com", "email_verified": true, "hd": "example.com",
        "name": "Jane Smith", "given_name": "Jane", "family_name": "Smith",
        "picture": "https://lh3.googleusercontent.com/a/picture",
    });
    let mut claims = person.clone();
    (claims["iss"], claims["azp"]) = ("BASE".into(), "client".into());
    let documents = [("/.well-known/openid-configuration", discovery), ("/v1/userinfo", person)];
    let mut script = Script::oauth2(("/o/oauth2/v2/auth", "/token"), documents);
    script.keys = "/oauth2/v3/certs";
    script.id_token = Some(claims);
    script.token = json!({ "token_type": "Bearer", "expires_in": 3_920, "scope": "openid email profile" });
    script.iss = Some("BASE");
    script
}

async fn open(settings: Value) -> VendorFixture {
    let hosts = &[("https://accounts.google.com", "BASE")];
    VendorFixture::open(Setup { hosts, settings, ..Setup::official("google", script()) }).await
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = open(json!({})).await;
    let user = fixture.signs_in().await;
    for (field, value) in [
        ("email", json!("jsmith@example.com")),
        ("email_verified", json!(true)),
        ("name", json!("Jane Smith")),
        ("first_name", json!("Jane")),
        ("last_name", json!("Smith")),
        ("avatar_url", json!("https://lh3.googleusercontent.com/a/picture")),
    ] {
        assert_eq!(user[field], value, "{field}");
    }
    fixture.vendor.seen(|seen| assert_eq!(seen.authorize[0]["scope"], "openid profile email"));
}

/// The guide's way to let one Workspace domain in: what is asked for proves nothing, the signed claim does.
#[tokio::test]
async fn one_workspace_domain() {
    let settings = json!({ "required_claims": { "hd": "example.com" }, "authorize_params": { "hd": "example.com" } });
    let fixture = open(settings).await;
    fixture.signs_in().await;
    fixture.vendor.seen(|seen| assert_eq!(seen.authorize[0]["hd"], "example.com"));
    for hd in [json!("evil.example"), json!("EXAMPLE.com.evil"), json!(null)] {
        fixture.vendor.change(|script| {
            script.id_token.as_mut().unwrap()["hd"] = hd.clone();
            script.document("/v1/userinfo")["hd"] = hd.clone();
        });
        fixture.is_refused("not_allowed").await;
    }
}
