//! The OpenID provider plans of the OpenID conformance suite, module by module: basic, config, form post. What the suite
//! asks a browser, these tests do themselves.

use http::{Method, StatusCode};
use serde_json::json;
use vestibule_core::code::ErrorCode;

use crate::fixture::{AppsFixture, FORM, claims, error, exchange_fields, header, sent, text};

/// `oidcc-discovery-endpoint-verification`, `oidcc-idtoken-rs256`, and RFC 8414.
#[tokio::test]
async fn oidcc_discovery_endpoint_verification() {
    let fixture = AppsFixture::new().await;
    let browser = fixture.browser();
    let answer = browser.get_json("/.well-known/openid-configuration").await;
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    let document = answer.json();
    assert_eq!(document["issuer"], json!(fixture.issuer()));
    for (name, value) in document.as_object().unwrap().iter().filter(|(name, _)| name.ends_with("_endpoint")) {
        assert!(value.as_str().unwrap().starts_with(&format!("{}/api/oidc/", fixture.issuer())), "{name}");
    }
    assert!(document["id_token_signing_alg_values_supported"].as_array().unwrap().contains(&json!("RS256")));
    assert_eq!(document["code_challenge_methods_supported"], json!(["S256"]));
    assert_eq!(browser.get_json("/.well-known/oauth-authorization-server").await.json(), document);
    let keys = browser.get_json("/.well-known/jwks.json").await.json();
    let [key] = keys["keys"].as_array().unwrap().as_slice() else { panic!("{keys}") };
    assert_eq!((&key["kty"], &key["alg"], &key["use"]), (&json!("RSA"), &json!("RS256"), &json!("sig")));
    assert!(key.get("d").is_none() && key["kid"].is_string());
}

/// `oidcc-server`, `oidcc-userinfo-get`, `oidcc-scope-profile`, `oidcc-scope-email`, `oidcc-ensure-request-with-valid-pkce-succeeds`.
#[tokio::test]
async fn oidcc_server() {
    let fixture = AppsFixture::new().await;
    let browser = fixture.browser();
    let answer = fixture.visit(&browser, fixture.authorize_url(&[])).await;
    assert_eq!((sent(&answer, "state"), sent(&answer, "iss")), ("the state".into(), fixture.issuer()));
    assert!(browser.cookies("vestibule_app").is_empty(), "an answered request waits no longer");
    let answer = fixture.exchange(&sent(&answer, "code"), &[]).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let tokens = answer.json().as_object().unwrap().clone();
    assert_eq!((text(&tokens, "token_type"), &tokens["expires_in"]), ("Bearer", &json!(3600)));
    assert!(!tokens.contains_key("refresh_token"), "nobody asked for offline_access");

    let token = text(&tokens, "id_token");
    let found = claims(token);
    let session = browser.get_json("/api/auth/session").await.json();
    for (name, value) in [
        ("iss", json!(fixture.issuer())),
        ("aud", json!("wiki")),
        ("sub", session["user"]["id"].clone()),
        ("nonce", json!("the nonce")),
        ("email", json!("amara@example.com")),
        ("email_verified", json!(true)),
        ("preferred_username", json!("amara")),
        ("name", json!("Amara Okafor")),
        ("groups", json!(["admins", "staff"])),
        ("amr", json!(["op:phr"])),
    ] {
        assert_eq!(found[name], value, "{name}");
    }
    let now = vestibule_core::clock::Clock::now(&*fixture.clock).timestamp();
    assert_eq!((&found["iat"], &found["exp"], &found["auth_time"]), (&json!(now), &json!(now + 3600), &json!(now)));
    let keys = browser.get_json("/.well-known/jwks.json").await.json();
    let head = header(token);
    assert_eq!((&head["alg"], &head["kid"]), (&json!("RS256"), &keys["keys"][0]["kid"]));

    let userinfo = fixture.userinfo(text(&tokens, "access_token")).await.json();
    for name in ["sub", "email", "email_verified", "preferred_username", "name", "groups"] {
        assert_eq!(userinfo[name], found[name], "{name}");
    }
    assert!(userinfo.get("nonce").is_none() && userinfo.get("sid").is_none());
}

