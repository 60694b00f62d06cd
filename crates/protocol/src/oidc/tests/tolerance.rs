//! What upstreams leave out or do in their own way, and what a setting says about it.

use serde_json::json;
use vestibule_core::{
    code::ErrorCode,
    definition::SigningAlgorithm,
    driver::{EndSession, Hints},
    secret::Secret,
};
use vestibule_jose::test_keys::{TestKey, token_with};

use super::{
    Setup, begin, code_of, finish, resolve, sign_in,
    upstream::{Signer, Upstream},
    with_code,
};

/// UP-02: Azure AD B2C answers without an access token; that is enough where nothing needs one.
#[tokio::test]
async fn an_answer_without_an_access_token() {
    let upstream = Upstream::start().await;
    let token = |upstream: &Upstream| {
        let id_token = upstream.id_token(&json!({ "email": "jane@example.com", "at_hash": "AAAA" }));
        upstream.raw("/token", 200, json!({ "id_token": id_token, "token_type": "Bearer" }).to_string());
    };
    token(&upstream);
    let refused = sign_in(&Setup::new(&upstream.url)).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::TokenExchangeFailed);
    assert!(refused.detail.contains("`access_token`"), "userinfo needs one: {}", refused.detail);
    upstream.discovery(json!({ "userinfo_endpoint": null }));
    let identity = sign_in(&Setup::new(&upstream.url)).await.unwrap();
    assert_eq!(identity.profile.email.unwrap().as_str(), "jane@example.com");
    let mut setup = Setup::new(&upstream.url);
    setup.definition["requests"] = json!([{ "name": "emails", "url": format!("{}/emails", upstream.url) }]);
    assert!(sign_in(&setup).await.unwrap_err().detail.contains("`access_token`"));
}

/// UP-09: an optional request that fails leaves its claims out; any other ends the sign-in, and is named.
#[tokio::test]
async fn an_optional_request() {
    let upstream = Upstream::start().await;
    let mut setup = Setup::new(&upstream.url);
    let url = |path: &str| format!("{}/{path}", upstream.url);
    setup.definition["claims"] = json!({ "groups": "teams[].name", "name": ["orgs[0].name", "name"] });
    let requests = |optional: bool| json!([{ "name": "orgs", "url": url("orgs") }, { "name": "teams", "url": url("teams"), "optional": optional }]);
    upstream.raw("/orgs", 200, r#"[{"name":"Org"}]"#);
    for (status, body) in [(403, "{}"), (200, "<html>"), (302, "https://a.b/"), (500, "")] {
        upstream.raw("/teams", status, body);
        setup.definition["requests"] = requests(true);
        let profile = sign_in(&setup).await.unwrap().profile;
        assert_eq!((profile.name.as_deref(), profile.groups), (Some("Org"), None), "{status}");
        setup.definition["requests"] = requests(false);
        let refused = sign_in(&setup).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::UserinfoFailed);
        assert!(refused.detail.contains("request `teams`"), "{}", refused.detail);
    }
}

/// UP-16: what nobody asks may be anything; what is asked may not.
#[tokio::test]
async fn a_bad_endpoint_that_nothing_uses() {
    let bad = "http://id.example.com/x";
    for (change, patch, fine) in [
        (json!({ "userinfo": "never" }), json!({ "userinfo_endpoint": bad }), true),
        (json!({ "client": { "par": "never" } }), json!({ "pushed_authorization_request_endpoint": bad }), true),
        (json!({}), json!({ "userinfo_endpoint": bad }), false),
        (json!({}), json!({ "pushed_authorization_request_endpoint": bad }), false),
        (json!({}), json!({ "registration_endpoint": bad, "introspection_endpoint": 7 }), true),
    ] {
        let upstream = Upstream::start().await;
        upstream.discovery(patch.clone());
        let mut setup = Setup::new(&upstream.url);
        for (name, value) in change.as_object().unwrap() {
            setup.definition[name] = value.clone();
        }
        assert_eq!(sign_in(&setup).await.is_ok(), fine, "{patch}");
    }
}

