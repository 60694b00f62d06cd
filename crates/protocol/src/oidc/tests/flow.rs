//! Sign-ins, honest and not. Each case is named after its row in the list of refusals.

use serde_json::json;
use vestibule_core::{
    code::ErrorCode,
    definition::SigningAlgorithm,
    driver::{Callback, Hints, Refresh},
    secret::Secret,
};

use super::{
    Setup, begin, code_of, finish, resolve, sign_in,
    upstream::{Signer, Upstream},
    with_code,
};
use vestibule_jose::test_keys::{TestKey, encode};

#[tokio::test]
async fn an_honest_sign_in_gives_an_identity() {
    let upstream = Upstream::start().await;
    let identity = sign_in(&Setup::new(&upstream.url)).await.unwrap();
    assert_eq!((identity.issuer.as_str(), identity.subject.as_str()), (upstream.url.as_str(), "u1"));
    assert_eq!(identity.profile.email.unwrap().to_string(), "jane@example.com");
    assert_eq!(identity.profile.name.as_deref(), Some("Jane"));
    assert!(identity.profile.email_verified);
    assert_eq!(identity.upstream_session.as_deref(), Some("session-1"));
    assert_eq!(identity.id_token.unwrap().expose().split('.').count(), 3);
    let token = &upstream.seen("/token")[0];
    let basic = token.authorization.as_deref().unwrap();
    assert_eq!(basic, "Basic Y2xpZW50OnMzY3JldA==");
    let names: Vec<_> = token.form.keys().map(String::as_str).collect();
    assert_eq!(names, ["code", "code_verifier", "grant_type", "redirect_uri"], "with basic, no client id in the body");
    assert_eq!(token.form["redirect_uri"], super::flow().redirect_uri);
    assert_eq!(upstream.seen("/userinfo")[0].authorization.as_deref(), Some("Bearer the-access-token"));
}

/// MX-01, MX-02, CB-01, CB-05, CB-07: nothing is sent upstream before the answer is accepted.
#[tokio::test]
async fn answers_that_are_refused_before_the_code_is_used() {
    let upstream = Upstream::start().await;
    upstream.discovery(json!({ "authorization_response_iss_parameter_supported": true }));
    let (world, driver) = resolve(&Setup::new(&upstream.url)).await.unwrap();
    let begun = begin(&world, &*driver, &Hints::default()).await.unwrap();
    let own = Some(upstream.url.clone());
    let other = Some("https://b.example".to_owned());
    let error = |error: &str, iss: &Option<String>| Callback {
        error: Some(error.into()),
        iss: iss.clone(),
        ..Callback::default()
    };
    for (case, callback, code) in [
        ("another issuer", Callback { iss: other.clone(), ..with_code() }, ErrorCode::IssuerMismatch),
        (
            "a slash more",
            Callback { iss: Some(format!("{}/", upstream.url)), ..with_code() },
            ErrorCode::IssuerMismatch,
        ),
        ("no issuer although promised", with_code(), ErrorCode::IssuerMismatch),
        (
            "code and error",
            Callback { error: Some("x".into()), iss: own.clone(), ..with_code() },
            ErrorCode::ProviderError,
        ),
        ("neither", Callback { iss: own.clone(), ..Callback::default() }, ErrorCode::InvalidRequest),
        (
            "empty code",
            Callback { code: Some(Secret::new("")), iss: own.clone(), ..Callback::default() },
            ErrorCode::InvalidRequest,
        ),
        ("denied", error("access_denied", &own), ErrorCode::AccessDenied),
        ("denied, without issuer", error("access_denied", &None), ErrorCode::AccessDenied),
        ("denied by another", error("access_denied", &other), ErrorCode::IssuerMismatch),
        ("login", error("login_required", &None), ErrorCode::LoginRequired),
        ("busy", error("temporarily_unavailable", &None), ErrorCode::ProviderUnavailable),
        ("scope", error("invalid_scope", &None), ErrorCode::ProviderMisconfigured),
        ("markup", error("<script>\r\n", &None), ErrorCode::ProviderError),
    ] {
        let refused = finish(&world, &*driver, &begun, &callback).await.unwrap_err();
        assert_eq!(refused.code, code, "{case}: {}", refused.detail);
        assert!(!refused.detail.contains(['\r', '\n']), "{}", refused.detail);
    }
    assert_eq!(upstream.count("/token"), 0);
    let callback = Callback { iss: own, ..with_code() };
    assert!(finish(&world, &*driver, &begun, &callback).await.is_ok());
}

