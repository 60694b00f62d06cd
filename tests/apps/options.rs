//! What an app may ask of its tokens and sessions: signed access tokens, pairwise subjects, several factors, an end.

use std::sync::Arc;

use http::StatusCode;
use serde_json::{Value, json};
use vestibule_apps::{AccessTokenFormat, AppRecord, AppSettings, SubjectType};
use vestibule_core::{definition::SigningAlgorithm, origin::Origin};

use crate::fixture::{
    AFTERWARDS, AppsFixture, REDIRECT, app, claims, error, exchange_fields, header, sent, text, with_query,
};

fn signed() -> AppSettings {
    AppSettings { access_token: AccessTokenFormat::Jwt, ..AppSettings::default() }
}

/// RFC 9068. OP-36.
#[tokio::test]
async fn a_signed_access_token_reads_and_ends_as_it_should() {
    for algorithm in [SigningAlgorithm::RS256, SigningAlgorithm::ES256, SigningAlgorithm::EdDSA] {
        let settings = AppSettings { id_token_algorithm: Some(algorithm), ..signed() };
        let fixture = AppsFixture::with(settings).await;
        let browser = fixture.signed_in().await;
        let tokens = fixture.tokens(&browser, &[("scope", "openid email groups offline_access")]).await;
        let (access, id_token) = (text(&tokens, "access_token"), text(&tokens, "id_token"));
        let head = header(access);
        assert_eq!((&head["typ"], &head["alg"]), (&json!("at+jwt"), &json!(algorithm.as_str())));
        assert_eq!(header(id_token)["alg"], head["alg"]);
        let keys = browser.get_json("/.well-known/jwks.json").await.json();
        let published = keys["keys"].as_array().unwrap().iter().any(|key| key["kid"] == head["kid"]);
        assert!(published, "{keys}");
        let (said, about) = (claims(access), claims(id_token));
        let now = fixture.now().timestamp();
        for (name, value) in [
            ("iss", json!(fixture.issuer())),
            ("aud", json!("wiki")),
            ("client_id", json!("wiki")),
            ("sub", about["sub"].clone()),
            ("iat", json!(now)),
            ("exp", json!(now + 3600)),
            ("scope", json!("openid email groups offline_access")),
            ("auth_time", about["auth_time"].clone()),
            ("amr", about["amr"].clone()),
            ("groups", json!(["admins", "staff"])),
        ] {
            assert_eq!(said[name], value, "{name}");
        }
        for name in ["email", "nonce", "sid", "at_hash"] {
            assert!(said.get(name).is_none(), "{name}");
        }
        let hashes = token_hash(algorithm, access);
        assert_eq!(about["at_hash"], json!(hashes));

        assert_eq!(fixture.userinfo(access).await.json()["sub"], about["sub"]);
        let seen = fixture.post("/api/oidc/introspect", &[("token", access)]).await.json();
        assert_eq!((&seen["active"], &seen["sub"]), (&json!(true), &about["sub"]));
        let refreshed = fixture.refresh(text(&tokens, "refresh_token")).await.json();
        assert_ne!(claims(refreshed["access_token"].as_str().unwrap())["jti"], said["jti"]);
        // It names the app and the person, and is no ID token.
        let asked = browser.get(with_query("/api/oidc/end-session", &[("id_token_hint", access)])).await;
        assert_eq!(asked.status, StatusCode::OK, "the person is asked");
        browser.post_form("/api/auth/logout", &[]).await;
        assert_eq!(fixture.userinfo(access).await.status, StatusCode::UNAUTHORIZED);
    }
}

/// The left half of the hash of the token (OpenID Connect Core §3.1.3.6).
fn token_hash(algorithm: SigningAlgorithm, token: &str) -> String {
    use aws_lc_rs::digest::{SHA256, SHA512, digest};
    use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
    let of = if algorithm == SigningAlgorithm::EdDSA { &SHA512 } else { &SHA256 };
    let hash = digest(of, token.as_bytes());
    BASE64_URL_SAFE_NO_PAD.encode(&hash.as_ref()[..hash.as_ref().len() / 2])
}

fn pairwise(id: &str, redirect_uris: &[&str]) -> AppRecord {
    let mut record = app(id, "openid", AppSettings { subject: SubjectType::Pairwise, ..AppSettings::default() });
    let values = Arc::make_mut(&mut record.values);
    values.insert("redirect_uris", redirect_uris.iter().copied().map(Value::from).collect(), Origin::BuiltIn);
    record
}