/// UP-21: signed userinfo is a JWT, with an end and a beginning.
#[tokio::test]
async fn signed_userinfo_has_a_lifetime() {
    let upstream = Upstream::start().await;
    let now = super::NOW;
    for (claims, fine) in [
        (json!({ "exp": now - 60 }), false),
        (json!({ "exp": now - 59 }), true),
        (json!({ "nbf": now + 61 }), false),
        (json!({ "nbf": now + 60 }), true),
        (json!({ "exp": "soon" }), false),
        (json!({}), true),
    ] {
        let mut all = json!({ "sub": "u1" });
        all.as_object_mut().unwrap().extend(claims.as_object().cloned().unwrap());
        let token = token_with(TestKey::Rsa, SigningAlgorithm::RS256, &json!({ "alg": "RS256" }), &all);
        upstream.change(|script| drop(script.raw.insert("/userinfo", (200, "application/jwt", token))));
        let outcome = sign_in(&Setup::new(&upstream.url)).await;
        assert_eq!(outcome.is_ok(), fine, "{claims}");
        assert!(fine || code_of(outcome) == ErrorCode::UserinfoFailed);
    }
}

/// UP-11: what the metadata names is used; the settings win over definition and metadata.
#[tokio::test]
async fn requests_are_pushed_where_they_can_be() {
    for (definition, setting, published, pushed) in [
        (None, None, true, Some(true)),
        (None, None, false, Some(false)),
        (None, Some("never"), true, Some(false)),
        (Some("never"), None, true, Some(false)),
        (Some("never"), Some("auto"), true, Some(true)),
        (Some("required"), None, true, Some(true)),
        (None, Some("required"), false, None),
        (Some("required"), Some("auto"), false, Some(false)),
    ] {
        let upstream = Upstream::start().await;
        if published {
            upstream.discovery(json!({ "pushed_authorization_request_endpoint": format!("{}/par", upstream.url) }));
        }
        let mut setup = Setup::new(&upstream.url);
        if let Some(par) = definition {
            setup.definition["client"] = json!({ "par": par });
        }
        if let Some(par) = setting {
            setup.settings["par"] = par.into();
        }
        let case = format!("{definition:?} {setting:?} {published}");
        let found = match resolve(&setup).await {
            Err(_) => None,
            Ok((world, driver)) => {
                let begun = begin(&world, &*driver, &Hints::default()).await.unwrap();
                assert!(finish(&world, &*driver, &begun, &with_code()).await.is_ok());
                assert_eq!(
                    upstream.count("/par"),
                    usize::from(begun.redirect.query().unwrap().contains("request_uri"))
                );
                Some(upstream.count("/par") == 1)
            }
        };
        assert_eq!(found, pushed, "{case}");
    }
}

/// UP-11: a public client has nothing to prove at the endpoint, and some upstreams take none there.
#[tokio::test]
async fn a_public_client_pushes_where_it_has_to() {
    for (patch, setting, pushed) in [
        (json!({}), "auto", 0),
        (json!({ "require_pushed_authorization_requests": true }), "auto", 1),
        (json!({}), "required", 1),
    ] {
        let upstream = Upstream::start().await;
        upstream.discovery(json!({ "pushed_authorization_request_endpoint": format!("{}/par", upstream.url) }));
        upstream.discovery(patch.clone());
        for (credentials, authentication) in [
            (json!({ "issuer_url": upstream.url, "client_id": "client" }), None),
            (json!({ "issuer_url": upstream.url, "client_id": "client", "client_secret": "s3cret" }), Some("none")),
        ] {
            let mut setup = Setup::new(&upstream.url);
            setup.credentials = credentials;
            setup.settings = json!({ "enabled": true, "par": setting, "client_authentication": authentication });
            let before = upstream.count("/par");
            let (world, driver) = resolve(&setup).await.unwrap();
            begin(&world, &*driver, &Hints::default()).await.unwrap();
            assert_eq!(upstream.count("/par") - before, pushed, "{patch} {setting} {authentication:?}");
        }
    }
}

