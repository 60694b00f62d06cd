//! The driver against an upstream that can lie in every member: `bind → begin → finish` over real sockets.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Value, json};
use vestibule_core::{
    code::ErrorCode as C,
    driver::{Bound, Callback, Driver, DriverFactory as _, Hints, SignInError},
    identity::Identity,
    origin::{FilePlace, Origin},
    secret::Secret,
    violation::Violations,
};

mod odd;

use super::Oauth2Factory;
use crate::oidc::tests::{
    Setup, World, begin, finish, flow,
    upstream::{Signer, Upstream},
    with_code,
};

fn setup_at(url: &str) -> Setup {
    let mut setup = Setup::new(url);
    setup.definition = json!({
        "id": "op", "name": "OP", "protocol": "oauth2", "scopes": ["profile", "email"],
        "endpoints": {
            "authorization": format!("{url}/authorize"), "token": format!("{url}/token"),
            "userinfo": format!("{url}/userinfo"),
        },
        "claims": { "subject": "id", "name": ["display", "login"], "username": "login" },
        "credentials": {
            "type": "object",
            "properties": {
                "client_id": { "type": "string" },
                "client_secret": { "type": "string", "writeOnly": true },
                "base": { "type": "string" },
                "tenant": { "type": "string" },
            },
            "required": ["client_id"],
        },
    });
    setup.credentials = json!({ "client_id": "client", "client_secret": "s3cret" });
    setup
}

fn bind(setup: &Setup) -> Result<Box<dyn Bound>, Violations> {
    Oauth2Factory::new(crate::binding::BindRules::new(&[], None)).bind(&setup.input())
}

async fn open(setup: &Setup) -> (World, Arc<dyn Driver>) {
    let bound = bind(setup).unwrap_or_else(|bad| panic!("{bad}"));
    let world = World::of(&*bound);
    let driver = bound.resolve(&world.context()).await.unwrap();
    (world, driver)
}

async fn sign_in(setup: &Setup) -> Result<Identity, SignInError> {
    let (world, driver) = open(setup).await;
    let begun = begin(&world, &*driver, &Hints::default()).await?;
    finish(&world, &*driver, &begun, &with_code()).await
}

fn octocat() -> Value {
    json!({ "id": 583_231, "login": "octocat", "email": "o@example.com", "email_verified": true })
}

/// The pointers of all violations, sorted.
fn pointers(setup: &Setup) -> Vec<String> {
    let mut found: Vec<_> = match bind(setup) {
        Ok(_) => Vec::new(),
        Err(bad) => bad.0.into_iter().map(|violation| violation.pointer).collect(),
    };
    found.sort();
    found
}

/// Everything at once, each at its place.
#[test]
fn violations_are_complete() {
    let mut setup = setup_at("https://op.example");
    setup.public_url = "https://auth.example.com";
    assert_eq!(pointers(&setup), [""; 0]);
    setup.definition["endpoints"] = json!({
        "token": "http://op.example/token", "userinfo": "https://10.0.0.1/me", "jwks": "https://op.example/jwks",
        "end_session": "https://op.example/logout", "pushed_authorization_request": "https://op.example/par",
    });
    setup.definition["client"] = json!({ "par": "required" });
    setup.definition["id_token"] = json!({ "max_age": 60 });
    setup.definition["discovery"] = json!({ "path": "/metadata" });
    setup.definition["logout"] = json!({ "typ": "logout+jwt" });
    setup.definition["userinfo"] = "when_needed".into();
    setup.definition["requests"] = json!([{ "name": "userinfo", "url": "https://op.example/{unknown}" }]);
    setup.definition["scopes"] = json!(["a b"]);
    setup.definition["authorize_params"] = json!({ "max_age": "60", "state": "x" });
    setup.settings = json!({ "max_age": 60, "required_acr": ["mfa"] });
    setup.credentials = json!({ "client_id": " ", "private_key": "x" });
    assert_eq!(
        pointers(&setup),
        [
            "/credentials/client_id",
            "/credentials/private_key",
            "/definition/authorize_params/max_age",
            "/definition/authorize_params/state",
            "/definition/client/par",
            "/definition/discovery",
            "/definition/endpoints/authorization",
            "/definition/endpoints/end_session",
            "/definition/endpoints/jwks",
            "/definition/endpoints/pushed_authorization_request",
            "/definition/endpoints/token",
            "/definition/endpoints/userinfo",
            "/definition/id_token",
            "/definition/logout/typ",
            "/definition/requests/0/name",
            "/definition/requests/0/url",
            "/definition/scopes/0",
            "/definition/userinfo",
            "/settings/max_age",
            "/settings/required_acr",
        ]
    );
}

