//! Discovery: what is normalized, what is refused, and what the administrator reads.

use serde_json::{Value, json};
use vestibule_core::{code::ErrorCode, fault::Stage};

use super::{Setup, resolve, upstream::Upstream};

async fn fault_of(upstream: &Upstream) -> vestibule_core::fault::Fault {
    resolve(&Setup::new(&upstream.url)).await.err().expect("a fault")
}

#[tokio::test]
async fn what_upstreams_leave_out_is_filled_in() {
    let upstream = Upstream::start().await;
    for patch in [
        json!({}),
        json!({ "response_types_supported": null, "subject_types_supported": null }),
        json!({ "id_token_signing_alg_values_supported": null }),
        json!({ "id_token_signing_alg_values_supported": ["ES256K", "ML-DSA-44", "RS256", 7] }),
        json!({ "id_token_signing_alg_values_supported": "RS256" }),
        json!({ "userinfo_endpoint": "", "service_documentation": "", "op_policy_uri": "not a url" }),
        json!({ "claims_parameter_supported": "true", "scopes_supported": "openid profile", "ui_locales_supported": [7] }),
        json!({ "authorization_response_iss_parameter_supported": "false" }),
        json!({ "token_endpoint_auth_methods_supported": ["tls_client_auth", "client_secret_basic", "none"] }),
        json!({ "code_challenge_methods_supported": ["plain"] }),
        json!({ "issuer": format!("{}/", upstream.url) }),
    ] {
        let upstream = upstream.clone();
        let before = patch.clone();
        upstream.discovery(patch);
        let outcome = resolve(&Setup::new(&upstream.url)).await;
        assert!(outcome.is_ok(), "{before}: {:?}", outcome.err());
    }
}

/// DI-01, DI-03, IT-04, and the rest that an administrator must fix: each names what is wrong.
#[tokio::test]
async fn a_misconfiguration_is_named() {
    for (patch, named) in [
        (json!({ "issuer": "https://evil.example" }), "https://evil.example"),
        (json!({ "issuer": null }), "issuer"),
        (json!({ "issuer": 7 }), "issuer"),
        (json!({ "authorization_endpoint": null }), "authorization_endpoint"),
        (json!({ "token_endpoint": null }), "token_endpoint"),
        (json!({ "token_endpoint": "" }), "token_endpoint"),
        (json!({ "token_endpoint": ["x"] }), "token_endpoint"),
        (json!({ "jwks_uri": null }), "jwks_uri"),
        (json!({ "token_endpoint": "http://op.example/t" }), "token_endpoint"),
        (json!({ "authorization_endpoint": "javascript:alert(1)" }), "authorization_endpoint"),
        (json!({ "jwks_uri": "file:///etc/passwd" }), "jwks_uri"),
        (json!({ "userinfo_endpoint": "ftp://op.example/u" }), "userinfo_endpoint"),
        (json!({ "token_endpoint": "https://u:p@op.example/t" }), "token_endpoint"),
        (json!({ "token_endpoint": "/token" }), "token_endpoint"),
        (json!({ "end_session_endpoint": "https://op.example/l#f" }), "end_session_endpoint"),
        (json!({ "userinfo_endpoint": "https://10.0.0.1/u" }), "userinfo_endpoint"),
        (json!({ "jwks_uri": "https://169.254.169.254/k" }), "jwks_uri"),
        (
            json!({ "pushed_authorization_request_endpoint": "https://[::ffff:10.0.0.1]/p" }),
            "pushed_authorization_request_endpoint",
        ),
        (json!({ "id_token_signing_alg_values_supported": ["HS256", "none"] }), "HS256"),
        (json!({ "id_token_signing_alg_values_supported": [] }), "algorithms"),
        (json!({ "id_token_signing_alg_values_supported": { "a": 1 } }), "id_token_signing_alg_values_supported"),
        (json!({ "require_pushed_authorization_requests": true }), "pushed_authorization_request_endpoint"),
        (json!({ "require_pushed_authorization_requests": 7 }), "require_pushed_authorization_requests"),
        (json!({ "token_endpoint_auth_methods_supported": ["tls_client_auth"] }), "tls_client_auth"),
    ] {
        let upstream = Upstream::start().await;
        upstream.discovery(patch.clone());
        let fault = fault_of(&upstream).await;
        assert_eq!((fault.code, fault.stage), (ErrorCode::ProviderMisconfigured, Stage::Resolve), "{patch}: {fault}");
        assert!(fault.detail.contains(named) && fault.detail.contains(&upstream.url), "{patch}: {fault}");
        assert_eq!(fault.next_retry_at, None);
    }
}