/// UP-12: the setting wins over definition and metadata.
#[tokio::test]
async fn the_settings_say_how_the_client_authenticates() {
    let upstream = Upstream::start().await;
    upstream
        .discovery(json!({ "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"] }));
    let mut setup = Setup::new(&upstream.url);
    for (setting, basic, in_body) in
        [(None, true, false), (Some("client_secret_post"), false, true), (Some("none"), false, false)]
    {
        setup.settings = json!({ "enabled": true, "client_authentication": setting });
        sign_in(&setup).await.unwrap();
        let seen = upstream.seen("/token").pop().unwrap();
        assert_eq!((seen.authorization.is_some(), seen.form.contains_key("client_secret")), (basic, in_body));
    }
    setup.settings = json!({ "enabled": true, "client_authentication": "private_key_jwt" });
    let bad = setup.bind().err().unwrap();
    assert_eq!(bad.0[0].pointer, "/credentials/private_key");
}

/// UP-06: one algorithm for the ID tokens of this client, as it was registered.
#[tokio::test]
async fn the_settings_pin_an_algorithm() {
    let upstream = Upstream::start().await;
    upstream.discovery(json!({ "id_token_signing_alg_values_supported": ["RS256", "ES256"] }));
    let mut setup = Setup::new(&upstream.url);
    setup.settings["id_token_signed_response_alg"] = "ES256".into();
    assert_eq!(code_of(sign_in(&setup).await), ErrorCode::IdTokenInvalid, "RS256");
    upstream.change(|script| {
        script.header = json!({ "alg": "ES256", "kid": "p256" });
        script.signer = Signer::Own(TestKey::Ec256, SigningAlgorithm::ES256);
    });
    assert_eq!(sign_in(&setup).await.unwrap().id_token_alg, Some(SigningAlgorithm::ES256));
    setup.settings["id_token_signed_response_alg"] = "PS256".into();
    assert_eq!(resolve(&setup).await.err().unwrap().code, ErrorCode::ProviderMisconfigured);
    setup.definition["id_token"] = json!({ "algorithms": ["RS256"] });
    assert_eq!(setup.bind().err().unwrap().0[0].pointer, "/settings/id_token_signed_response_alg");
}

/// UP-17: what is advised is what would help, and the setting is named where it is the reason.
#[tokio::test]
async fn the_advice_names_an_algorithm_that_is_allowed() {
    let upstream = Upstream::start().await;
    for (listed, definition, setting, advice) in [
        (
            "RS256",
            None,
            Some("ES256"),
            "Choose ES256 for this client at the provider, or change id_token_signed_response_alg",
        ),
        (
            "RS256",
            None,
            Some("PS256"),
            "Choose PS256 for this client at the provider, or change id_token_signed_response_alg",
        ),
        ("HS256", None, None, "Choose RS256 or ES256 for this client at the provider"),
        ("RS256", Some(json!(["ES256", "EdDSA"])), None, "Choose ES256 for this client at the provider"),
        ("RS256", Some(json!(["ES384", "EdDSA"])), None, "Choose ES384 or EdDSA for this client at the provider"),
        ("RS256", Some(json!(["ES256"])), Some("ES256"), "Choose ES256 for this client at the provider"),
    ] {
        upstream.discovery(json!({ "id_token_signing_alg_values_supported": [listed] }));
        let mut setup = Setup::new(&upstream.url);
        if let Some(algorithms) = definition {
            setup.definition["id_token"] = json!({ "algorithms": algorithms });
        }
        setup.settings["id_token_signed_response_alg"] = json!(setting);
        let fault = resolve(&setup).await.err().unwrap();
        assert!(fault.detail.ends_with(&format!("). {advice}")), "{}", fault.detail);
    }
}

/// UP-26 (C3): 250 groups in the ID token, and a URL that every proxy takes.
#[tokio::test]
async fn a_hint_that_is_too_long_is_left_out() {
    let upstream = Upstream::start().await;
    let (_, driver) = resolve(&Setup::new(&upstream.url)).await.unwrap();
    for (length, hinted) in [(3_500, true), (4_096, false), (11_506, false)] {
        let id_token = Secret::new("x".repeat(length));
        let post_logout_redirect_uri = "http://localhost:3000";
        let request = EndSession { id_token: Some(&id_token), post_logout_redirect_uri, state: "s" };
        let url = driver.end_session(&request).unwrap();
        let has = |wanted: &str| url.query_pairs().any(|(name, _)| name == wanted);
        assert_eq!((has("id_token_hint"), has("client_id"), has("state")), (hinted, true, true), "{length}");
        assert!(url.as_str().len() <= 4_096);
    }
}