/// TK-01, TK-05, TK-08, TK-14 through the whole driver; one request each.
#[tokio::test]
async fn token_endpoint_faults() {
    let target = Upstream::start().await;
    for (status, body, code) in [
        (400, r#"{"error":"invalid_grant"}"#.to_owned(), ErrorCode::TokenExchangeFailed),
        (401, r#"{"error":"invalid_client"}"#.into(), ErrorCode::ProviderMisconfigured),
        (200, "<html>".into(), ErrorCode::TokenExchangeFailed),
        (200, r#"{"access_token":"a"}"#.into(), ErrorCode::IdTokenMissing),
        (200, r#"{"access_token":"a","id_token":null}"#.into(), ErrorCode::IdTokenMissing),
        (200, r#"{"access_token":"a","id_token":""}"#.into(), ErrorCode::IdTokenMissing),
        (302, format!("{}/token", target.url), ErrorCode::TokenExchangeFailed),
        (307, format!("{}/token", target.url), ErrorCode::TokenExchangeFailed),
        (500, "{}".into(), ErrorCode::ProviderUnavailable),
        (200, "x".repeat((1 << 20) + 1), ErrorCode::ProviderUnavailable),
    ] {
        let upstream = Upstream::start().await;
        upstream.raw("/token", status, body);
        assert_eq!(code_of(sign_in(&Setup::new(&upstream.url)).await), code, "{status}");
        assert_eq!((upstream.count("/token"), upstream.count("/userinfo")), (1, 0), "{status}");
    }
    assert_eq!(target.count("/token"), 0);
}

/// IT-01 to IT-21 through the whole driver: refused, and userinfo is not called.
#[tokio::test]
async fn id_tokens_that_are_refused() {
    let upstream = Upstream::start().await;
    let (world, driver) = resolve(&Setup::new(&upstream.url)).await.unwrap();
    let begun = begin(&world, &*driver, &Hints::default()).await.unwrap();
    let honest = json!({ "alg": "RS256", "kid": "rsa", "typ": "JWT" });
    let rsa = Signer::Own(TestKey::Rsa, SigningAlgorithm::RS256);
    for (case, signer, header, claims) in [
        ("foreign key", Signer::Foreign, honest.clone(), json!({})),
        ("alg none", rsa, json!({ "alg": "none" }), json!({})),
        ("alg HS256", rsa, json!({ "alg": "HS256", "kid": "rsa" }), json!({})),
        (
            "an algorithm that metadata does not list",
            Signer::Own(TestKey::Ec256, SigningAlgorithm::ES256),
            json!({ "alg": "ES256", "kid": "p256" }),
            json!({}),
        ),
        ("unknown kid", rsa, json!({ "alg": "RS256", "kid": "?" }), json!({})),
        ("access token", rsa, json!({ "alg": "RS256", "kid": "rsa", "typ": "at+jwt" }), json!({})),
        ("logout token", rsa, honest.clone(), json!({ "nonce": null, "events": {} })),
        ("iss", rsa, honest.clone(), json!({ "iss": "https://b.example" })),
        ("aud", rsa, honest.clone(), json!({ "aud": "other" })),
        ("nonce of another flow", rsa, honest.clone(), json!({ "nonce": "other" })),
        ("exp", rsa, honest.clone(), json!({ "exp": super::NOW - 3_600 })),
        ("sub", rsa, honest.clone(), json!({ "sub": null })),
        ("at_hash", rsa, honest.clone(), json!({ "at_hash": "AAAA" })),
    ] {
        upstream.change(|script| {
            (script.signer, script.header, script.claims) = (signer, header, claims);
        });
        let refused = finish(&world, &*driver, &begun, &with_code()).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::IdTokenInvalid, "{case}: {}", refused.detail);
    }
    assert_eq!(upstream.count("/userinfo"), 0);
    upstream.change(|script| (script.signer, script.header, script.claims) = (rsa, honest, json!({ "extra": 1 })));
    assert!(finish(&world, &*driver, &begun, &with_code()).await.is_ok(), "the control");
}

/// JW-02: the keys are replaced between code and token request.
#[tokio::test]
async fn keys_that_change_in_the_middle_of_a_flow() {
    let upstream = Upstream::start().await;
    upstream.change(|script| script.jwks = json!({ "keys": [TestKey::foreign_jwk("old")] }));
    let (world, driver) = resolve(&Setup::new(&upstream.url)).await.unwrap();
    let begun = begin(&world, &*driver, &Hints::default()).await.unwrap();
    upstream.change(|script| script.jwks = json!({ "keys": [TestKey::Rsa.jwk()] }));
    assert!(finish(&world, &*driver, &begun, &with_code()).await.is_ok());
    assert_eq!(upstream.count("/jwks"), 2);
}

/// JW-11: one upstream's key says nothing at another one, whatever it is called.
#[tokio::test]
async fn keys_belong_to_one_provider() {
    let (a, b) = (Upstream::start().await, Upstream::start().await);
    a.change(|script| script.jwks = json!({ "keys": [TestKey::Rsa.jwk()] }));
    b.change(|script| script.jwks = json!({ "keys": [TestKey::foreign_jwk("rsa")] }));
    assert!(sign_in(&Setup::new(&a.url)).await.is_ok());
    assert_eq!(code_of(sign_in(&Setup::new(&b.url)).await), ErrorCode::IdTokenInvalid);
}

/// UI-01, UI-02, UI-06, UI-08, UI-09.
#[tokio::test]
async fn userinfo_faults() {
    let target = Upstream::start().await;
    for (status, body, code) in [
        (200, r#"{"sub":"bob"}"#.to_owned(), ErrorCode::UserinfoMismatch),
        (200, r#"{"email":"a@b.co"}"#.into(), ErrorCode::UserinfoMismatch),
        (200, r#"{"sub":null}"#.into(), ErrorCode::UserinfoMismatch),
        (200, r#"{"sub":1}"#.into(), ErrorCode::UserinfoMismatch),
        (200, r#"{"sub":"U1"}"#.into(), ErrorCode::UserinfoMismatch),
        (200, r#"{"sub":"u1","sub":"u1"}"#.into(), ErrorCode::UserinfoFailed),
        (200, "[]".into(), ErrorCode::UserinfoFailed),
        (200, "<html>".into(), ErrorCode::UserinfoFailed),
        (401, "{}".into(), ErrorCode::UserinfoFailed),
        (500, "{}".into(), ErrorCode::UserinfoFailed),
        (204, String::new(), ErrorCode::UserinfoFailed),
        (302, format!("{}/userinfo", target.url), ErrorCode::UserinfoFailed),
    ] {
        let upstream = Upstream::start().await;
        upstream.raw("/userinfo", status, body.clone());
        assert_eq!(code_of(sign_in(&Setup::new(&upstream.url)).await), code, "{status} {body}");
    }
    assert_eq!(target.count("/userinfo"), 0);
    let upstream = Upstream::start().await;
    upstream.change(|script| {
        script.claims = json!({ "email": "jane@example.com", "email_verified": false });
        script.userinfo = json!({
            "sub": "u1", "email": "jane@example.com", "email_verified": true, "iss": "https://evil", "aud": "x",
            "_claim_names": { "a": "src" }, "_claim_sources": { "src": { "endpoint": format!("{}/claims", target.url) } },
        });
    });
    let identity = sign_in(&Setup::new(&upstream.url)).await.unwrap();
    assert!(!identity.profile.email_verified, "false wins");
    assert_eq!(identity.claims["iss"], upstream.url);
    assert_eq!(target.count("/claims"), 0);
}

#[tokio::test]
async fn signed_userinfo_is_verified() {
    let upstream = Upstream::start().await;
    let token = |claims: serde_json::Value| {
        vestibule_jose::test_keys::token_with(
            TestKey::Rsa,
            SigningAlgorithm::RS256,
            &json!({ "alg": "RS256" }),
            &claims,
        )
    };
    let good = token(json!({ "sub": "u1", "name": "Signed", "iss": upstream.url, "aud": "client" }));
    let unsigned = format!("{}.{}.", encode(&json!({ "alg": "none" })), encode(&json!({ "sub": "u1" })));
    let foreign = TestKey::foreign_rsa(&json!({ "alg": "RS256", "kid": "rsa" }), &json!({ "sub": "u1" }));
    for (case, body, outcome) in [
        ("good", good, Ok("Signed".to_owned())),
        ("another subject", token(json!({ "sub": "u2" })), Err(ErrorCode::UserinfoMismatch)),
        ("another client", token(json!({ "sub": "u1", "aud": ["other"] })), Err(ErrorCode::UserinfoFailed)),
        ("another issuer", token(json!({ "sub": "u1", "iss": "https://evil" })), Err(ErrorCode::UserinfoFailed)),
        ("unsigned", unsigned, Err(ErrorCode::UserinfoFailed)),
        ("foreign key", foreign, Err(ErrorCode::UserinfoFailed)),
    ] {
        upstream.change(|script| drop(script.raw.insert("/userinfo", (200, "application/jwt; charset=utf-8", body))));
        let outcome_found = sign_in(&Setup::new(&upstream.url)).await;
        let found = outcome_found.map(|identity| identity.profile.name.unwrap()).map_err(|error| error.code);
        assert_eq!(found, outcome, "{case}");
    }
}

#[tokio::test]
async fn the_definition_says_when_userinfo_is_asked() {
    for (rule, claims, asked) in [
        ("always", json!({ "email": "a@b.co", "name": "A" }), 1),
        ("never", json!({}), 0),
        ("when_needed", json!({ "email": "a@b.co", "name": "A" }), 0),
        ("when_needed", json!({ "email": "a@b.co" }), 1),
    ] {
        let upstream = Upstream::start().await;
        upstream.change(|script| script.claims = claims);
        let mut setup = Setup::new(&upstream.url);
        setup.definition["userinfo"] = rule.into();
        sign_in(&setup).await.unwrap();
        assert_eq!(upstream.count("/userinfo"), asked, "{rule}");
    }
    let upstream = Upstream::start().await;
    upstream.discovery(json!({ "userinfo_endpoint": null }));
    assert!(sign_in(&Setup::new(&upstream.url)).await.is_ok(), "an upstream without one");
}

#[tokio::test]
async fn extra_requests_reach_the_claim_map() {
    let upstream = Upstream::start().await;
    upstream.raw("/emails", 200, r#"[{"email":"extra@example.com","primary":true}]"#);
    let mut setup = Setup::new(&upstream.url);
    setup.definition["requests"] = json!([{ "name": "emails", "url": format!("{}/emails", upstream.url) }]);
    setup.definition["claims"] = json!({ "email": "emails[?primary].email | [0]" });
    let identity = sign_in(&setup).await.unwrap();
    assert_eq!(identity.profile.email.unwrap().to_string(), "extra@example.com");
    assert_eq!(upstream.seen("/emails")[0].authorization.as_deref(), Some("Bearer the-access-token"));
    upstream.raw("/emails", 403, "{}");
    assert_eq!(code_of(sign_in(&setup).await), ErrorCode::UserinfoFailed);
}

/// Only the signed token may say who the person is.
#[tokio::test]
async fn the_subject_comes_from_the_id_token_alone() {
    let upstream = Upstream::start().await;
    upstream.change(|script| script.userinfo["oid"] = "from-userinfo".into());
    let mut setup = Setup::new(&upstream.url);
    setup.definition["claims"] = json!({ "subject": "oid" });
    assert_eq!(code_of(sign_in(&setup).await), ErrorCode::SubjectMissing);
    upstream.change(|script| script.claims = json!({ "oid": "signed" }));
    assert_eq!(sign_in(&setup).await.unwrap().subject.as_str(), "signed");
}

/// DI-07: the code goes where it was meant to go when the sign-in began.
#[tokio::test]
async fn endpoints_that_change_in_the_middle_of_a_flow() {
    let (upstream, elsewhere) = (Upstream::start().await, Upstream::start().await);
    let (world, driver) = resolve(&Setup::new(&upstream.url)).await.unwrap();
    let begun = begin(&world, &*driver, &Hints::default()).await.unwrap();
    assert!(driver.refresh(&world.context(), Refresh::WhenDue).await.unwrap().is_none(), "too young");
    world.clock.advance(chrono::Duration::minutes(61));
    assert!(driver.refresh(&world.context(), Refresh::WhenDue).await.unwrap().is_none(), "nothing changed");
    upstream.discovery(json!({
        "token_endpoint": format!("{}/token", elsewhere.url), "userinfo_endpoint": format!("{}/userinfo", elsewhere.url),
    }));
    assert!(driver.refresh(&world.context(), Refresh::WhenDue).await.unwrap().is_none(), "young again");
    world.clock.advance(chrono::Duration::minutes(61));
    assert!(driver.refresh(&world.context(), Refresh::WhenDue).await.unwrap().is_none(), "the same issuer");
    assert!(driver.endpoints().iter().any(|endpoint| endpoint.url.as_str().starts_with(&elsewhere.url)));
    world.clock.advance(chrono::Duration::minutes(-122));
    assert!(finish(&world, &*driver, &begun, &with_code()).await.is_ok());
    assert_eq!((upstream.count("/token"), elsewhere.count("/token"), elsewhere.count("/userinfo")), (1, 0, 0));
    world.clock.advance(chrono::Duration::minutes(200));
    upstream.raw("/.well-known/openid-configuration", 503, "");
    let fault = driver.refresh(&world.context(), Refresh::WhenDue).await.err().unwrap();
    assert_eq!(fault.code, ErrorCode::ProviderUnavailable);
}

#[tokio::test]
async fn max_age_and_acr_are_checked() {
    for (settings, claims, accepted) in [
        (json!({ "max_age": 60 }), json!({ "auth_time": super::NOW }), true),
        (json!({ "max_age": 60 }), json!({ "auth_time": super::NOW - 121 }), false),
        (json!({ "max_age": 60 }), json!({}), false),
        (json!({ "authorize_params": { "max_age": "60" } }), json!({}), false),
        (json!({ "required_acr": ["gold"] }), json!({ "acr": "gold" }), true),
        (json!({ "required_acr": ["gold"] }), json!({ "acr": "silver" }), false),
    ] {
        let upstream = Upstream::start().await;
        upstream.change(|script| script.claims = claims.clone());
        let mut setup = Setup::new(&upstream.url);
        setup.settings = settings.clone();
        let outcome = sign_in(&setup).await;
        assert_eq!(outcome.is_ok(), accepted, "{settings} {claims}: {outcome:?}");
        assert!(accepted || code_of(outcome) == ErrorCode::IdTokenInvalid);
    }
}

/// LG-01: whatever goes wrong, no error holds a secret.
#[tokio::test]
async fn failures_show_no_secret() {
    let bodies = ["{}", "the-code s3cret the-access-token", r#"{"error":"x","error_description":"fine"}"#];
    for (path, body) in ["/token", "/userinfo"].into_iter().flat_map(|path| bodies.map(|body| (path, body))) {
        for status in [200, 400, 401, 500] {
            let upstream = Upstream::start().await;
            upstream.raw(path, status, body);
            let detail = sign_in(&Setup::new(&upstream.url)).await.unwrap_err().detail;
            for secret in ["the-code", "s3cret", "the-access-token", super::NONCE, "verifier-of"] {
                assert!(!detail.contains(secret), "{detail}");
            }
        }
    }
}