/// DF-04, SC-05: a credential stays a segment, and a base URL obeys the rules of every URL.
#[test]
fn credentials_cannot_move_an_endpoint() {
    let with = |endpoint: &str, name: &str, value: &str| {
        let mut setup = setup_at("https://op.example");
        setup.public_url = "https://auth.example.com";
        setup.definition["endpoints"]["token"] = endpoint.into();
        setup.credentials[name] = value.into();
        pointers(&setup)
    };
    for endpoint in
        ["https://{tenant}.op.example/t", "https://op.example/{tenant}/t", "https://op.example/t?x={tenant}"]
    {
        assert_eq!(with(endpoint, "tenant", "acme-1"), [""; 0], "{endpoint}");
        for tenant in
            ["evil.com/#", "a/../../b", "..", "@evil", "%2f", "a\r\nb", "evil.com?", "a&b=c", "a b", "é", "[::1]"]
        {
            assert_eq!(with(endpoint, "tenant", tenant), ["/credentials/tenant"], "{endpoint} {tenant}");
        }
    }
    assert_eq!(with("{base}/t", "base", "https://op.example/"), [""; 0]);
    for base in [
        "http://op.example",
        "op.example",
        "https://u:p@op.example",
        "https://op.example/#f",
        "https://10.0.0.1",
        "https://localhost",
        "https://[::1]",
        "https://169.254.169.254",
        "file:///etc/passwd",
        "javascript:alert(1)",
    ] {
        assert_eq!(with("{base}/t", "base", base), ["/credentials/base"], "{base}");
    }
    assert_eq!(with("{base}/t", "tenant", "acme"), ["/credentials/base"], "nothing was typed for base");
}

/// Plain http and loopback need everything to be on loopback; private addresses need the operator.
#[test]
fn the_network_scope_follows_what_was_typed() {
    let mut setup = setup_at("http://127.0.0.1:9");
    assert!(bind(&setup).unwrap().network_scope().loopback);
    setup.definition["requests"] = json!([{ "name": "x", "url": "https://elsewhere.example/" }]);
    assert_eq!(pointers(&setup).len(), 3, "one endpoint outside closes loopback for all");
    setup.definition["requests"] = json!([]);
    setup.public_url = "https://auth.example.com";
    assert_eq!(pointers(&setup).len(), 3);

    let mut setup = setup_at("{base}");
    setup.public_url = "https://auth.example.com";
    setup.credentials["base"] = "https://git.lan".into();
    assert!(bind(&setup).unwrap().network_scope().operator_hosts.is_empty());
    setup.origin = Origin::Config(FilePlace { path: "config.toml".into(), line: 1, column: 1 });
    assert_eq!(bind(&setup).unwrap().network_scope().operator_hosts, ["git.lan"]);
}

/// AC-05 at the driver: another host vouches for other people.
#[tokio::test]
async fn the_issuer_is_the_upstreams_own() {
    let (_, driver) = open(&setup_at("https://op.example")).await;
    assert_eq!((driver.issuer().as_str(), driver.client_id()), ("https://op.example", "client"));
    let (_, other) = open(&setup_at("https://evil.example")).await;
    assert_ne!(driver.issuer(), other.issuer());
}

#[tokio::test]
async fn the_authorization_request_is_complete() {
    let mut setup = setup_at("https://op.example");
    setup.definition["endpoints"]["authorization"] = "https://op.example/authorize?tenant=a".into();
    setup.settings = json!({ "scopes": ["extra", "email"], "authorize_params": { "prompt": "consent" } });
    let sent = async |setup: &Setup| {
        let (world, driver) = open(setup).await;
        let hints = Hints { prompt: Some("none".into()), login_hint: Some("jane".into()), ..Hints::default() };
        let begun = begin(&world, &*driver, &hints).await.unwrap();
        begun.redirect.query_pairs().into_owned().collect::<BTreeMap<_, _>>()
    };
    let parameters = sent(&setup).await;
    let flow = flow();
    for (name, value) in [
        ("tenant", "a"),
        ("response_type", "code"),
        ("client_id", "client"),
        ("redirect_uri", &*flow.redirect_uri),
        ("scope", "profile email extra"),
        ("state", &*flow.state),
        ("code_challenge_method", "S256"),
        ("prompt", "consent"),
        ("login_hint", "jane"),
    ] {
        assert_eq!(parameters.get(name).map(String::as_str), Some(value), "{name}");
    }
    assert_eq!(parameters["code_challenge"].len(), 43);
    assert_eq!(parameters.get("nonce"), None);
    setup.definition["client"] = json!({ "pkce": "off" });
    assert!(!sent(&setup).await.contains_key("code_challenge"));
}

