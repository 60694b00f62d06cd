//! The headers that every answer has, whatever the route, the method and the outcome.

use http::{Method, StatusCode};
use serde_json::json;
use vestibule_core::public_url::PublicUrl;
use vestibule_demo_idp::{Endpoint, faults::Fault};
use vestibule_server::{Limits, Settings};
use vestibule_tests::{Answer, Browser, ServerFixture, Setup};

fn check(answer: &Answer, case: &str) {
    assert_eq!(answer.headers.get_all("x-content-type-options").iter().count(), 1, "{case}");
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{case}");
    let referrer = answer.header("referrer-policy");
    let usual = [Some("no-referrer"), Some("same-origin")].contains(&referrer);
    // Other sites learn our origin from the login page and on the way to an upstream, and nowhere else.
    let leaves = matches!(answer.url.path(), "/" | "/login") || answer.url.path().ends_with("/authorize");
    let says_origin = leaves && referrer == Some("strict-origin-when-cross-origin");
    let never = answer.url.path().ends_with("/callback");
    assert!(if never { referrer == Some("no-referrer") } else { usual || says_origin }, "{case}: {referrer:?}");
    let policy = answer.header("content-security-policy").unwrap_or_else(|| panic!("{case}: no policy"));
    assert!(policy.starts_with("default-src 'none'"), "{case}: {policy}");
    // The preview of the login page is in a frame of ours, where it can do nothing.
    let is_framed = answer.url.path() == "/admin/branding/preview" && policy.contains("frame-ancestors 'self'");
    let is_harmless = policy.contains("sandbox") && policy.contains("form-action 'none'");
    assert!(policy.contains("frame-ancestors 'none'") || is_framed && is_harmless, "{case}: {policy}");
    assert!(policy.contains("base-uri 'none'"), "{case}: {policy}");
    assert!(!policy.contains("unsafe") && !policy.contains('*'), "{case}: {policy}");
    assert!(answer.header("server").is_none() && answer.header("x-powered-by").is_none(), "{case}: says what it is");
    if !answer.body.is_empty() {
        let kind = answer.header("content-type").unwrap_or_else(|| panic!("{case}: no type"));
        let is_text = kind.starts_with("text/");
        assert!(!is_text || kind.contains("charset=utf-8") || kind.contains("version="), "{case}: {kind}");
        assert_eq!(kind.starts_with("text/html"), answer.body.starts_with("<!"), "{case}: {kind}");
    }
}

/// HD-01, HD-02: every route with every method, signed in and not, for people and for programs.
#[tokio::test]
async fn hd_01_every_answer_has_its_headers() {
    let fixture =
        ServerFixture::with(Setup { settings: json!({ "admin_groups": ["admins"] }), ..Setup::default() }).await;
    let (anonymous, administrator) = (fixture.browser(), fixture.browser());
    administrator.sign_in("op").await;
    let mut paths: Vec<String> = vestibule_server::paths()
        .into_iter()
        .map(|path| path.replace("{id}", "op").replace("{*path}", "none"))
        .collect();
    paths.extend(fixture.application.registry.load().routes.iter().map(|(path, _)| path.to_owned()));
    paths.extend(["/nothing", "/api/nothing", "/%2f", "/api/auth/providers/none/callback"].map(str::to_owned));
    let mut statuses = std::collections::BTreeSet::new();
    for path in &paths {
        for browser in [&anonymous, &administrator] {
            for (method, accept) in [
                (Method::GET, "text/html"),
                (Method::GET, "application/json"),
                (Method::HEAD, "*/*"),
                (Method::OPTIONS, "*/*"),
                (Method::TRACE, "*/*"),
                (Method::POST, "text/html"),
                (Method::PUT, "application/json"),
                (Method::PATCH, "text/html"),
                (Method::DELETE, "application/json"),
            ] {
                // Nothing is changed: what could be is refused as coming from elsewhere.
                let headers = [("accept", accept), ("sec-fetch-site", "cross-site")];
                let answer = browser.send(method.clone(), path, &headers, None).await;
                let case = format!("{method} {path} as {accept}: {}", answer.status);
                check(&answer, &case);
                // Metadata and keys are the same for everybody, and pages of applications read what has no cookies.
                let (public, of_apps) = (path.starts_with("/.well-known/"), path.starts_with("/api/oidc/"));
                assert!(public || answer.header("cache-control") == Some("no-store"), "{case}");
                assert!(public || of_apps || answer.header("access-control-allow-origin").is_none(), "{case}");
                assert!(answer.header("access-control-allow-credentials").is_none(), "{case}");
                statuses.insert(answer.status.as_u16());
            }
        }
    }
    for status in [200, 303, 400, 401, 403, 404, 405] {
        assert!(statuses.contains(&status), "no answer was {status}: {statuses:?}");
    }
}

