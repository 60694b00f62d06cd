//! What an upstream says about a failure, as it gets into the log and the audit log.

use serde_json::json;
use vestibule_core::{
    code::ErrorCode,
    driver::{Callback, Hints, SignInError},
};

use super::{Setup, begin, finish, flow, resolve, sign_in, upstream::Upstream, with_code};

const BASIC: &str = "Y2xpZW50OnMzY3JldA==";

/// Everything confidential that the upstream is sent on the way.
fn sent() -> [String; 7] {
    let flow = flow();
    [
        "s3cret".into(),
        "the-code".into(),
        BASIC.into(),
        flow.state,
        flow.nonce.expose().into(),
        flow.code_verifier.expose().into(),
        "the-access-token".into(),
    ]
}

fn assert_redacted(error: &SignInError, case: &str) {
    for secret in sent() {
        assert!(!error.detail.contains(&secret), "{case}: {}", error.detail);
    }
    assert!(error.detail.contains("[redacted]"), "{case}: {}", error.detail);
}

/// UP-18: an upstream that echoes what it was sent, in each place where it is quoted.
#[tokio::test]
async fn what_was_sent_comes_back_redacted() {
    for secret in sent() {
        let upstream = Upstream::start().await;
        let echo =
            json!({ "error": secret, "error_description": format!("Zugriff für {secret} verweigert") }).to_string();
        upstream.raw("/token", 400, echo.clone());
        if secret != "the-access-token" {
            assert_redacted(&sign_in(&Setup::new(&upstream.url)).await.unwrap_err(), "token");
        }
        let upstream = Upstream::start().await;
        upstream.raw("/userinfo", 401, echo.clone());
        if secret != BASIC {
            assert_redacted(&sign_in(&Setup::new(&upstream.url)).await.unwrap_err(), "userinfo");
        }
        let upstream = Upstream::start().await;
        upstream.discovery(json!({ "pushed_authorization_request_endpoint": format!("{}/par", upstream.url) }));
        upstream.raw("/par", 400, echo);
        let pushed_yet = !["the-code", "the-access-token"].contains(&&*secret);
        let (world, driver) = resolve(&Setup::new(&upstream.url)).await.unwrap();
        if pushed_yet {
            assert_redacted(&begin(&world, &*driver, &Hints::default()).await.unwrap_err(), "par");
        }
        if pushed_yet && secret != BASIC {
            upstream.discovery(json!({ "pushed_authorization_request_endpoint": null }));
            let (world, driver) = resolve(&Setup::new(&upstream.url)).await.unwrap();
            let begun = begin(&world, &*driver, &Hints::default()).await.unwrap();
            let callback = Callback {
                error: Some("access_denied".into()),
                error_description: Some(format!("no {secret}")),
                ..Callback::default()
            };
            assert_redacted(&finish(&world, &*driver, &begun, &callback).await.unwrap_err(), "callback");
            let callback = Callback { iss: Some(format!("https://{secret}")), ..with_code() };
            assert_redacted(&finish(&world, &*driver, &begun, &callback).await.unwrap_err(), "iss");
        }
    }
}

/// UP-18: in the ID token's own header, which is quoted, too.
#[tokio::test]
async fn an_algorithm_that_is_a_secret() {
    let upstream = Upstream::start().await;
    upstream.change(|script| script.header = json!({ "alg": "s3cret" }));
    assert_redacted(&sign_in(&Setup::new(&upstream.url)).await.unwrap_err(), "alg");
    upstream.change(|script| {
        script.header = json!({ "alg": "RS256" });
        script.claims = json!({ "aud": "the-code" });
    });
    assert_redacted(&sign_in(&Setup::new(&upstream.url)).await.unwrap_err(), "aud");
}

/// UP-03, UP-07: the reason of a refusal at userinfo, from the header as AD FS sends it, or from the body.
#[tokio::test]
async fn userinfo_says_why_it_refuses() {
    for (challenge, body, wanted) in [
        (
            r#"Bearer realm="x", error="invalid_token", error_description="MSIS9921: not \"us\", but \\them""#,
            "",
            r#"HTTP 401, invalid_token (MSIS9921: not "us", but \them)"#,
        ),
        // Not what RFC 6750 allows, so it is shown as it came.
        (r#"Bearer error="für Jörg""#, "", r#"HTTP 401, WWW-Authenticate: Bearer error="für Jörg""#),
        (r#"Basic realm="y", Bearer error=invalid_token"#, "", "HTTP 401, invalid_token"),
        ("Bearer", "", "HTTP 401, WWW-Authenticate: Bearer"),
        ("=\u{2066}", "", "HTTP 401, WWW-Authenticate: =\\u{2066}"),
        ("", r#"{"error":"expired","error_description":"at\nnoon","sub":"jane"}"#, "HTTP 401, expired (at\\nnoon)"),
        ("", r#"{"message":"jane"}"#, "HTTP 401"),
    ] {
        let upstream = Upstream::start().await;
        upstream.raw("/userinfo", 401, body);
        upstream.change(|script| script.challenge = challenge.to_owned());
        let refused = sign_in(&Setup::new(&upstream.url)).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::UserinfoFailed);
        assert!(refused.detail.ends_with(&format!(": {wanted}")), "{challenge}: {}", refused.detail);
        assert!(!refused.detail.contains("jane"), "{}", refused.detail);
    }
}

/// UP-07: lists of an upstream without the quotes of a programming language.
#[tokio::test]
async fn lists_read_like_lists() {
    let upstream = Upstream::start().await;
    upstream.discovery(json!({ "id_token_signing_alg_values_supported": ["HS256", "none"] }));
    let fault = resolve(&Setup::new(&upstream.url)).await.err().unwrap();
    assert!(fault.detail.contains("(HS256, none)") && !fault.detail.contains('"'), "{fault}");
    upstream.discovery(json!({
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["tls_client_auth", "self_signed_tls_client_auth"],
    }));
    let fault = resolve(&Setup::new(&upstream.url)).await.err().unwrap();
    assert!(fault.detail.contains("only tls_client_auth") && !fault.detail.contains('"'), "{fault}");
}

/// UP-17: a token for somebody else says for whom.
#[tokio::test]
async fn an_audience_is_shown() {
    let upstream = Upstream::start().await;
    for (aud, shown) in
        [(json!("other-client"), "other-client"), (json!(["a", "b"]), "a, b"), (json!(["client", "b"]), "b")]
    {
        upstream.change(|script| script.claims = json!({ "aud": aud }));
        let detail = sign_in(&Setup::new(&upstream.url)).await.unwrap_err().detail;
        assert!(
            detail.contains(&format!("its aud is {shown},")) || detail.contains(&format!("its aud names {shown},")),
            "{detail}"
        );
    }
    upstream.change(|script| script.claims = json!({ "aud": "x".repeat(5_000) }));
    assert!(sign_in(&Setup::new(&upstream.url)).await.unwrap_err().detail.len() < 400);
}