#[tokio::test]
async fn a_temporary_failure_has_its_own_code() {
    for (path, status, body, code) in [
        ("/.well-known/openid-configuration", 404, "", ErrorCode::ProviderMisconfigured),
        ("/.well-known/openid-configuration", 204, "", ErrorCode::ProviderMisconfigured),
        ("/.well-known/openid-configuration", 200, "<html>", ErrorCode::ProviderMisconfigured),
        ("/.well-known/openid-configuration", 200, "[]", ErrorCode::ProviderMisconfigured),
        ("/.well-known/openid-configuration", 500, "", ErrorCode::ProviderUnavailable),
        ("/.well-known/openid-configuration", 429, "", ErrorCode::ProviderUnavailable),
        ("/.well-known/openid-configuration", 302, "https://10.0.0.1/", ErrorCode::ProviderUnavailable),
        ("/jwks", 404, "", ErrorCode::ProviderMisconfigured),
        ("/jwks", 200, "{}", ErrorCode::ProviderMisconfigured),
        ("/jwks", 200, r#"{"keys":[]}"#, ErrorCode::ProviderMisconfigured),
        ("/jwks", 503, "", ErrorCode::ProviderUnavailable),
    ] {
        let upstream = Upstream::start().await;
        upstream.raw(path, status, body);
        let fault = fault_of(&upstream).await;
        assert_eq!(fault.code, code, "{path} {status} {body}: {fault}");
        assert!(fault.detail.contains(&upstream.url), "{fault}");
    }
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", gone.local_addr().unwrap());
    drop(gone);
    let fault = resolve(&Setup::new(&url)).await.err().unwrap();
    assert_eq!(fault.code, ErrorCode::ProviderUnavailable, "{fault}");
}

#[tokio::test]
async fn a_definitions_endpoints_win() {
    let (upstream, other) = (Upstream::start().await, Upstream::start().await);
    let mut setup = Setup::new(&upstream.url);
    setup.definition["endpoints"] = json!({ "userinfo": format!("{}/userinfo", other.url) });
    upstream.discovery(json!({ "userinfo_endpoint": "javascript:x" }));
    super::sign_in(&setup).await.unwrap();
    assert_eq!((upstream.count("/userinfo"), other.count("/userinfo")), (0, 1));
}

/// The definition narrows; metadata cannot widen.
#[tokio::test]
async fn algorithms_are_those_of_both() {
    let upstream = Upstream::start().await;
    upstream.discovery(json!({ "id_token_signing_alg_values_supported": ["RS256", "ES256"] }));
    let mut setup = Setup::new(&upstream.url);
    setup.definition["id_token"] = json!({ "algorithms": ["ES256"] });
    let (world, driver) = resolve(&setup).await.unwrap();
    let begun = super::begin(&world, &*driver, &Default::default()).await.unwrap();
    let refused = super::finish(&world, &*driver, &begun, &super::with_code()).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::IdTokenInvalid);
    let ok: Value = json!({ "algorithms": ["PS512"] });
    setup.definition["id_token"] = ok;
    assert_eq!(resolve(&setup).await.err().unwrap().code, ErrorCode::ProviderMisconfigured);
}

#[tokio::test]
async fn a_pattern_serves_every_issuer_that_it_covers() {
    let upstream = Upstream::start().await;
    let mut setup = Setup::new(&upstream.url);
    // The template needs https, which the loopback upstream cannot speak; its document states the pattern all the same.
    setup.definition["discovery"] = json!({ "issuer_template": "https://login.example.com/{tid}/v2.0" });
    upstream.discovery(json!({ "issuer": "https://login.example.com/{tenantid}/v2.0" }));
    for (claims, accepted) in [
        (json!({ "iss": "https://login.example.com/t1/v2.0", "tid": "t1" }), true),
        (json!({ "iss": "https://login.example.com/t1/v2.0", "tid": "t2" }), false),
        (json!({ "iss": "https://login.example.com/t1/v2.0" }), false),
        (json!({ "iss": "https://login.example.com/{tenantid}/v2.0" }), false),
    ] {
        upstream.change(|script| script.claims = claims.clone());
        let outcome = super::sign_in(&setup).await;
        assert_eq!(outcome.is_ok(), accepted, "{claims}: {outcome:?}");
        if let Ok(identity) = outcome {
            assert_eq!(identity.issuer.as_str(), "https://login.example.com/t1/v2.0");
        }
    }
}
