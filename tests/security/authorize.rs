//! What is asked of an upstream: from the configuration and from chance, never from the request.

use std::collections::HashSet;

use aws_lc_rs::digest::{SHA256, digest};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use futures_util::future::join_all;
use http::{Method, StatusCode};
use serde_json::json;
use vestibule_demo_idp::Endpoint;
use vestibule_tests::{Answer, ServerFixture, Setup};

/// AZ-01: a thousand requests, of which no random part comes twice or is shorter than 128 bits.
#[tokio::test]
async fn az_01_state_nonce_and_verifier_are_new_every_time() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    let mut seen = HashSet::new();
    for _ in 0..20 {
        let path = "/api/auth/providers/op/authorize";
        let headers = [("accept", "text/html")];
        let fresh = fixture.browser();
        for answer in join_all((0..50).map(|_| fresh.send(Method::GET, path, &headers, None))).await {
            assert_eq!(answer.status, StatusCode::SEE_OTHER);
            let value = |name: &str| answer.sent_on(name).unwrap();
            assert_eq!((value("response_type"), value("client_id")), ("code".to_owned(), "op".to_owned()));
            assert_eq!(value("code_challenge_method"), "S256");
            assert!(value("scope").split(' ').any(|scope| scope == "openid"));
            assert_eq!(value("redirect_uri"), format!("{}api/auth/providers/op/callback", fixture.environment.base));
            for (name, bytes) in [("state", 16), ("nonce", 16), ("code_challenge", 32)] {
                let decoded = BASE64_URL_SAFE_NO_PAD.decode(value(name)).unwrap();
                assert!(decoded.len() >= bytes, "{name} has {} bytes", decoded.len());
                assert!(seen.insert(value(name)), "{name} came before");
            }
        }
    }
    assert_eq!(seen.len(), 3_000);
    browser.sign_in("op").await;
    let sent = fixture.op.requests().last(Endpoint::Token).unwrap();
    let verifier = sent.value("code_verifier").unwrap();
    let unreserved = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
    assert!((43..=128).contains(&verifier.len()) && verifier.chars().all(unreserved), "{verifier}");
    let asked = fixture.op.requests().last(Endpoint::Authorize).unwrap();
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
    assert_eq!(asked.value("code_challenge"), Some(challenge.as_str()));
}

/// AZ-02: no header of a request turns up in a URL of ours, anywhere.
#[tokio::test]
async fn az_02_no_header_changes_a_url_of_ours() {
    let fixture = ServerFixture::new().await;
    for headers in [
        vec![("host", "evil.example")],
        vec![("x-forwarded-host", "evil.example"), ("x-forwarded-proto", "https"), ("x-forwarded-port", "444")],
        vec![("forwarded", "host=evil.example;proto=https"), ("x-forwarded-prefix", "/evil.example")],
        vec![("x-original-url", "/evil.example"), ("x-rewrite-url", "/evil.example"), ("x-host", "evil.example")],
    ] {
        for path in ["/api/auth/providers/op/authorize", "/", "/login", "/account", "/api/auth/providers", "/nothing"] {
            let answer = fixture.browser().send(Method::GET, path, &headers, None).await;
            let shown = format!("{:?} {}", answer.headers, answer.body);
            assert!(!shown.contains("evil"), "{path} with {headers:?}: {shown}");
            assert!(!answer.status.is_server_error(), "{path} with {headers:?}: {}", answer.status);
        }
        let answer = fixture.browser().send(Method::GET, "/api/auth/providers/op/authorize", &headers, None).await;
        let own = format!("{}api/auth/providers/op/callback", fixture.environment.base);
        assert_eq!(answer.sent_on("redirect_uri"), Some(own), "{headers:?}");
    }
}

/// AZ-05: what may not be set is not read, once or twice, and what may be is read once.
#[tokio::test]
async fn az_05_the_query_sets_nothing_but_hints() {
    let fixture = ServerFixture::new().await;
    let honest = fixture.browser().get("/api/auth/providers/op/authorize").await;
    let names = |answer: &Answer| -> Vec<String> {
        answer.location().unwrap().query_pairs().map(|(name, _)| name.into_owned()).collect()
    };
    for name in [
        "redirect_uri",
        "client_id",
        "client_secret",
        "state",
        "nonce",
        "code_challenge",
        "code_challenge_method",
        "response_type",
        "response_mode",
        "scope",
        "request",
        "request_uri",
        "acr_values",
        "max_age",
        "display",
        "id_token_hint",
        "claims",
        "registration",
        "resource",
        "evil",
    ] {
        let path = format!("/api/auth/providers/op/authorize?{name}=injected");
        let answer = fixture.browser().get(path).await;
        assert!(!answer.header("location").unwrap().contains("injected"), "{name}: {:?}", answer.location());
        assert_eq!(names(&answer), names(&honest), "{name}");
    }
    for name in ["login_hint", "prompt", "ui_locales"] {
        let path = format!("/api/auth/providers/op/authorize?{name}=asked");
        assert_eq!(fixture.browser().get(path).await.sent_on(name).as_deref(), Some("asked"), "{name}");
        let twice = format!("/api/auth/providers/op/authorize?{name}=a&{name}=b");
        let answer = fixture.browser().get(twice).await;
        assert_eq!((answer.status, &*answer.code()), (StatusCode::BAD_REQUEST, "invalid_request"), "{name} twice");
        let long = format!("/api/auth/providers/op/authorize?{name}={}", "x".repeat(513));
        assert_eq!(fixture.browser().get(long).await.sent_on(name), None, "{name} too long");
    }
}

/// AZ-13: who is signed in and signs in by another provider becomes that person; nothing is linked on the way.
#[tokio::test]
async fn az_13_signing_in_while_signed_in_links_nothing() {
    let fixture = ServerFixture::with(Setup { more: vec![("second", json!({}))], ..Setup::default() }).await;
    let browser = fixture.browser();
    browser.sign_in_as("op", "noor").await;
    let noor = browser.get_json("/api/auth/session").await.json()["user"].clone();
    browser.sign_in_as("second", "joonas").await;
    let joonas = browser.get_json("/api/auth/session").await.json()["user"].clone();
    assert_ne!(noor["id"], joonas["id"]);
    let links = async |user: &serde_json::Value| {
        fixture.application.store.list_links(user["id"].as_str().unwrap().parse().unwrap()).await.unwrap().len()
    };
    assert_eq!((links(&noor).await, links(&joonas).await), (1, 1));
    let rows = fixture.test_access.count_rows().await.unwrap();
    assert_eq!((rows.users, rows.links), (2, 2));
}