/// HD-03: what browsers keep about a host and a window: on https for a year and more, and not where a proxy shows an
/// answer at another host.
#[tokio::test]
async fn hd_03_what_browsers_keep_about_us() {
    let https = |settings: &mut Settings| settings.public_url = PublicUrl::parse("https://auth.example.com").unwrap();
    for (surface, transport) in [(https as fn(&mut Settings), Some("max-age=63072000")), (|_| {}, None)] {
        // The demonstration provider is no provider for an installation on https.
        let settings = json!({ "enabled": false });
        let fixture = ServerFixture::with(Setup { surface, settings, ..Setup::default() }).await;
        let browser = fixture.browser();
        for (path, is_page) in [
            ("/login", true),
            ("/nothing", true),
            ("/account", false),
            ("/api/auth/providers", false),
            ("/healthz", false),
        ] {
            let answer = browser.get(path).await;
            assert_eq!(answer.header("strict-transport-security"), transport, "{path}");
            assert_eq!(answer.header("cross-origin-opener-policy"), is_page.then_some("same-origin"), "{path}");
            let permissions = answer.header("permissions-policy");
            assert_eq!(permissions.is_some_and(|line| line.contains("camera=()")), is_page, "{path}");
        }
        for path in ["/api/auth/verify", "/api/auth/verify/original-url", "/api/auth/ext-authz/x"] {
            for answer in [browser.get(path).await, browser.get_json(path).await] {
                assert_eq!(answer.header("strict-transport-security"), None, "{path}");
                assert_eq!(answer.header("cross-origin-opener-policy"), None, "{path}");
            }
        }
    }
}

/// HD-01, HD-02: what is refused before anybody looks at it.
#[tokio::test]
async fn hd_01_refusals_of_every_kind_have_them_too() {
    let limits = Limits { authorize: 1, callback_failures: 0, password: 0 };
    let setup = Setup { settings: json!({ "admin_groups": ["admins"] }), limits, in_memory: true, ..Setup::default() };
    let fixture = ServerFixture::with(setup).await;
    let administrator = fixture.browser();
    administrator.sign_in("op").await;
    let send = async |status: u16, path: &str, kind: &str, body: String| {
        let headers = [("accept", "application/json"), ("content-type", kind), ("sec-fetch-site", "same-origin")];
        let answer = administrator.send(Method::POST, path, &headers, Some(body)).await;
        assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.body);
        check(&answer, path);
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{path}");
    };
    let providers = "/api/admin/providers";
    send(415, providers, "text/plain", "{}".to_owned()).await;
    send(413, providers, "application/json", format!("\"{}\"", "x".repeat(3 << 20))).await;
    send(422, providers, "application/json", "{}".to_owned()).await;
    send(400, providers, "application/json", "{".to_owned()).await;
    let limited = fixture.browser().get("/api/auth/providers/op/authorize").await;
    assert_eq!(limited.status, StatusCode::TOO_MANY_REQUESTS);
    check(&limited, "too many");
    let held = fixture.test_access.hold_writes().await.unwrap();
    let anonymous = fixture.browser();
    anonymous.plant("vestibule_session", &"B".repeat(43));
    let unavailable = anonymous.get("/account").await;
    assert_eq!(unavailable.status, StatusCode::SERVICE_UNAVAILABLE);
    check(&unavailable, "no storage");
    assert_eq!(unavailable.header("cache-control"), Some("no-store"));
    drop(held);
}

/// HD-01, HD-02: sign-ins that end well, badly and not at all.
#[tokio::test]
async fn hd_02_nothing_about_a_sign_in_is_stored() {
    let fixture = ServerFixture::new().await;
    let browser: Browser = fixture.browser();
    let callback = browser.callback_of("op").await;
    let landed = browser.get(callback.as_str()).await;
    let again = browser.get(callback).await;
    fixture.op.faults().set(Endpoint::Token, Fault::new().status(StatusCode::INTERNAL_SERVER_ERROR));
    let refused = browser.sign_in("op").await;
    let page = browser.get(refused.location().unwrap()).await;
    let answers =
        [landed, again, refused, page, browser.get("/account").await, browser.get_json("/api/auth/session").await];
    for (answer, status) in answers.iter().zip([303, 400, 303, 200, 200, 200]) {
        assert_eq!(answer.status.as_u16(), status);
        check(answer, answer.url.path());
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{}", answer.url.path());
    }
}
