//! The modules of the plan `fapi2-security-profile-final-client-test-plan` of the OpenID Foundation's conformance suite, by
//! their names there (`fapi2-security-profile-final-client-test-` is left out): plain FAPI, `private_key_jwt`, requests that
//! are pushed, once with DPoP and once with mTLS. The certified provider plays the suite's part.

use http::StatusCode;
use serde_json::{Value, json};
use vestibule_registry::{CheckStep, Outcome};
use vestibule_tests::Browser;

use crate::{conformance::sign_in, fixture::ServerFixture};

/// With DPoP and with mTLS.
const BOTH: [&str; 2] = ["op-fapi-dpop", "op-fapi-mtls"];

/// A sign-in that has to succeed, with so many requests to the pushed authorization request, token and userinfo endpoints.
async fn passes(fixture: &ServerFixture, module: &str, provider: &str, requests: [usize; 3]) {
    fixture.op.forget().await;
    let answer = sign_in(&fixture.browser(), provider).await;
    let events = fixture.op.events().await;
    assert_eq!(answer.header("location"), Some("/"), "{module} by {provider}: {events:#?}");
    let found = ["/request", "/token", "/me"].map(|path| events.requests(path));
    assert_eq!(found, requests, "{module} by {provider}: {events:#?}");
}

/// What is wrong with an ID token; nothing is asked with its access token.
fn id_tokens() -> Vec<(&'static str, Value)> {
    let claims = |claims: Value| json!({ "claims": claims });
    vec![
        ("invalid-iss", claims(json!({ "iss": "https://op.example/1" }))),
        ("invalid-aud", claims(json!({ "aud": "somebody-else" }))),
        ("invalid-secondary-aud", claims(json!({ "aud": ["op-fapi-dpop", "op-fapi-mtls", "somebody-else"] }))),
        ("invalid-null-alg", json!({ "alg": "none" })),
        ("invalid-alternate-alg", json!({ "alg": "RS256" })),
        ("invalid-expired-exp", claims(json!({ "exp": 1_600_000_000 }))),
        ("invalid-missing-exp", claims(json!({ "exp": null }))),
        ("invalid-missing-aud", claims(json!({ "aud": null }))),
        ("invalid-missing-iss", claims(json!({ "iss": null }))),
        ("invalid-nonce", claims(json!({ "nonce": "another" }))),
        ("invalid-missing-nonce", claims(json!({ "nonce": null }))),
    ]
}

/// FP-01: each of them is refused, after one token request and before anything is asked with the token.
#[tokio::test]
async fn invalid_id_tokens() {
    let fixture = ServerFixture::new().await;
    for provider in BOTH {
        for (module, lie) in id_tokens() {
            let browser = fixture.browser();
            fixture.op.lie(json!({ "idToken": lie })).await;
            fixture.op.forget().await;
            let answer = sign_in(&browser, provider).await;
            let events = fixture.op.events().await;
            fixture.refused(&browser, &answer, "id_token_invalid", &format!("{module} by {provider}")).await;
            assert_eq!((events.requests("/token"), events.requests("/me")), (1, 0), "{module} by {provider}");
            fixture.op.be_honest().await;
        }
        passes(&fixture, "happy-path", provider, [1, 1, 1]).await;
    }
}

/// FP-02: what is odd and allowed: `valid-aud-as-array`, `token-endpoint-response-without-expires_in`,
/// `token-type-case-insensitivity`.
#[tokio::test]
async fn allowed_variations() {
    let fixture = ServerFixture::new().await;
    for (provider, kind) in [("op-fapi-dpop", "dPoP"), ("op-fapi-mtls", "bEARER")] {
        for (module, lie) in [
            ("valid-aud-as-array", json!({ "idToken": { "claims": { "aud": [provider] } } })),
            ("token-endpoint-response-without-expires_in", json!({ "token": { "patch": { "expires_in": null } } })),
            ("token-type-case-insensitivity", json!({ "token": { "patch": { "token_type": kind } } })),
        ] {
            fixture.op.lie(lie).await;
            passes(&fixture, module, provider, [1, 1, 1]).await;
        }
    }
}

/// FP-03: `happy-path` with nonces, and `happy-path-no-dpop-nonce`. A nonce is asked for once per server: what it is then is
/// known for the requests that follow, and each of them brings the next one.
#[tokio::test]
async fn dpop_nonces() {
    let fixture = ServerFixture::new().await;
    passes(&fixture, "happy-path-no-dpop-nonce", "op-fapi-dpop", [1, 1, 1]).await;
    let fixture = fixture.restart().await;
    fixture.until_ready().await;
    fixture.op.change(json!({ "dpopNonce": true })).await;
    passes(&fixture, "happy-path", "op-fapi-dpop", [2, 1, 1]).await;
    passes(&fixture, "happy-path", "op-fapi-dpop", [1, 1, 1]).await;
}