/// One code, one request, the verifier, the same redirect URI; then one question with the token.
#[tokio::test]
async fn a_person_is_identified() {
    let upstream = Upstream::start().await;
    upstream.raw("/userinfo", 200, octocat().to_string());
    // An ID token that comes along proves nothing here, and is ignored.
    upstream.change(|script| script.signer = Signer::Foreign);
    let identity = sign_in(&setup_at(&upstream.url)).await.unwrap();
    assert_eq!((identity.issuer.as_str(), identity.subject.as_str()), (&*upstream.url, "583231"));
    assert_eq!(identity.profile.name.as_deref(), Some("octocat"));
    assert_eq!(identity.claims["login"], "octocat");
    assert!(identity.profile.email_verified && identity.id_token.is_none() && identity.upstream_session.is_none());

    let flow = flow();
    let token = &upstream.seen("/token")[0];
    assert_eq!((upstream.count("/token"), upstream.count("/userinfo"), upstream.count("/jwks")), (1, 1, 0));
    for (name, value) in [
        ("grant_type", "authorization_code"),
        ("code", "the-code"),
        ("redirect_uri", &*flow.redirect_uri),
        ("code_verifier", flow.code_verifier.expose()),
    ] {
        assert_eq!(token.form.get(name).map(String::as_str), Some(value), "{name}");
    }
    assert!(token.authorization.as_ref().unwrap().starts_with("Basic "), "basic where nothing else is said");
    assert_eq!(upstream.seen("/userinfo")[0].authorization.as_deref(), Some("Bearer the-access-token"));
}

