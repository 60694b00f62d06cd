//! Kinds of clients: public ones, those that sign assertions, and those that push their requests.

use std::sync::Arc;

use http::{Method, StatusCode};
use serde_json::{Value, json};
use vestibule_apps::AppSettings;
use vestibule_core::{
    clock::Clock as _,
    origin::Origin,
    random::{OsRandom, token_128},
};
use vestibule_tests::Log;

use crate::fixture::{AppsFixture, FORM, app, error, exchange_fields, form, sent};

/// `oidcc-server` of a native application: no secret, PKCE, and a loopback address with a port of its own.
#[tokio::test]
async fn a_native_application() {
    let fixture = AppsFixture::new().await;
    let settings = AppSettings { extra_redirect_uris: vec!["http://127.0.0.1/cb".into()], ..AppSettings::default() };
    fixture.change(|apps| apps.push(app("phone", "openid-public", settings))).await;
    let browser = fixture.signed_in().await;
    let here = "http://127.0.0.1:51234/cb";
    let url = fixture.authorize_url(&[("client_id", "phone"), ("redirect_uri", here)]);
    let answer = browser.get(url).await;
    let location = answer.location().unwrap();
    assert!(location.as_str().starts_with(here), "{location}");
    let code = location.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
    let exchange = |more: Vec<(&'static str, &'static str)>| {
        let body =
            form(&exchange_fields(&code, &[vec![("client_id", "phone"), ("redirect_uri", here)], more].concat()));
        let client = fixture.browser();
        async move { client.send(Method::POST, "/api/oidc/token", &[FORM], Some(body)).await }
    };
    assert_eq!(error(&exchange(vec![("code_verifier", "")]).await), "invalid_grant", "OP-04");
    assert_eq!(exchange(vec![]).await.status, StatusCode::OK);
    let no_pkce =
        fixture.authorize_url(&[("client_id", "phone"), ("code_challenge", ""), ("code_challenge_method", "")]);
    assert_eq!(sent(&browser.get(no_pkce).await, "error"), "invalid_request");
}

/// RFC 9126.
#[tokio::test]
async fn a_request_is_pushed() {
    let fixture = AppsFixture::new().await;
    let browser = fixture.signed_in().await;
    let url = url::Url::parse(&fixture.authorize_url(&[])).unwrap();
    let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let fields: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let answer = fixture.post("/api/oidc/par", &fields).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.body);
    let pushed = answer.json();
    let reference = pushed["request_uri"].as_str().unwrap();
    let by = |client_id: &str| {
        crate::fixture::with_query("/api/oidc/authorize", &[("client_id", client_id), ("request_uri", reference)])
    };
    let code = sent(&fixture.visit(&browser, by("wiki")).await, "code");
    assert_eq!(fixture.exchange(&code, &[]).await.status, StatusCode::OK);
    let again = fixture.visit(&browser, by("wiki")).await;
    assert_eq!(sent(&again, "error"), "invalid_request_uri", "OP-35: a reference gives one code");
    let other = browser.get(by("other")).await;
    assert_eq!((other.location(), other.code().as_str()), (None, "app_request_invalid"), "OP-14");
    fixture.clock.advance(chrono::Duration::seconds(90));
    let late = browser.get(by("wiki")).await;
    assert_eq!((late.location(), late.code().as_str()), (None, "app_request_invalid"));
    for (change, wanted) in [
        (("redirect_uri", "https://evil.example/"), "invalid_request"),
        (("response_type", "token"), "unsupported_response_type"),
    ] {
        let changed: Vec<_> = fields.iter().filter(|(name, _)| *name != change.0).copied().chain([change]).collect();
        assert_eq!(error(&fixture.post("/api/oidc/par", &changed).await), wanted, "{change:?}");
    }
}

/// Header and claims, before they are signed.
fn message(algorithm: &str, claims: &Value) -> String {
    use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
    let head = json!({ "alg": algorithm, "kid": "1" }).to_string();
    [head, claims.to_string()].map(|part| BASE64_URL_SAFE_NO_PAD.encode(part)).join(".")
}

/// The public key in a set, as `client_keys` has it.
fn key_set(key: &aws_lc_rs::signature::EcdsaKeyPair) -> String {
    use aws_lc_rs::signature::KeyPair as _;
    use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
    let point = key.public_key().as_ref()[1..].to_vec();
    let [x, y] = [&point[..32], &point[32..]].map(|half| BASE64_URL_SAFE_NO_PAD.encode(half));
    json!({ "keys": [{ "kty": "EC", "crv": "P-256", "kid": "1", "x": x, "y": y }] }).to_string()
}