/// `oidcc-userinfo-post-header`, `oidcc-userinfo-post-body`.
#[tokio::test]
async fn oidcc_userinfo_post() {
    let fixture = AppsFixture::new().await;
    let browser = fixture.signed_in().await;
    let tokens = fixture.tokens(&browser, &[("scope", "openid")]).await;
    let token = text(&tokens, "access_token");
    let bearer = format!("Bearer {token}");
    let post = |headers: Vec<(&'static str, String)>, body: Option<String>| {
        let client = fixture.browser();
        async move {
            let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
            client.send(Method::POST, "/api/oidc/userinfo", &headers, body).await
        }
    };
    let form_type = || (FORM.0, FORM.1.to_owned());
    let by_header = post(vec![("authorization", bearer.clone())], None).await;
    let by_body = post(vec![form_type()], Some(format!("access_token={token}"))).await;
    assert_eq!(by_header.json(), by_body.json());
    assert_eq!(by_header.json().as_object().unwrap().keys().collect::<Vec<_>>(), ["sub"]);
    let both = post(vec![("authorization", bearer), form_type()], Some(format!("access_token={token}"))).await;
    assert_eq!((both.status, error(&both)), (StatusCode::BAD_REQUEST, "invalid_request".into()));
    let none = post(Vec::new(), None).await;
    assert_eq!((none.status, none.header("www-authenticate")), (StatusCode::UNAUTHORIZED, Some("Bearer")));
    let in_query = fixture.browser().get_json(format!("/api/oidc/userinfo?access_token={token}")).await;
    assert_eq!(in_query.status, StatusCode::UNAUTHORIZED);
    let unknown = fixture.userinfo("unknown").await;
    assert_eq!((unknown.status, error(&unknown)), (StatusCode::UNAUTHORIZED, "invalid_token".into()));
}

/// `oidcc-server-client-secret-post`, and the form post plan.
#[tokio::test]
async fn oidcc_form_post() {
    let fixture = AppsFixture::new().await;
    let browser = fixture.signed_in().await;
    let page = fixture.visit(&browser, fixture.authorize_url(&[("response_mode", "form_post")])).await;
    let form = page.form();
    assert_eq!((page.status, form.action.as_str()), (StatusCode::OK, crate::fixture::REDIRECT));
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("form-action 'self' https://wiki.example.com;"), "{policy}");
    let names: Vec<_> = form.fields.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["code", "state", "iss"]);
    let code = &form.fields[0].1;
    assert_eq!(fixture.exchange(code, &[]).await.status, StatusCode::OK);
    let page = fixture.visit(&browser, fixture.authorize_url(&[("response_mode", "form_post"), ("scope", "x")])).await;
    assert_eq!(page.form().fields[0], ("error".to_owned(), "invalid_scope".to_owned()));
}

/// `oidcc-prompt-none-not-logged-in`, `oidcc-prompt-none-logged-in`, `oidcc-id-token-hint`.
#[tokio::test]
async fn oidcc_prompt_none() {
    let fixture = AppsFixture::new().await;
    let answer = fixture.visit(&fixture.browser(), fixture.authorize_url(&[("prompt", "none")])).await;
    assert_eq!(sent(&answer, "error"), "login_required");
    assert_eq!((sent(&answer, "state"), sent(&answer, "iss")), ("the state".into(), fixture.issuer()));
    let browser = fixture.signed_in().await;
    let first = claims(text(&fixture.tokens(&browser, &[]).await, "id_token"));
    let again = claims(text(&fixture.tokens(&browser, &[("prompt", "none")]).await, "id_token"));
    assert_eq!((&first["sub"], &first["auth_time"]), (&again["sub"], &again["auth_time"]));
}