/// OP-37.
#[tokio::test]
async fn op_37_pairwise_subjects() {
    let fixture = AppsFixture::new().await;
    let elsewhere = "https://shop.example.net/cb";
    fixture
        .change(|apps| {
            apps.extend([pairwise("one", &[REDIRECT]), pairwise("two", &[REDIRECT]), pairwise("three", &[elsewhere])]);
        })
        .await;
    let browser = fixture.signed_in().await;
    let public = claims(text(&fixture.tokens(&browser, &[]).await, "id_token"));
    let mut found = Vec::new();
    for (id, redirect_uri) in [("one", REDIRECT), ("two", REDIRECT), ("three", elsewhere)] {
        let url = fixture.authorize_url(&[("client_id", id), ("redirect_uri", redirect_uri)]);
        let location = browser.get(url).await.location().unwrap();
        let code = location.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
        let fields = exchange_fields(&code, &[("redirect_uri", redirect_uri)]);
        let tokens = fixture.post_as(id, "/api/oidc/token", &fields).await.json();
        let said = claims(tokens["id_token"].as_str().unwrap());
        let access = tokens["access_token"].as_str().unwrap();
        assert_eq!(fixture.userinfo(access).await.json()["sub"], said["sub"], "{id}");
        let seen = fixture.post_as(id, "/api/oidc/introspect", &[("token", access)]).await.json();
        assert_eq!(seen["sub"], said["sub"], "{id}");
        found.push((said["sub"].clone(), said["sid"].clone(), tokens["id_token"].as_str().unwrap().to_owned()));
    }
    let [(one, sid_one, hint), (two, sid_two, _), (three, sid_three, _)] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(one, two, "one host is one sector");
    assert_ne!(one, three);
    for sub in [one, three] {
        assert_ne!(sub, &public["sub"]);
    }
    for sid in [sid_one, sid_two, sid_three] {
        assert_ne!(sid, &public["sid"]);
    }
    assert!(sid_one != sid_three && sid_one != sid_two);

    let fixture = AppsFixture(fixture.0.restart().await);
    let code = fixture.code(&browser, &[("client_id", "one")]).await;
    let tokens = fixture.post_as("one", "/api/oidc/token", &exchange_fields(&code, &[])).await.json();
    assert_eq!(&claims(tokens["id_token"].as_str().unwrap())["sub"], one, "the same after a restart");
    let query = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", AFTERWARDS)];
    let answer = browser.get(with_query("/api/oidc/end-session", &query)).await;
    assert_eq!(answer.location().unwrap().as_str(), AFTERWARDS, "its own ID token signs the person out");

    fixture.change(|apps| apps.push(pairwise("both", &[REDIRECT, elsewhere]))).await;
    let faulty = fixture.application.registry.load().apps.faulty.clone();
    assert!(faulty[0].violations.to_string().contains("shop.example.net and wiki.example.com"), "{faulty:?}");
}

/// OP-34: when the code is issued, and at each use of a token.
#[tokio::test]
async fn op_34_factors_and_an_end() {
    let fixture = AppsFixture::new().await;
    let browser = fixture.signed_in().await;
    let absolute = Some(chrono::Duration::minutes(30));
    for settings in [
        AppSettings { require_mfa: true, ..AppSettings::default() },
        AppSettings { session_absolute: absolute, ..AppSettings::default() },
    ] {
        let requires_mfa = settings.require_mfa;
        fixture.change(|apps| apps[0] = app("wiki", "openid", AppSettings::default())).await;
        let tokens = fixture.tokens(&browser, &[("scope", "openid offline_access")]).await;
        let (access, refresh) = (text(&tokens, "access_token"), text(&tokens, "refresh_token"));
        fixture.change(|apps| apps[0] = app("wiki", "openid", settings)).await;
        if !requires_mfa {
            assert_eq!(fixture.userinfo(access).await.status, StatusCode::OK, "not over yet");
        }
        fixture.clock.advance(chrono::Duration::minutes(30));
        assert_eq!(fixture.userinfo(access).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(error(&fixture.refresh(refresh).await), "invalid_grant");
        let none = fixture.visit(&browser, fixture.authorize_url(&[("prompt", "none")])).await;
        assert_eq!(sent(&none, "error"), "login_required");
        let answer = fixture.visit(&browser, fixture.authorize_url(&[])).await;
        match requires_mfa {
            true => assert_eq!(sent(&answer, "error"), "access_denied", "the provider names one method of its own"),
            false => assert_eq!(fixture.exchange(&sent(&answer, "code"), &[]).await.status, StatusCode::OK),
        }
    }
}
