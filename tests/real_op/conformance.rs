//! The modules of the OpenID Foundation's conformance suite for relying parties, by their names there: profiles basic,
//! config, form_post and RP-initiated logout. The certified provider plays the suite's part.
//!
//! In the suite a negative module passes when nothing arrives after the token request. So it does here: one token
//! request, no userinfo.

use http::StatusCode;
use serde_json::{Value, json};
use vestibule_tests::{Answer, Browser};

use crate::fixture::ServerFixture;

/// By query and by form_post.
const BOTH: [&str; 2] = ["op-basic", "op-formpost"];

/// Goes all the way by whichever response mode the provider is set to; the answer of the callback.
pub(crate) async fn sign_in(browser: &Browser, provider: &str) -> Answer {
    let begun = browser.get(format!("/api/auth/providers/{provider}/authorize")).await;
    let arrived = browser.abroad(&begun).await;
    if arrived.status == StatusCode::OK {
        let ours = browser.submit(&arrived).await;
        return browser.submit(&ours).await;
    }
    browser.get(arrived.location().expect("the provider sends back")).await
}

async fn passes(fixture: &ServerFixture, module: &str, provider: &str) {
    let browser = fixture.browser();
    fixture.op.forget().await;
    let answer = sign_in(&browser, provider).await;
    let events = fixture.op.events().await;
    assert_eq!(answer.header("location"), Some("/"), "{module} by {provider}: {events:#?}");
    assert_eq!((events.requests("/token"), events.requests("/me")), (1, 1), "{module} by {provider}");
}

/// The ID token is refused, or the profile: each name is a module, `oidcc-client-test-` left out.
fn refusals(secret: &str) -> Vec<(&'static str, Value, &'static str)> {
    let token = |claims: Value| json!({ "idToken": { "claims": claims } });
    vec![
        ("nonce-invalid", token(json!({ "nonce": "invalid" })), "id_token_invalid"),
        ("invalid-iss", token(json!({ "iss": "https://op.example/1" })), "id_token_invalid"),
        ("missing-sub", token(json!({ "sub": null })), "id_token_invalid"),
        ("invalid-aud", token(json!({ "aud": "op-basic1" })), "id_token_invalid"),
        ("missing-aud", token(json!({ "aud": null })), "id_token_invalid"),
        ("missing-iat", token(json!({ "iat": null })), "id_token_invalid"),
        ("idtoken-sig-none", json!({ "idToken": { "alg": "none" } }), "id_token_invalid"),
        ("invalid-sig-rs256", json!({ "idToken": { "badSig": true } }), "id_token_invalid"),
        ("invalid-sig-hs256", json!({ "idToken": { "alg": "HS256", "secret": secret } }), "id_token_invalid"),
        (
            "invalid-sig-es256",
            json!({ "idToken": { "header": { "alg": "ES256" }, "badSig": true } }),
            "id_token_invalid",
        ),
        ("userinfo-invalid-sub", json!({ "userinfo": { "patch": { "sub": "invalid" } } }), "userinfo_mismatch"),
    ]
}

/// IT-01, IT-02, IT-08, IT-09, IT-13, IT-15, IT-16, UI-01: the negative modules of the profiles basic and form_post.
#[tokio::test]
async fn negative_modules() {
    let fixture = ServerFixture::new().await;
    let secret = fixture.op.secret("op-basic").await.unwrap();
    for provider in BOTH {
        for (module, lie, code) in refusals(&secret) {
            let browser = fixture.browser();
            fixture.op.lie(lie).await;
            fixture.op.forget().await;
            let answer = sign_in(&browser, provider).await;
            let events = fixture.op.events().await;
            fixture.refused(&browser, &answer, code, &format!("{module} by {provider}")).await;
            let asked = usize::from(code == "userinfo_mismatch");
            assert_eq!((events.requests("/token"), events.requests("/me")), (1, asked), "{module} by {provider}");
            fixture.op.be_honest().await;
        }
        passes(&fixture, "oidcc-client-test", provider).await;
    }
}

/// The positive modules of the profiles basic and form_post: `oidcc-client-test`, `client-secret-basic`,
/// `idtoken-sig-rs256`, `scope-userinfo-claims`, `userinfo-bearer-header`, `kid-absent-single-jwks`,
/// `kid-absent-multiple-jwks`.
#[tokio::test]
async fn positive_modules() {
    let fixture = ServerFixture::new().await;
    for provider in BOTH {
        passes(&fixture, "oidcc-client-test", provider).await;
        let events = fixture.op.events().await;
        assert_eq!(events.authentication("/token"), [&json!("basic")], "client-secret-basic by {provider}");
        assert_eq!(events.authentication("/me"), [&json!("bearer")], "userinfo-bearer-header by {provider}");
        // What a scope represents is at userinfo only, as the standard has it for the code flow.
        let bare = json!({ "email": null, "email_verified": null, "name": null, "preferred_username": null });
        fixture.op.lie(json!({ "idToken": { "claims": bare } })).await;
        passes(&fixture, "scope-userinfo-claims", provider).await;
        // No kid; the cached set has several keys, of which one fits the algorithm.
        fixture.op.lie(json!({ "idToken": { "header": { "kid": null } } })).await;
        passes(&fixture, "kid-absent-multiple-jwks", provider).await;
        fixture.op.be_honest().await;
    }
    let browser = fixture.browser();
    fixture.op.lie(json!({ "idToken": { "claims": { "email": null, "name": null } } })).await;
    sign_in(&browser, "op-basic").await;
    let user = browser.get_json("/api/auth/session").await.json()["user"].clone();
    assert_eq!((&user["email"], &user["name"]), (&json!("alice@example.com"), &json!("Alice Archer")));
}