/// `oidcc-prompt-login`, `oidcc-max-age-1`, `oidcc-max-age-10000`. OP-06.
#[tokio::test]
async fn oidcc_prompt_login_and_max_age() {
    let fixture = AppsFixture::new().await;
    let browser = fixture.signed_in().await;
    let first = claims(text(&fixture.tokens(&browser, &[]).await, "id_token"));
    fixture.clock.advance(chrono::Duration::minutes(5));
    let login = claims(text(&fixture.tokens(&browser, &[("prompt", "login")]).await, "id_token"));
    assert_eq!(login["auth_time"].as_i64().unwrap() - first["auth_time"].as_i64().unwrap(), 300);
    fixture.clock.advance(chrono::Duration::seconds(30));
    let old = claims(text(&fixture.tokens(&browser, &[("max_age", "10000")]).await, "id_token"));
    assert_eq!(old["auth_time"], login["auth_time"]);
    let new = claims(text(&fixture.tokens(&browser, &[("max_age", "1")]).await, "id_token"));
    assert_eq!(new["auth_time"].as_i64().unwrap() - login["auth_time"].as_i64().unwrap(), 30);
}

/// `oidcc-codereuse`, `oidcc-codereuse-30seconds`. OP-13.
#[tokio::test]
async fn oidcc_codereuse() {
    let fixture = AppsFixture::new().await;
    let browser = fixture.signed_in().await;
    let code = fixture.code(&browser, &[("scope", "openid offline_access")]).await;
    let tokens = fixture.exchange(&code, &[]).await.json().as_object().unwrap().clone();
    let access = text(&tokens, "access_token");
    assert_eq!(fixture.userinfo(access).await.status, StatusCode::OK);
    fixture.clock.advance(chrono::Duration::seconds(30));
    let again = fixture.exchange(&code, &[]).await;
    assert_eq!((again.status, error(&again)), (StatusCode::BAD_REQUEST, "invalid_grant".into()));
    assert_eq!(fixture.userinfo(access).await.status, StatusCode::UNAUTHORIZED, "the first tokens have ended");
    assert_eq!(error(&fixture.refresh(text(&tokens, "refresh_token")).await), "invalid_grant");
    let events = fixture.audit().await;
    assert_eq!(events[0].event.code, Some(ErrorCode::AppTokenReplayed));
    assert!(events[0].event.user.is_some() && events[0].event.detail.as_deref() == Some("app wiki"));
}

/// `oidcc-redirect-uri-query-mismatch`, `oidcc-redirect-uri-query-added`, `oidcc-ensure-registered-redirect-uri`. OP-01, OP-02.
#[tokio::test]
async fn oidcc_redirect_uri_mismatch() {
    let fixture = AppsFixture::new().await;
    let browser = fixture.signed_in().await;
    for (change, code) in [
        (("redirect_uri", "https://wiki.example.com/callback?x=1"), "redirect_uri_mismatch"),
        (("redirect_uri", "https://wiki.example.com/callback/"), "redirect_uri_mismatch"),
        (("redirect_uri", "https://evil.example/callback"), "redirect_uri_mismatch"),
        (("redirect_uri", ""), "redirect_uri_mismatch"),
        (("client_id", "unknown"), "unknown_app"),
        (("client_id", ""), "unknown_app"),
    ] {
        let answer = browser.get(fixture.authorize_url(&[change])).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::BAD_REQUEST, None), "{change:?}");
        assert_eq!(answer.code(), code, "{change:?}");
    }
}

