//! Apple: <https://developer.apple.com/documentation/signinwithapplerestapi>.

use serde_json::{Value, json};

use crate::{
    client_key::ClientKey,
    openid,
    vendor::{METADATA, Paths},
    vendor_fixture::{Setup, VendorFixture},
};

const PATHS: Paths =
    Paths { authorize: "/auth/authorize", token: "/auth/token", userinfo: "/no-userinfo", keys: "/auth/keys" };

pub(crate) fn setup(key: &ClientKey) -> Setup {
    let more = json!({
        "userinfo_endpoint": null,
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
        "code_challenge_methods_supported": null,
        "scopes_supported": ["openid", "email", "name"],
        "revocation_endpoint": "BASE/auth/revoke",
    });
    let person = json!({
        "sub": "001234.0123456789abcdef0123456789abcdef.0123", "email": "jane@privaterelay.appleid.com",
        "email_verified": true, "is_private_email": true, "nonce_supported": true,
    });
    let mut setup = openid::setup("apple", METADATA, &PATHS, more, &person);
    // What is documented: <https://developer.apple.com/documentation/signinwithapplerestapi/generate-and-validate-tokens>
    let fits = |header: &Value, claims: &Value| {
        let base = claims["aud"].as_str().unwrap_or_default();
        let lifetime = claims["exp"].as_i64().zip(claims["iat"].as_i64()).map(|(exp, iat)| exp - iat);
        (&header["alg"], &header["kid"]) == (&json!("ES256"), &json!("ABC123DEFG"))
            && (&claims["iss"], &claims["sub"]) == (&json!("DEF123GHIJ"), &json!("client"))
            && base.starts_with("http://localhost:")
            && base.matches('/').count() == 2
            && lifetime.is_some_and(|lifetime| (1..=15_777_000).contains(&lifetime))
    };
    setup.script.client = Some(key.vendor_expects("client_secret", fits));
    setup.script.token = json!({ "token_type": "Bearer", "expires_in": 3_600, "refresh_token": "r" });
    Setup {
        hosts: &[("https://appleid.apple.com", "BASE")],
        credentials: json!({
            "client_secret": null, "team_id": "DEF123GHIJ", "private_key_id": "ABC123DEFG", "private_key": key.pem,
        }),
        ..setup
    }
}

#[tokio::test]
async fn a_person_signs_in() {
    let fixture = VendorFixture::open(setup(&ClientKey::p256())).await;
    fixture.signs_in_as([("email", json!("jane@privaterelay.appleid.com")), ("email_verified", json!(true))]).await;
    fixture.vendor.seen(|seen| {
        assert_eq!(seen.authorize[0]["scope"], "openid name email");
        assert_eq!(seen.authorize[0]["response_mode"], "form_post");
        assert!(!seen.token[0].0.contains_key("client_assertion"));
    });
}

#[tokio::test]
async fn only_a_verified_address_is_an_account() {
    openid::only_a_verified_address_is_an_account(&VendorFixture::open(setup(&ClientKey::p256())).await).await;
}

/// CA-01: another key, or another team, is `invalid_client`, as is everything else that Apple finds wrong with a client
/// secret.
#[tokio::test]
async fn a_secret_that_apple_does_not_know_is_refused() {
    let key = ClientKey::p256();
    for (name, value) in [
        ("private_key", ClientKey::p256().pem),
        ("team_id", "ZZZ123GHIJ".into()),
        ("private_key_id", "ZZZ123DEFG".into()),
    ] {
        let mut other = setup(&key);
        other.credentials[name] = value.into();
        let reported = VendorFixture::open(other).await.is_refused("provider_misconfigured").await;
        assert!(reported.contains("invalid_client") && reported.contains("Check client_id, private_key"), "{reported}");
    }
}

/// CA-02: a key of another kind is refused where it is entered, with the kind that is needed.
#[tokio::test]
async fn a_key_of_another_kind_is_refused() {
    for (pem, says) in [(ClientKey::rsa().pem, "ES256"), ("AuthKey".to_owned(), "not a private key")] {
        let mut other = setup(&ClientKey::p256());
        other.credentials["private_key"] = pem.into();
        let faults = VendorFixture::open_without_waiting(other).await.faults().await;
        assert!(faults.contains("/credentials/private_key") && faults.contains(says), "{faults}");
    }
}

/// The one error that Apple documents for its authorization page.
#[tokio::test]
async fn a_person_who_cancels_is_refused_as_such() {
    let mut cancelled = setup(&ClientKey::p256());
    cancelled.script.authorization_error = Some("user_cancelled_authorize");
    VendorFixture::open(cancelled).await.is_refused("access_denied").await;
}