/// `kid-absent-single-jwks`: one key without a name, and a token that names none.
#[tokio::test]
async fn one_key_without_a_name() {
    let fixture = ServerFixture::new().await;
    let keys = fixture.browser().get_json(format!("{}/jwks", fixture.op.issuer)).await.json();
    let mut only = keys["keys"].as_array().unwrap().iter().find(|key| key["kty"] == "RSA").unwrap().clone();
    for name in ["kid", "alg"] {
        only.as_object_mut().unwrap().remove(name);
    }
    fixture.op.lie(json!({ "jwks": { "patch": { "keys": [only] } }, "idToken": { "header": { "kid": null } } })).await;
    let fixture = fixture.restart().await;
    // Not all: those that are pinned to another algorithm find no key.
    let ready =
        fixture.application.registry.wait_until(|registry| registry.find("op-basic").unwrap().ready().is_some());
    tokio::time::timeout(std::time::Duration::from_secs(60), ready).await.expect("ready").unwrap();
    passes(&fixture, "kid-absent-single-jwks", "op-basic").await;
}

/// DI-01, JW-01, JW-02, JW-03: the profile config: `discovery-openid-config`, `discovery-jwks-uri-keys`,
/// `discovery-issuer-mismatch`, `signing-key-rotation-just-before-signing`, `signing-key-rotation`.
#[tokio::test]
async fn configuration_modules() {
    let fixture = ServerFixture::new().await;
    fixture.op.forget().await;
    let fixture = fixture.restart().await;
    fixture.until_ready().await;
    let events = fixture.op.events().await;
    assert!(events.requests("/.well-known/openid-configuration") >= 1, "discovery-openid-config");
    assert!(events.requests("/jwks") >= 1, "discovery-jwks-uri-keys");
    passes(&fixture, "discovery-jwks-uri-keys", "op-basic").await;

    // Twice within seconds: the first fetch of new keys does not keep the second one waiting.
    for _ in 0..2 {
        let browser = fixture.browser();
        let callback = browser.callback_of("op-basic").await;
        fixture.op.rotate("replace").await;
        let answer = browser.get(callback).await;
        assert_eq!(answer.header("location"), Some("/"), "signing-key-rotation-just-before-signing");
        passes(&fixture, "signing-key-rotation", "op-basic").await;
    }

    let other = format!("{}/other", fixture.op.issuer);
    fixture.op.lie(json!({ "discovery": { "patch": { "issuer": other } } })).await;
    fixture.op.forget().await;
    let fixture = fixture.restart().await;
    fixture.until_faulted("op-basic").await;
    let answer = fixture.browser().get("/api/auth/providers/op-basic/authorize").await;
    assert_eq!((answer.status, &*answer.code()), (StatusCode::SEE_OTHER, "provider_misconfigured"));
    assert_eq!(fixture.op.events().await.requests("/auth"), 0, "discovery-issuer-mismatch: it ends after discovery");
}

/// `form-post-error`: an error comes back in a form.
#[tokio::test]
async fn an_error_in_a_form() {
    let fixture = ServerFixture::new().await;
    let browser = fixture.browser();
    let begun = browser.get("/api/auth/providers/op-formpost/authorize?prompt=none").await;
    let page = browser.abroad(&begun).await;
    assert_eq!(page.form().value("error"), Some("login_required"), "{}", page.body);
    let ours = browser.submit(&page).await;
    let answer = browser.submit(&ours).await;
    fixture.refused(&browser, &answer, "login_required", "form-post-error").await;
    assert_eq!(fixture.op.events().await.requests("/token"), 0);
}

/// LO-01: RP-initiated logout: `rp-init-logout`, `-no-state`, `-other-state`, `-invalid-state`: whatever the browser
/// brings back, the landing page is a page, and nobody is signed in.
#[tokio::test]
async fn logout_modules() {
    let fixture = ServerFixture::new().await;
    for state in [Some("the right one"), None, Some("another"), Some("<script>\u{202e}")] {
        let browser = fixture.browser();
        let answer = sign_in(&browser, "op-basic").await;
        assert_eq!(answer.header("location"), Some("/"));
        let left = browser.post_form("/api/auth/logout", &[]).await;
        for name in ["id_token_hint", "post_logout_redirect_uri", "state", "client_id"] {
            assert!(left.sent_on(name).is_some_and(|value| !value.is_empty()), "{name}");
        }
        assert_eq!(browser.get_json("/api/auth/session").await.status, StatusCode::UNAUTHORIZED, "before the redirect");
        let question = browser.abroad(&left).await;
        let back = browser.submit(&question).await;
        assert_eq!(back.sent_on("state"), left.sent_on("state"), "rp-init-logout");
        let mut home = back.location().unwrap();
        if state != Some("the right one") {
            home.query_pairs_mut().clear().extend_pairs(state.map(|state| ("state", state)));
        }
        let page = browser.get(home).await;
        assert_eq!(page.status, StatusCode::OK, "{state:?}: {}", page.body);
        assert!(!page.body.contains("<script>\u{202e}"), "{state:?}");
        assert_eq!(browser.get_json("/api/auth/session").await.status, StatusCode::UNAUTHORIZED, "{state:?}");
    }
}
