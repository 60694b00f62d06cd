//! What goes over the wire: authorization requests, pushed ones, client authentication, logout.

use serde_json::json;
use vestibule_core::{
    code::ErrorCode,
    driver::{EndSession, Hints},
    secret::Secret,
};

use super::{Setup, begin, code_of, finish, resolve, sign_in, upstream::Upstream, with_code};
use vestibule_jose::test_keys::TestKey;

/// AZ-01, AZ-05.
#[tokio::test]
async fn the_authorization_request_is_complete() {
    let upstream = Upstream::start().await;
    upstream.discovery(json!({ "authorization_endpoint": format!("{}/authorize?own=1", upstream.url) }));
    let mut setup = Setup::new(&upstream.url);
    setup.settings = json!({
        "scopes": ["groups", "email"], "max_age": 300, "required_acr": ["a", "b"], "authorize_params": { "hd": "x" },
    });
    let (world, driver) = resolve(&setup).await.unwrap();
    let hints = Hints { login_hint: Some("jane@example.com".into()), prompt: Some("login".into()), ..Hints::default() };
    let begun = begin(&world, &*driver, &hints).await.unwrap();
    let mut pairs: Vec<_> = begun.redirect.query_pairs().into_owned().collect();
    pairs.sort();
    let challenge = {
        use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
        BASE64_URL_SAFE_NO_PAD.encode(vestibule_core::secret::sha256(super::flow().code_verifier.expose()))
    };
    let wanted = [
        ("acr_values", "a b"),
        ("client_id", "client"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
        ("hd", "x"),
        ("login_hint", "jane@example.com"),
        ("max_age", "300"),
        ("nonce", super::NONCE),
        ("own", "1"),
        ("prompt", "login"),
        ("redirect_uri", &super::flow().redirect_uri),
        ("response_type", "code"),
        ("scope", "openid profile email groups"),
        ("state", &super::flow().state),
    ];
    let found: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(found, wanted);
    assert!(begun.saved.len() < 200, "it travels in a cookie");
}

#[tokio::test]
async fn pushed_requests_leave_nothing_in_the_browser() {
    let upstream = Upstream::start().await;
    let par = format!("{}/par", upstream.url);
    upstream.discovery(
        json!({ "pushed_authorization_request_endpoint": par, "require_pushed_authorization_requests": true }),
    );
    let (world, driver) = resolve(&Setup::new(&upstream.url)).await.unwrap();
    let begun = begin(&world, &*driver, &Hints::default()).await.unwrap();
    let query: Vec<_> = begun.redirect.query_pairs().into_owned().collect();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(query, [pair("client_id", "client"), pair("request_uri", "urn:par:1")]);
    let pushed = &upstream.seen("/par")[0];
    assert!(pushed.authorization.as_deref().unwrap().starts_with("Basic "));
    for name in ["state", "nonce", "code_challenge", "redirect_uri", "scope", "client_id", "response_type"] {
        assert!(pushed.form.contains_key(name), "{name}");
    }
    assert!(!pushed.form.contains_key("client_secret"));
    assert!(finish(&world, &*driver, &begun, &with_code()).await.is_ok());
    // Never a fall-back to a plain request.
    for (status, code) in [
        (200, ErrorCode::ProviderError),
        (400, ErrorCode::ProviderMisconfigured),
        (503, ErrorCode::ProviderUnavailable),
    ] {
        upstream.raw("/par", status, "{}");
        assert_eq!(code_of(begin(&world, &*driver, &Hints::default()).await), code);
    }
}

#[tokio::test]
async fn every_client_authentication_reaches_the_wire() {
    for (change, body, header) in [
        (json!({ "client": { "authentication": "client_secret_post" } }), vec!["client_id", "client_secret"], false),
        (
            json!({ "client": { "authentication": "client_secret_jwt" } }),
            vec!["client_assertion", "client_assertion_type", "client_id"],
            false,
        ),
        (json!({ "client": { "authentication": "none" } }), vec!["client_id"], false),
        (json!({ "client": { "authentication": "client_secret_basic" } }), vec![], true),
        (
            json!({ "client": { "authentication": "client_secret_post", "pkce": "off" } }),
            vec!["client_id", "client_secret"],
            false,
        ),
    ] {
        let upstream = Upstream::start().await;
        let mut setup = Setup::new(&upstream.url);
        setup.definition["client"] = change["client"].clone();
        sign_in(&setup).await.unwrap();
        let seen = &upstream.seen("/token")[0];
        let client: Vec<_> = seen.form.keys().map(String::as_str).filter(|name| name.starts_with("client_")).collect();
        assert_eq!((client, seen.authorization.is_some()), (body, header), "{change}");
        assert_eq!(seen.form.contains_key("code_verifier"), change["client"]["pkce"] != "off");
    }
}

/// MX-08: the assertion names the issuer alone, whatever endpoint it is sent to.
#[tokio::test]
async fn a_private_key_signs_for_the_issuer() {
    use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
    let upstream = Upstream::start().await;
    let mut setup = Setup::new(&upstream.url);
    setup.credentials["private_key"] = TestKey::Ec256.pem().into();
    setup.credentials["private_key_id"] = "key-1".into();
    sign_in(&setup).await.unwrap();
    let seen = &upstream.seen("/token")[0];
    assert!(seen.authorization.is_none() && !seen.form.contains_key("client_secret"));
    let part = |index: usize| {
        let text = seen.form["client_assertion"].split('.').nth(index).unwrap();
        serde_json::from_slice::<serde_json::Value>(&BASE64_URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap()
    };
    assert_eq!(part(0), json!({ "alg": "ES256", "kid": "key-1", "typ": "JWT" }));
    assert_eq!(part(1)["aud"], upstream.url);
}

#[tokio::test]
async fn logout_goes_to_the_upstream_with_everything_it_needs() {
    let upstream = Upstream::start().await;
    let (_, driver) = resolve(&Setup::new(&upstream.url)).await.unwrap();
    let id_token = Secret::new("raw.id.token");
    let request =
        EndSession { id_token: Some(&id_token), post_logout_redirect_uri: "http://localhost:3000", state: "s" };
    let url = driver.end_session(&request).unwrap();
    let query: Vec<_> = url.query_pairs().into_owned().map(|(name, value)| format!("{name}={value}")).collect();
    let wanted =
        ["id_token_hint=raw.id.token", "client_id=client", "post_logout_redirect_uri=http://localhost:3000", "state=s"];
    assert_eq!((url.path(), &query[..]), ("/logout", &wanted.map(str::to_owned)[..]));
    let upstream = Upstream::start().await;
    upstream.discovery(json!({ "end_session_endpoint": null }));
    let (_, driver) = resolve(&Setup::new(&upstream.url)).await.unwrap();
    assert_eq!(driver.end_session(&request), None);
}

#[tokio::test]
async fn form_post_is_asked_for() {
    let upstream = Upstream::start().await;
    let mut setup = Setup::new(&upstream.url);
    setup.definition["authorize_params"] = json!({ "response_mode": "form_post" });
    let (resolved, driver) = resolve(&setup).await.unwrap();
    let begun = begin(&resolved, &*driver, &Hints::default()).await.unwrap();
    assert!(begun.redirect.query().unwrap_or_default().contains("response_mode=form_post"));
}
