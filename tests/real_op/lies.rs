//! The provider lies, one thing at a time: everything else about the answer is what the real library sent.

use http::StatusCode;
use serde_json::{Value, json};
use vestibule_core::clock::{Clock as _, SystemClock};

use crate::fixture::ServerFixture;

/// Signs in while the provider lies, and once more when it does not.
async fn check(fixture: &ServerFixture, name: &str, mangle: &Value, code: &str) {
    let browser = fixture.browser();
    fixture.op.lie(mangle.clone()).await;
    let callback = browser.callback_of("op-basic").await;
    let answer = browser.get(callback).await;
    fixture.refused(&browser, &answer, code, name).await;
    fixture.op.be_honest().await;
}

#[tokio::test]
async fn about_the_id_token() {
    let fixture = ServerFixture::new().await;
    let secret = fixture.op.secret("op-basic").await.unwrap();
    let hour_ago = SystemClock.now().timestamp() - 3_600;
    fixture.op.lie(json!({ "idToken": { "claims": { "harmless": true } } })).await;
    fixture.signs_in(&fixture.browser(), "op-basic").await;
    for (name, lie) in [
        ("another issuer", json!({ "claims": { "iss": "https://evil.example" } })),
        ("no issuer", json!({ "claims": { "iss": null } })),
        ("another audience", json!({ "claims": { "aud": "somebody-else" } })),
        ("one more audience", json!({ "claims": { "aud": ["op-basic", "somebody-else"] } })),
        ("no audience", json!({ "claims": { "aud": null } })),
        ("another client", json!({ "claims": { "azp": "somebody-else" } })),
        ("no subject", json!({ "claims": { "sub": null } })),
        ("no time", json!({ "claims": { "iat": null } })),
        ("long ago", json!({ "claims": { "iat": hour_ago } })),
        ("expired", json!({ "claims": { "exp": hour_ago } })),
        ("no expiry", json!({ "claims": { "exp": null } })),
        ("another nonce", json!({ "claims": { "nonce": "x" } })),
        ("no nonce", json!({ "claims": { "nonce": null } })),
        ("another access token", json!({ "claims": { "at_hash": "AAAAAAAAAAAAAAAAAAAAAA" } })),
        ("a spoiled signature", json!({ "badSig": true })),
        ("a foreign key under our name", json!({ "alg": "foreign" })),
        ("an unknown key", json!({ "header": { "kid": "nobody" } })),
        ("no signature", json!({ "alg": "none" })),
        ("signed with our secret", json!({ "alg": "HS256", "secret": secret })),
        ("another kind of token", json!({ "header": { "typ": "at+jwt" } })),
        ("a critical extension", json!({ "header": { "crit": ["x"], "x": 1 } })),
    ] {
        fixture.op.forget().await;
        check(&fixture, name, &json!({ "idToken": lie }), "id_token_invalid").await;
        let events = fixture.op.events().await;
        assert_eq!((events.requests("/token"), events.requests("/me")), (1, 0), "{name}: it ends there");
    }
    fixture.op.forget().await;
    fixture.signs_in(&fixture.browser(), "op-basic").await;
}

#[tokio::test]
async fn about_the_tokens() {
    let fixture = ServerFixture::new().await;
    for (name, lie, code) in [
        ("no ID token", json!({ "patch": { "id_token": null } }), "id_token_missing"),
        ("no access token", json!({ "patch": { "access_token": null } }), "token_exchange_failed"),
        ("another kind", json!({ "patch": { "token_type": "DPoP" } }), "token_exchange_failed"),
        ("HTML", json!({ "raw": "<html>", "type": "text/html" }), "token_exchange_failed"),
        ("half an answer", json!({ "raw": "{\"access_token\":" }), "token_exchange_failed"),
        ("400", json!({ "status": 400, "raw": "{\"error\":\"invalid_grant\"}" }), "token_exchange_failed"),
        ("401", json!({ "status": 401, "raw": "{\"error\":\"invalid_client\"}" }), "provider_misconfigured"),
        ("429", json!({ "status": 429, "raw": "" }), "provider_unavailable"),
        ("500", json!({ "status": 500, "raw": "{}" }), "provider_unavailable"),
    ] {
        fixture.op.forget().await;
        check(&fixture, name, &json!({ "token": lie }), code).await;
        let events = fixture.op.events().await;
        assert_eq!((events.requests("/token"), events.requests("/me")), (1, 0), "{name}: it ends there");
    }
}

/// Real time: ten seconds in all, and then the person sees an error.
#[tokio::test]
async fn by_silence() {
    let fixture = ServerFixture::new().await;
    check(&fixture, "silence", &json!({ "token": { "delayMs": 12_000 } }), "provider_timeout").await;
}

#[tokio::test]
async fn about_the_profile() {
    let fixture = ServerFixture::new().await;
    for (name, lie, code) in [
        ("another person", json!({ "patch": { "sub": "bob" } }), "userinfo_mismatch"),
        ("nobody", json!({ "patch": { "sub": null } }), "userinfo_mismatch"),
        ("HTML", json!({ "raw": "<html>", "type": "text/html" }), "userinfo_failed"),
        ("403", json!({ "status": 403 }), "userinfo_failed"),
        ("500", json!({ "status": 500 }), "userinfo_failed"),
    ] {
        check(&fixture, name, &json!({ "userinfo": lie }), code).await;
    }
    // What it may not decide, it does not: protocol claims come from the signed token alone.
    fixture
        .op
        .lie(json!({ "userinfo": { "patch": { "email_verified": false, "iss": "https://evil.example" } } }))
        .await;
    fixture.op.forget().await;
    let browser = fixture.browser();
    fixture.signs_in(&browser, "op-basic").await;
    assert_eq!(browser.get_json("/api/auth/session").await.json()["user"]["email_verified"], false);
}