/// FP-04: the authorization response: `invalid-authorization-response-iss`, `remove-authorization-response-iss`,
/// `ensure-authorization-response-with-invalid-state-fails`, `…-with-invalid-missing-state-fails`. No code is exchanged.
#[tokio::test]
async fn authorization_responses() {
    let fixture = ServerFixture::new().await;
    for provider in BOTH {
        for (module, iss) in [
            ("invalid-authorization-response-iss", json!("https://op.example/1")),
            ("remove-authorization-response-iss", Value::Null),
        ] {
            let browser = fixture.browser();
            fixture.op.lie(json!({ "authorization": { "patch": { "iss": iss } } })).await;
            fixture.op.forget().await;
            let answer = sign_in(&browser, provider).await;
            fixture.refused(&browser, &answer, "issuer_mismatch", &format!("{module} by {provider}")).await;
            assert_eq!(fixture.op.events().await.requests("/token"), 0, "{module} by {provider}");
            fixture.op.be_honest().await;
        }
        for (module, state) in [
            ("ensure-authorization-response-with-invalid-state-fails", Some("another-state-of-nobody")),
            ("ensure-authorization-response-with-invalid-missing-state-fails", None),
        ] {
            answers_with_state(&fixture, &fixture.browser(), (module, provider), state).await;
        }
    }
}

async fn answers_with_state(
    fixture: &ServerFixture,
    browser: &Browser,
    (module, provider): (&str, &str),
    state: Option<&str>,
) {
    let mut callback = browser.callback_of(provider).await;
    let others: Vec<(String, String)> =
        callback.query_pairs().into_owned().filter(|(name, _)| name != "state").collect();
    callback.query_pairs_mut().clear().extend_pairs(others).extend_pairs(state.map(|state| ("state", state)));
    fixture.op.forget().await;
    let answer = browser.get(callback).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{module} by {provider}");
    assert_eq!(fixture.op.events().await.requests("/token"), 0, "{module} by {provider}");
}

/// FP-05: `discovery-issuer-mismatch`: it ends after discovery.
#[tokio::test]
async fn discovery_issuer_mismatch() {
    let fixture = ServerFixture::new().await;
    let other = format!("{}/other", fixture.op.issuer);
    fixture.op.lie(json!({ "discovery": { "patch": { "issuer": other } } })).await;
    fixture.op.forget().await;
    let fixture = fixture.restart().await;
    for provider in BOTH {
        fixture.until_faulted(provider).await;
        let answer = fixture.browser().get(format!("/api/auth/providers/{provider}/authorize")).await;
        assert_eq!((answer.status, &*answer.code()), (StatusCode::SEE_OTHER, "provider_misconfigured"), "{provider}");
    }
    assert_eq!(fixture.op.events().await.requests("/request"), 0);
}

/// DP-03, MT-01: a provider that gives a token which is bound to nothing, and one that gets no certificate.
#[tokio::test]
async fn a_token_that_is_bound_to_nothing_is_refused() {
    let fixture = ServerFixture::new().await;
    fixture.op.lie(json!({ "token": { "patch": { "token_type": "Bearer" } } })).await;
    let browser = fixture.browser();
    let answer = sign_in(&browser, "op-fapi-dpop").await;
    fixture.refused(&browser, &answer, "token_exchange_failed", "not bound").await;
    assert_eq!(fixture.op.events().await.requests("/me"), 0);
    fixture.op.be_honest().await;
    // Without its aliases, the provider is asked over plain http, where nobody shows a certificate.
    fixture.op.lie(json!({ "discovery": { "patch": { "mtls_endpoint_aliases": null } } })).await;
    let fixture = fixture.restart().await;
    fixture.until_ready().await;
    let browser = fixture.browser();
    let answer = sign_in(&browser, "op-fapi-mtls").await;
    assert_eq!(answer.header("location").map(|to| to == "/"), Some(false), "{:?}", answer.header("location"));
}

/// MT-02: the client is known by its certificate alone (RFC 8705 §2.2).
#[tokio::test]
async fn a_certificate_is_enough() {
    let fixture = ServerFixture::new().await;
    passes(&fixture, "self_signed_tls_client_auth", "op-certificate", [1, 1, 1]).await;
}

/// DP-04: without a person, the check finds what the upstream refuses, and shows the public keys.
#[tokio::test]
async fn a_check_names_what_is_refused() {
    let fixture = ServerFixture::new().await;
    let refusal = |status: u16, error: &str| json!({ "token": { "status": status, "raw": json!({ "error": error }).to_string() } });
    for (provider, lie, failed) in [
        ("op-fapi-dpop", json!({}), None),
        ("op-fapi-mtls", json!({}), None),
        ("op-fapi-dpop", refusal(400, "invalid_dpop_proof"), Some(CheckStep::SenderConstraint)),
        ("op-fapi-dpop", refusal(401, "invalid_client"), Some(CheckStep::ClientAuthentication)),
    ] {
        fixture.op.lie(lie.clone()).await;
        let record = fixture.application.registry.load().find(provider).unwrap().record.clone();
        let report = fixture.application.registry.check(&record).await;
        let found: Vec<_> =
            report.steps.iter().filter(|step| step.outcome == Outcome::Failed).map(|step| step.step).collect();
        assert_eq!(found, failed.into_iter().collect::<Vec<_>>(), "{provider} {lie}: {report:#?}");
        assert_eq!(report.client_keys.len(), 2, "{provider}: {report:#?}");
    }
}