/// `oidcc-ensure-request-without-nonce-succeeds-for-code-flow`, `oidcc-ensure-request-with-unknown-parameter-succeeds`,
/// `oidcc-ensure-request-with-acr-values-succeeds`, `oidcc-ui-locales`, `oidcc-login-hint`, `oidcc-claims-locales`,
/// `oidcc-display-page`, `oidcc-display-popup`, `oidcc-ensure-post-request-succeeds`.
#[tokio::test]
async fn oidcc_ensure_requests_succeed() {
    let fixture = AppsFixture::new().await;
    let browser = fixture.signed_in().await;
    for more in [
        ("nonce", ""),
        ("state", ""),
        ("extra", "foobar"),
        ("acr_values", "1 2"),
        ("ui_locales", "de"),
        ("login_hint", "amara"),
        ("claims_locales", "se"),
        ("display", "page"),
        ("display", "popup"),
    ] {
        let tokens = fixture.tokens(&browser, &[more]).await;
        assert_eq!(claims(text(&tokens, "id_token")).get("nonce").is_some(), more.0 != "nonce", "{more:?}");
    }
    let url = url::Url::parse(&fixture.authorize_url(&[])).unwrap();
    let fields: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    // The form of another site comes without our cookies, and the session is found on the way.
    let posted = browser.post_form_cross_site("/api/oidc/authorize", &fields).await;
    let (name, value) = posted.set_cookies()[0].split(';').next().unwrap().split_once('=').unwrap();
    browser.plant(name, value);
    let answer = fixture.visit(&browser, posted.location().unwrap()).await;
    assert_eq!(fixture.exchange(&sent(&answer, "code"), &[]).await.status, StatusCode::OK);
}

/// `oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported`, `oidcc-response-type-missing`,
/// `oidcc-ensure-request-object-with-redirect-uri`. OP-03, OP-04.
#[tokio::test]
async fn oidcc_what_is_not_supported_is_refused_by_name() {
    let fixture = AppsFixture::new().await;
    let browser = fixture.signed_in().await;
    for (change, code) in [
        (("request", "eyJhbGciOiJub25lIn0.e30."), "request_not_supported"),
        (("request_uri", "https://wiki.example.com/request"), "request_uri_not_supported"),
        (("registration", "{}"), "registration_not_supported"),
        (("claims", "{}"), "invalid_request"),
        (("response_type", ""), "invalid_request"),
        (("response_type", "id_token token"), "unsupported_response_type"),
        (("code_challenge", ""), "invalid_request"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("scope", "profile"), "invalid_scope"),
    ] {
        let answer = fixture.visit(&browser, fixture.authorize_url(&[change])).await;
        assert_eq!((sent(&answer, "error"), sent(&answer, "state")), (code.into(), "the state".into()), "{change:?}");
    }
}

/// `oidcc-refresh-token`, and the rotation of RFC 9700. OP-11.
#[tokio::test]
async fn oidcc_refresh_token() {
    let fixture = AppsFixture::new().await;
    let browser = fixture.signed_in().await;
    let tokens = fixture.tokens(&browser, &[("scope", "openid email offline_access")]).await;
    let first = text(&tokens, "refresh_token");
    fixture.clock.advance(chrono::Duration::minutes(10));
    let answer = fixture.refresh(first).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let second = answer.json().as_object().unwrap().clone();
    let (before, after) = (claims(text(&tokens, "id_token")), claims(text(&second, "id_token")));
    for name in ["iss", "sub", "aud", "auth_time", "email"] {
        assert_eq!(before[name], after[name], "{name}");
    }
    assert!(after.get("nonce").is_none() && after["iat"].as_i64() > before["iat"].as_i64());
    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", text(&second, "refresh_token")),
        ("scope", "openid groups"),
    ];
    assert_eq!(error(&fixture.post("/api/oidc/token", &fields).await), "invalid_scope", "it was not granted");
    fixture.clock.advance(chrono::Duration::seconds(11));
    assert_eq!(error(&fixture.refresh(first).await), "invalid_grant", "somebody else has it");
    assert_eq!(
        error(&fixture.refresh(text(&second, "refresh_token")).await),
        "invalid_grant",
        "so the grant has ended"
    );
    assert_eq!(fixture.userinfo(text(&second, "access_token")).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(fixture.audit().await[0].event.code, Some(ErrorCode::AppTokenReplayed));
}