#[tokio::test]
async fn about_the_keys() {
    let fixture = ServerFixture::new().await;
    for (name, lie, code) in [
        ("503", json!({ "status": 503 }), "provider_unavailable"),
        ("HTML", json!({ "raw": "<html>" }), "provider_misconfigured"),
        ("none at all", json!({ "patch": { "keys": [] } }), "id_token_invalid"),
    ] {
        // New keys, so that they have to be fetched.
        fixture.op.rotate("replace").await;
        check(&fixture, name, &json!({ "jwks": lie }), code).await;
    }
    fixture.op.forget().await;
    fixture.signs_in(&fixture.browser(), "op-basic").await;
}

/// What goes through the browser. Before the flow is accepted it is an error page, afterwards a code.
#[tokio::test]
async fn in_the_authorization_answer() {
    let fixture = ServerFixture::new().await;
    for (name, patch, code) in [
        ("another issuer", json!({ "iss": "https://evil.example" }), "issuer_mismatch"),
        ("no issuer, although promised", json!({ "iss": null }), "issuer_mismatch"),
        ("no code", json!({ "code": null }), "invalid_request"),
        ("a code of nobody", json!({ "code": "guess" }), "token_exchange_failed"),
        ("an error together with the code", json!({ "error": "server_error" }), "provider_error"),
    ] {
        fixture.op.forget().await;
        check(&fixture, name, &json!({ "authorization": { "patch": patch } }), code).await;
        let asked = fixture.op.events().await.requests("/token");
        assert_eq!(asked, usize::from(name == "a code of nobody"), "{name}");
    }
    for patch in [json!({ "state": "guess" }), json!({ "state": null })] {
        fixture.op.lie(json!({ "authorization": { "patch": patch } })).await;
        let answer = fixture.browser().sign_in("op-basic").await;
        assert_eq!((answer.status, &*answer.code()), (StatusCode::BAD_REQUEST, "invalid_state"));
        assert!(answer.location().is_none());
    }
}

/// A pushed request that fails never goes through the browser instead.
#[tokio::test]
async fn about_a_pushed_request() {
    let fixture = ServerFixture::new().await;
    for (name, lie, code) in [
        ("500", json!({ "status": 500 }), "provider_unavailable"),
        ("401", json!({ "status": 401, "raw": "{\"error\":\"invalid_client\"}" }), "provider_misconfigured"),
        ("no reference", json!({ "patch": { "request_uri": null } }), "provider_error"),
        ("HTML", json!({ "raw": "<html>", "type": "text/html" }), "provider_error"),
    ] {
        fixture.op.lie(json!({ "par": lie })).await;
        let answer = fixture.browser().get("/api/auth/providers/op-par/authorize").await;
        assert_eq!((answer.status, &*answer.code()), (StatusCode::SEE_OTHER, code), "{name}");
        assert_eq!(answer.location().unwrap().path(), "/login", "{name}");
    }
    assert_eq!(fixture.op.events().await.requests("/auth"), 0);
}

/// DI-01 and its kin: nothing is asked of a provider whose metadata is wrong, and it heals by itself.
#[tokio::test]
async fn about_itself() {
    let mut fixture = ServerFixture::new().await;
    for (name, mangle, code) in [
        (
            "another issuer",
            json!({ "discovery": { "patch": { "issuer": "https://evil.example" } } }),
            "provider_misconfigured",
        ),
        ("no issuer", json!({ "discovery": { "patch": { "issuer": null } } }), "provider_misconfigured"),
        ("no keys", json!({ "discovery": { "patch": { "jwks_uri": null } } }), "provider_misconfigured"),
        (
            "an endpoint elsewhere",
            json!({ "discovery": { "patch": { "token_endpoint": "http://192.0.2.1/token" } } }),
            "provider_misconfigured",
        ),
        ("HTML", json!({ "discovery": { "raw": "<html>", "type": "text/html" } }), "provider_misconfigured"),
        ("404", json!({ "discovery": { "status": 404 } }), "provider_misconfigured"),
        ("503", json!({ "discovery": { "status": 503 } }), "provider_unavailable"),
        ("keys that are none", json!({ "jwks": { "raw": "[]" } }), "provider_misconfigured"),
        ("keys that are down", json!({ "jwks": { "status": 503 } }), "provider_unavailable"),
    ] {
        fixture.op.lie(mangle).await;
        fixture = fixture.restart().await;
        fixture.until_faulted("op-basic").await;
        let answer = fixture.browser().get("/api/auth/providers/op-basic/authorize").await;
        assert_eq!((answer.status, &*answer.code()), (StatusCode::SEE_OTHER, code), "{name}");
        assert!(answer.set_cookies().is_empty(), "{name}");
    }
    assert_eq!(fixture.op.events().await.requests("/auth"), 0);
    fixture.op.be_honest().await;
    fixture.until_ready().await;
    fixture.signs_in(&fixture.browser(), "op-basic").await;
}