/// UI-11: one spelling for each subject, or none.
#[tokio::test]
async fn subjects_are_canonical_or_missing() {
    for (id, outcome) in [
        ("123", Ok("123")),
        ("\"123\"", Ok("123")),
        ("123.0", Ok("123")),
        ("1e2", Ok("100")),
        ("9007199254740993", Ok("9007199254740993")),
        ("18446744073709551616", Err(C::SubjectMissing)),
        ("1.5", Err(C::SubjectMissing)),
        ("null", Err(C::SubjectMissing)),
        ("\"\"", Err(C::SubjectMissing)),
        ("{}", Err(C::SubjectMissing)),
        ("[1]", Err(C::SubjectMissing)),
        ("true", Err(C::SubjectMissing)),
    ] {
        let upstream = Upstream::start().await;
        upstream.raw("/userinfo", 200, format!(r#"{{"id":{id},"login":"octocat","sub":"other"}}"#));
        let outcome_here = sign_in(&setup_at(&upstream.url)).await;
        let found = outcome_here.as_ref().map(|identity| identity.subject.as_str()).map_err(|error| error.code);
        assert_eq!(found, outcome, "{id}");
    }
}

/// CB, RFC 9207: the answer itself is looked at before anything is sent.
#[tokio::test]
async fn answers_of_the_authorization_endpoint() {
    let upstream = Upstream::start().await;
    upstream.raw("/userinfo", 200, octocat().to_string());
    let (world, driver) = open(&setup_at(&upstream.url)).await;
    let begun = begin(&world, &*driver, &Hints::default()).await.unwrap();
    let error = |error: &str| Callback { error: Some(error.into()), ..Callback::default() };
    for (case, callback, code) in [
        ("another", Callback { iss: Some("https://evil.example".into()), ..with_code() }, C::IssuerMismatch),
        ("no URL", Callback { iss: Some("op".into()), ..with_code() }, C::IssuerMismatch),
        ("both", Callback { error: Some("x".into()), ..with_code() }, C::ProviderError),
        ("neither", Callback::default(), C::InvalidRequest),
        ("empty", Callback { code: Some(Secret::new("")), ..Callback::default() }, C::InvalidRequest),
        ("denied", error("access_denied"), C::AccessDenied),
        ("suspended", error("application_suspended"), C::ProviderMisconfigured),
    ] {
        let refused = finish(&world, &*driver, &begun, &callback).await.unwrap_err();
        assert_eq!(refused.code, code, "{case}: {}", refused.detail);
    }
    assert_eq!(upstream.count("/token"), 0);
    let callback = Callback { iss: Some(upstream.url.clone()), ..with_code() };
    assert!(finish(&world, &*driver, &begun, &callback).await.is_ok());
}

/// TK-01, TK-05, TK-14 through this driver; one request each, and nothing after it.
#[tokio::test]
async fn token_endpoint_answers() {
    let target = Upstream::start().await;
    for (status, body, code) in [
        (200, r#"{"error":"bad_verification_code","error_description":"…"}"#.to_owned(), C::TokenExchangeFailed),
        (200, r#"{"error":"incorrect_client_credentials"}"#.into(), C::ProviderMisconfigured),
        (400, r#"{"error":"invalid_grant"}"#.into(), C::TokenExchangeFailed),
        (401, r#"{"error":"invalid_client"}"#.into(), C::ProviderMisconfigured),
        (200, "access_token=a&token_type=bearer".into(), C::TokenExchangeFailed),
        (302, format!("{}/token", target.url), C::TokenExchangeFailed),
        (503, String::new(), C::ProviderUnavailable),
    ] {
        let upstream = Upstream::start().await;
        upstream.raw("/token", status, body);
        assert_eq!(sign_in(&setup_at(&upstream.url)).await.unwrap_err().code, code, "{status}");
        assert_eq!((upstream.count("/token"), upstream.count("/userinfo")), (1, 0), "{status}");
    }
    assert_eq!(target.count("/token"), 0);
    for body in [
        r#"{"access_token":"a","scope":["a","b"],"expires_in":"3600"}"#,
        r#"{"access_token":"a","scope":"repo,gist","token_type":"bearer"}"#,
    ] {
        let upstream = Upstream::start().await;
        upstream.raw("/token", 200, body);
        upstream.raw("/userinfo", 200, octocat().to_string());
        assert!(sign_in(&setup_at(&upstream.url)).await.is_ok(), "{body}");
    }
}

/// UI-08, and every other failure to get a profile; nothing of it is quoted.
#[tokio::test]
async fn profiles_that_do_not_come() {
    let target = Upstream::start().await;
    for (status, body, code) in [
        (302, format!("{}/userinfo", target.url), C::UserinfoFailed),
        (401, r#"{"message":"canary"}"#.to_owned(), C::UserinfoFailed),
        (403, String::new(), C::UserinfoFailed),
        (500, String::new(), C::UserinfoFailed),
        (200, "<html>canary</html>".into(), C::UserinfoFailed),
        (200, "[\"canary\"]".into(), C::UserinfoFailed),
        (200, r#"{"id":1,"id":2}"#.into(), C::UserinfoFailed),
        (200, "x".repeat((1 << 20) + 1), C::UserinfoFailed),
        (200, r#"{"ok":false,"error":"invalid_auth"}"#.into(), C::UserinfoFailed),
        (200, r#"{"message":"canary"}"#.into(), C::SubjectMissing),
    ] {
        let upstream = Upstream::start().await;
        upstream.raw("/userinfo", status, body);
        let refused = sign_in(&setup_at(&upstream.url)).await.unwrap_err();
        assert_eq!(refused.code, code, "{status}: {}", refused.detail);
        assert!(!refused.detail.contains("canary"), "{}", refused.detail);
    }
    assert_eq!(target.count("/userinfo"), 0);
}

/// Extra requests stand under their names; one that fails ends the sign-in.
#[tokio::test]
async fn extra_requests() {
    let upstream = Upstream::start().await;
    upstream.raw("/userinfo", 200, octocat().to_string());
    upstream.raw("/emails", 200, r#"[{"email":"p@example.com","primary":true,"verified":true}]"#);
    let mut setup = setup_at(&upstream.url);
    setup.definition["requests"] = json!([{ "name": "emails", "url": format!("{}/emails", upstream.url) }]);
    setup.definition["claims"]["email"] = "emails[?primary && verified].email | [0]".into();
    let identity = sign_in(&setup).await.unwrap();
    assert_eq!(identity.profile.email.unwrap().as_str(), "p@example.com");
    assert_eq!(upstream.seen("/emails")[0].authorization.as_deref(), Some("Bearer the-access-token"));
    upstream.raw("/emails", 404, "{}");
    assert_eq!(sign_in(&setup).await.unwrap_err().code, C::UserinfoFailed);
}

/// Settings that change between authorize and callback cannot send the code somewhere else.
#[tokio::test]
async fn a_flow_keeps_its_endpoints() {
    let (first, second) = (Upstream::start().await, Upstream::start().await);
    first.raw("/userinfo", 200, octocat().to_string());
    let (world, driver) = open(&setup_at(&first.url)).await;
    let begun = begin(&world, &*driver, &Hints::default()).await.unwrap();
    let mut moved = setup_at(&first.url);
    moved.definition["endpoints"]["token"] = format!("{}/token", second.url).into();
    moved.definition["endpoints"]["userinfo"] = format!("{}/userinfo", second.url).into();
    let (_, moved) = open(&moved).await;
    assert!(finish(&world, &*moved, &begun, &with_code()).await.is_ok());
    assert_eq!((first.count("/token"), second.count("/token"), second.count("/userinfo")), (1, 0, 0));
}