/// Claims signed by ES256 under `kid`.
fn signed(key: &aws_lc_rs::signature::EcdsaKeyPair, claims: &Value) -> String {
    use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
    let message = message("ES256", claims);
    let signature = key.sign(&aws_lc_rs::rand::SystemRandom::new(), message.as_bytes()).unwrap();
    format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
}

/// OP-10: an assertion counts once, for this server, signed with a key of the app.
#[tokio::test]
async fn op_10_a_client_signs_who_it_is() {
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
    use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
    let log = Log::capture().since_now();
    let fixture = AppsFixture::new().await;
    let [key, foreign] = [(); 2].map(|()| EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap());
    let keys = key_set(&key);
    let signer = |keys: &str| {
        let mut signer = app("signer", "openid-private-key", AppSettings::default());
        Arc::make_mut(&mut signer.values).insert("client_keys", keys.into(), Origin::BuiltIn);
        signer
    };
    fixture.change(|apps| apps.push(signer(&keys))).await;
    let browser = fixture.signed_in().await;
    let now = fixture.clock.now().timestamp();
    let claims = |change: Value| {
        let good = json!({ "iss": "signer", "sub": "signer", "aud": fixture.issuer(), "exp": now + 60, "jti": token_128(&OsRandom) });
        let mut claims = good.as_object().unwrap().clone();
        claims.extend(change.as_object().unwrap().clone());
        Value::Object(claims)
    };
    let exchange = |assertion: String| {
        let (fixture, browser) = (&fixture, &browser);
        async move {
            let code = fixture.code(browser, &[("client_id", "signer")]).await;
            let more =
                [("client_assertion", assertion.as_str()), ("client_assertion_type", vestibule_apps::ASSERTION_TYPE)];
            let body = form(&exchange_fields(&code, &more));
            fixture.browser().send(Method::POST, "/api/oidc/token", &[FORM], Some(body)).await
        }
    };
    let good = signed(&key, &claims(json!({})));
    assert_eq!(exchange(good.clone()).await.status, StatusCode::OK);
    let as_secret = message("HS256", &claims(json!({})));
    let mac = BASE64_URL_SAFE_NO_PAD.encode(vestibule_jose::hmac_sha256(keys.as_bytes(), as_secret.as_bytes()));
    let before = fixture.test_access.count_rows().await.unwrap().of_apps;
    for (case, assertion, why) in [
        ("a second time", good, "the assertion was used before"),
        ("another key", signed(&foreign, &claims(json!({}))), "not signed with a key of `client_keys`"),
        ("no signature", format!("{}.", message("none", &claims(json!({})))), "not signed with a key of `client_keys`"),
        ("the public key as a secret", format!("{as_secret}.{mac}"), "not signed with a key of `client_keys`"),
        (
            "another audience",
            signed(&key, &claims(json!({ "aud": "https://other.example" }))),
            "`aud` of the assertion is neither the issuer nor the token endpoint",
        ),
        ("over", signed(&key, &claims(json!({ "exp": now - 120 }))), "the assertion has expired"),
        ("another client", signed(&key, &claims(json!({ "iss": "wiki", "sub": "wiki" }))), "client_secret_basic"),
        ("not a token", "x".to_owned(), "the assertion cannot be read"),
    ] {
        let answer = exchange(assertion).await;
        assert_eq!((answer.status, error(&answer)), (StatusCode::UNAUTHORIZED, "invalid_client".into()), "{case}");
        let lines = log.lines_with("app_authentication_failed");
        assert!(lines.iter().any(|line| line.contains(why)), "{case}: {lines:#?}");
    }
    // The application has another key now.
    fixture.change(|apps| *apps.last_mut().unwrap() = signer(&key_set(&foreign))).await;
    let lines = log.lines_with("app signer: the assertion is not signed with a key of `client_keys`").len();
    assert_eq!(error(&exchange(signed(&key, &claims(json!({})))).await), "invalid_client", "the former key");
    assert!(log.lines_with("app signer: the assertion is not signed with a key of `client_keys`").len() > lines);
    assert_eq!(fixture.test_access.count_rows().await.unwrap().of_apps, before, "nothing was created");
    assert_eq!(exchange(signed(&foreign, &claims(json!({})))).await.status, StatusCode::OK, "the new one");
}