/// `oidcc-server-rotate-keys`. OP-12.
#[tokio::test]
async fn oidcc_server_rotate_keys() {
    let fixture = AppsFixture::new().await;
    let browser = fixture.browser();
    let kids = || async {
        let keys = browser.get_json("/.well-known/jwks.json").await.json();
        keys["keys"].as_array().unwrap().iter().map(|key| key["kid"].clone()).collect::<Vec<_>>()
    };
    let first = kids().await;
    assert_eq!((first.len(), kids().await == first), (1, true));
    fixture.clock.advance(chrono::Duration::days(89));
    let both = kids().await;
    assert_eq!((both.len(), &both[0]), (2, &first[0]), "the next one is published before it signs");
    fixture.clock.advance(chrono::Duration::days(1) + chrono::Duration::hours(26));
    assert_eq!(kids().await, both[1..], "the former one has no token any more");
}

/// `oidcc-server-client-secret-basic`, `-post`, and the wrong ones. OP-09.
#[tokio::test]
async fn oidcc_client_authentication() {
    let fixture =
        AppsFixture::with(vestibule_apps::AppSettings { lenient_authentication: true, ..Default::default() }).await;
    let browser = fixture.signed_in().await;
    let post = |fields: Vec<(&'static str, String)>, code: String| {
        let client = fixture.browser();
        async move {
            let more: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let body = crate::fixture::form(&exchange_fields(&code, &more));
            client.send(Method::POST, "/api/oidc/token", &[FORM], Some(body)).await
        }
    };
    let secret = crate::fixture::SECRET.to_owned();
    for (fields, status) in [
        (vec![("client_id", "wiki".to_owned()), ("client_secret", secret.clone())], StatusCode::OK),
        (vec![("client_id", "wiki".to_owned()), ("client_secret", format!("{secret}x"))], StatusCode::UNAUTHORIZED),
        (vec![("client_id", "wiki".to_owned())], StatusCode::UNAUTHORIZED),
        (vec![("client_id", "unknown".to_owned()), ("client_secret", secret.clone())], StatusCode::UNAUTHORIZED),
        (vec![], StatusCode::UNAUTHORIZED),
    ] {
        let code = fixture.code(&browser, &[]).await;
        let case = format!("{:?}", fields.first());
        let answer = post(fields, code).await;
        assert_eq!(answer.status, status, "{case}");
        if status == StatusCode::UNAUTHORIZED {
            assert_eq!(error(&answer), "invalid_client");
            assert_eq!(answer.header("www-authenticate"), Some("Basic realm=\"vestibule\""));
        }
    }
    fixture.change(|apps| apps[0] = crate::fixture::app("wiki", "openid", Default::default())).await;
    let code = fixture.code(&browser, &[]).await;
    let strict = post(vec![("client_id", "wiki".to_owned()), ("client_secret", secret)], code).await;
    assert_eq!(error(&strict), "invalid_client", "its definition says client_secret_basic");
}

/// AP-05: an app of the configuration exchanges its secret without a gap.
#[tokio::test]
async fn ap_05_a_former_secret_counts_until_it_is_taken_out() {
    let new = "another secret of the same app";
    let fixture = AppsFixture::new().await;
    let browser = fixture.signed_in().await;
    let with = |former: bool| {
        let mut wiki = crate::fixture::app("wiki", "openid", Default::default());
        let values = std::sync::Arc::make_mut(&mut wiki.values);
        values.insert("client_secret", new.into(), vestibule_core::origin::Origin::BuiltIn);
        if former {
            values.insert(
                "former_client_secret",
                crate::fixture::SECRET.into(),
                vestibule_core::origin::Origin::BuiltIn,
            );
        }
        move |apps: &mut Vec<vestibule_apps::AppRecord>| apps[0] = wiki
    };
    let ask = async |secret: &str| {
        let code = fixture.code(&browser, &[]).await;
        fixture.post_with("wiki", secret, "/api/oidc/token", &exchange_fields(&code, &[])).await.status
    };
    fixture.change(with(true)).await;
    assert_eq!([ask(new).await, ask(crate::fixture::SECRET).await], [StatusCode::OK; 2]);
    fixture.change(with(false)).await;
    assert_eq!([ask(new).await, ask(crate::fixture::SECRET).await], [StatusCode::OK, StatusCode::UNAUTHORIZED]);
}
